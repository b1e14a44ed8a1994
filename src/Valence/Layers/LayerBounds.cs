namespace Valence.Layers;

/// <summary>How many layers a model may have, and how deep inside each other, so that what is written can be
/// read: the bounds of whoever opens files.</summary>
internal static class LayerBounds
{
    /// <summary>Layers and uses of layers.</summary>
    public const int Most = 20_000;

    /// <summary>Models and other layers inside each other. Each takes three of the 96 levels of a description, of which
    /// some stay for what is in the innermost.</summary>
    public const int MostNested = 24;

    /// <summary>Refuses a layer that holds more.</summary>
    /// <exception cref="InvalidOperationException">It does.</exception>
    public static void Require(Layer layer)
    {
        var depths = new Dictionary<Layer, int>();
        var count = 0L;
        if (Depth(layer, MostNested) > MostNested) throw Refuse($"{MostNested} layers inside each other");
        if (count > Most) throw Refuse($"{Most} layers and uses of layers");

        // What is known to be too deep is followed no further.
        int Depth(Layer of, int left)
        {
            if (left == 0) return 1;
            if (depths.TryGetValue(of, out var known)) return known;
            count += of.UseCount;
            var deepest = 0;
            foreach (var child in of.Children) deepest = Math.Max(deepest, Depth(child, left - 1));
            return depths[of] = 1 + deepest;
        }

        InvalidOperationException Refuse(FormattableString most) =>
            new($"{layer.KerasName} '{layer.Name}': expected at most {FormattableString.Invariant(most)}, which is "
                + "what files can hold, found more. Make the model of fewer.");
    }
}
