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

    /// <summary><paramref name="x"/>, which has steps along axis <paramref name="time"/>: of none there is neither a
    /// mean nor a largest.</summary>
    /// <exception cref="ShapeException">It has none.</exception>
    public static Tensor WithSteps(Tensor x, int time) =>
        x.Shape[time] != 0 ? x
            : throw new ShapeException("sequence",
                $"expected at least one step, received {x.Shape}. Give an empty text one step of padding");

    /// <summary>The error of an input that is no sequence, with the likely remedy.</summary>
    public static ShapeException Mismatch(string place, Shape input) =>
        new(place, $"expected [batch, time, features], received {input}. {(input.Rank > 3
        ? "For sequences in sequences put TimeDistributed around the layer"
        : "Ids need an Embedding before this layer; a recurrent layer before it needs returnSequences, and no "
            + "Flatten or global pooling may come between")}");
}
