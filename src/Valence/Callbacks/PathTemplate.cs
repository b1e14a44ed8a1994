using System.Text;

namespace Valence.Callbacks;

/// <summary>A path with figures in braces, such as <c>w.{epoch:02d}-{val_loss:.2f}.keras</c>, which Python's
/// <c>str.format</c> fills in.</summary>
internal sealed class PathTemplate
{
    private readonly List<(string Text, string? Name, PythonFormat? Format)> _parts = [];
    private readonly string _path;

    /// <summary>Reads a path.</summary>
    /// <exception cref="ArgumentException">A brace or format is one that Python refuses, or of another kind than
    /// numbers need.</exception>
    public PathTemplate(string path)
    {
        _path = path;
        var text = new StringBuilder();
        for (var at = 0; at < path.Length; at++)
        {
            var c = path[at];
            if (c is not ('{' or '}')) text.Append(c);
            else if (at + 1 < path.Length && path[at + 1] == c) text.Append(path[at++]);
            else if (c == '}') throw Refusal("a '}' without its '{'; a brace in a name is written twice");
            else
            {
                var end = path.IndexOfAny(['{', '}'], at + 1);
                if (end < 0) throw Refusal("a '{' without its '}'; a brace in a name is written twice");
                if (path[end] == '{') throw Refusal("a '{' inside braces");
                _parts.Add((text.ToString(), null, null));
                text.Clear();
                Add(path[(at + 1)..end]);
                at = end;
            }
        }
        _parts.Add((text.ToString(), null, null));
    }

    /// <summary>The path with its figures.</summary>
    /// <param name="valueOf">The value of a name; null where there is none.</param>
    /// <param name="names">The names that there are, for the error.</param>
    /// <exception cref="InvalidOperationException">A name has no value.</exception>
    public string Fill(Func<string, double?> valueOf, IEnumerable<string> names)
    {
        var text = new StringBuilder();
        foreach (var (plain, name, format) in _parts)
        {
            if (name is null) text.Append(plain);
            else text.Append(format!.Of(valueOf(name) ?? throw new InvalidOperationException(
                $"The checkpoint's path '{_path}' asks for '{name}'; this epoch has "
                    + $"{string.Join(", ", names.Select(key => $"'{key}'"))}.")));
        }
        return text.ToString();
    }

    private void Add(string field)
    {
        var colon = field.IndexOf(':');
        var name = colon < 0 ? field : field[..colon];
        if (name.Length == 0 || name.All(char.IsAsciiDigit)) throw Refusal($"'{{{field}}}', which names no figure");
        if (name.AsSpan().ContainsAny('!', '.', '['))
            throw Refusal($"'{{{field}}}', whose name has more than a name's characters");
        try
        {
            _parts.Add(("", name, PythonFormat.Parse(colon < 0 ? "" : field[(colon + 1)..],
                isWhole: name is "epoch" or "batch")));
        }
        catch (FormatException error)
        {
            throw Refusal($"'{{{field}}}': {error.Message}");
        }
    }

    private ArgumentException Refusal(string found) => new($"Expected a path with figures as Python formats them, such "
        + $"as {{epoch:02d}} or {{val_loss:.2f}}, received '{_path}' with {found}.", "path");
}
