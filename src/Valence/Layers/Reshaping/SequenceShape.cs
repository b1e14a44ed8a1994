namespace Valence.Layers;

/// <summary>What layers over time demand of their input.</summary>
internal static class SequenceShape
{
    /// <summary>Checks that <paramref name="input"/> is <c>[batch, time, features]</c>.</summary>
    /// <exception cref="ShapeException">It has another number of axes.</exception>
    public static void Check(Shape input)
    {
        if (input.Rank != 3) throw Mismatch("sequence", input);
    }

    /// <summary>The error of an input that is no sequence, with the likely remedy.</summary>
    public static ShapeException Mismatch(string place, Shape input) => new(place, $"expected [batch, time, features], received {input}. {(input.Rank > 3
        ? "For sequences in sequences put TimeDistributed around the layer"
        : "Ids need an Embedding before this layer; a recurrent layer before it needs returnSequences, and no Flatten or global pooling may come between")}");
}
