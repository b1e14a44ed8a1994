namespace Valence.Text;

/// <summary>How files say <see cref="PrependScheme"/>: by its name, and older ones by a flag.</summary>
internal static class PrependSchemes
{
    /// <summary>The scheme that a part declares.</summary>
    public static PrependScheme Read(Fields fields)
    {
        var scheme = fields.Choice("prepend_scheme", PrependScheme.Always, ("always", PrependScheme.Always),
            ("first", PrependScheme.First), ("never", PrependScheme.Never));
        var names = fields.Has("prepend_scheme");
        // It repeats the replacement.
        fields.TextOrNull("str_rep");
        if (!fields.Has("add_prefix_space") || fields.Flag("add_prefix_space")) return scheme;
        return !names || scheme == PrependScheme.Never ? PrependScheme.Never
            : throw fields.Refuse("T02", "add_prefix_space", "what 'prepend_scheme' says", "false");
    }
}
