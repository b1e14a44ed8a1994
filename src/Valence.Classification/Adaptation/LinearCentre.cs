using Valence.Models;

namespace Valence.Classification;

/// <summary>The weights of an earlier linear model, about which those for other texts are sought: a penalty on
/// <c>weight − earlier weight</c> in the place of one on the weight (Chelba, Acero 2004: Adaptation of maximum entropy
/// capitalizer).</summary>
internal sealed class LinearCentre
{
    private const int TextsCompared = 64;
    private const double Tolerance = 1e-4;

    private readonly NGramEncoder _encoder;
    // For each feature and score, and for each feature.
    private readonly float[] _weights, _norms;
    private readonly int _width;

    private LinearCentre(NGramEncoder encoder, float[] weights, float[] norms, int width)
    {
        (_encoder, _weights, _norms, _width) = (encoder, weights, norms, width);
        HasRarity = norms.AsSpan(1).ContainsAnyExcept(1);
    }

    /// <summary>Whether features count by their rarity in the length of a text, and not all alike.</summary>
    public bool HasRarity { get; }

    /// <summary>The features of the earlier model.</summary>
    public int Features => _encoder.Ids;

    /// <summary>The weights of a classifier, for the scores that a map makes of its own.</summary>
    /// <param name="earlier">The classifier.</param>
    /// <param name="map">Where its scores stand.</param>
    /// <param name="texts">Texts by which it is proved to be such a model.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static LinearCentre Of(TextClassifier earlier, OutputMap map, IEnumerable<string> texts)
    {
        if (earlier.Encoder is not NGramEncoder encoder) throw None();
        var (tables, ofNorms, kernel, bias) = LinearNetwork.Read(earlier.Model);
        var (border, width) = (encoder.Words.Count + 1, earlier.Task.Outputs);
        if (tables[0] is null || bias.Length != width || kernel.Length != width * width
            || !HasRows(tables[0], border, width) || !HasRows(tables[1], encoder.Letters.Count + 1, width)
            || tables[1] is null != (encoder.Letters.Count == 0)) throw None();
        float[] table = [.. tables[0].AsSpan(0, border * width), .. Letters(tables[1], width)];
        float[] norms = [.. ofNorms[0] ?? Ones(border), .. ofNorms[0] is null && encoder.Letters.Count > 0
            ? Ones(encoder.Letters.Count) : Letters(ofNorms[1], 1)];
        if (norms.Length != encoder.Ids) throw None();
        var weights = new float[table.Length];
        for (var i = 0; i < weights.Length; i++)
            for (var k = 0; k < width; k++)
                weights[i] += table[i / width * width + k] * kernel[k * width + i % width];
        RequireSame(earlier, new(encoder, weights, norms, width), bias, [.. texts.Take(TextsCompared)]);
        return new(encoder, map.Apply(weights), norms, map.To);

        // The first row of letters pads.
        static float[] Letters(float[]? some, int width) => some?[width..] ?? [];

        static float[] Ones(int count) => [0, .. Enumerable.Repeat(1f, count - 1)];
    }

    /// <summary>The features of the earlier model, and after its words and letters those that only another encoder
    /// has.</summary>
    public NGramEncoder With(NGramEncoder other) => _encoder.With(other);

    /// <summary>For each id of such an encoder that of the earlier model; −1 where there is none.</summary>
    public int[] EarlierIds(NGramEncoder encoder)
    {
        var ids = new int[encoder.Ids];
        Array.Fill(ids, -1);
        for (var id = 0; id < _encoder.Ids; id++)
            ids[id <= _encoder.Words.Count ? id : id + encoder.Words.Count - _encoder.Words.Count] = id;
        return ids;
    }

    /// <summary>The weights of features times a scale, <c>[ids, scores]</c>; 0 for those that are new.</summary>
    /// <param name="earlierIds">For each feature the id of the earlier model, or −1.</param>
    /// <param name="scale">How far they are believed.</param>
    public float[] Weights(ReadOnlySpan<int> earlierIds, double scale)
    {
        var weights = new float[earlierIds.Length * _width];
        for (var i = 0; i < weights.Length; i++)
            if (earlierIds[i / _width] is >= 0 and var id)
                weights[i] = (float)(scale * _weights[id * _width + i % _width]);
        return weights;
    }

    /// <summary>What a feature adds to the square of a text's length: as in the earlier model, and for those that are
    /// new what a function says.</summary>
    public float[] Norms(ReadOnlySpan<int> earlierIds, Func<int, float> ofNew)
    {
        var norms = new float[earlierIds.Length];
        for (var id = 1; id < norms.Length; id++)
            norms[id] = earlierIds[id] >= 0 ? _norms[earlierIds[id]] : HasRarity ? ofNew(id) : 1;
        return norms;
    }

    private static bool HasRows(float[]? table, int rows, int width) => table is null || table.Length == rows * width;

    // A network of other layers may have tables of these names.
    private static void RequireSame(TextClassifier earlier, LinearCentre own, float[] bias, string[] texts)
    {
        int[][] ids = [.. texts.Select(earlier.Encoder.IdsOf)];
        var scores = new float[texts.Length * own._width];
        FeatureRows.Of(ids, own._norms, own._encoder.Words.Count + 1).Multiply(own._weights, bias, scores, own._width);
        foreach (var (expected, found) in earlier.Outputs(earlier.Encoder.Encode(texts)).Zip(
            earlier.Task.OutputsOf(scores)))
            if (!(Math.Abs(expected - found) <= Tolerance * Math.Max(1, Math.Abs(expected)))) throw None();
    }

    private static ArgumentException None() => new("The classifier to go on from is said to be of the recipe 'linear' "
        + "and has another network, which nothing is known of. Train without it.");
}
