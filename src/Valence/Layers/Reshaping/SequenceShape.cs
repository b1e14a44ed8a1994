namespace Valence.Layers;

/// <summary>What layers over time demand of their input.</summary>
internal static class SequenceShape
{
    /// <summary>Checks that <paramref name="input"/> is <c>[batch, time, features]</c>.</summary>
    /// <exception cref="ShapeException">It has another number of axes.</exception>
    public static void Check(Shape input)
    {
        if (input.Rank != 3) throw new ShapeException("sequence", $"expected [batch, time, features], received {input}");
    }
}
