namespace Valence.Classification;

/// <summary>Which features each text has, by text and by feature, and how much one of a text counts.</summary>
/// <remarks>Sums over texts and over features each have one order, so that their bits do not depend on
/// threads.</remarks>
internal sealed class FeatureRows : IFeatures
{
    private readonly long[] _startOfRow, _startOfFeature;
    private readonly int[] _features, _rows;
    private readonly float[] _scales;
    private readonly int _border;

    /// <summary>The rows of ids, of which 0 is none.</summary>
    /// <param name="ids">The ids of each text, each once.</param>
    /// <param name="count">One more than the largest id.</param>
    /// <param name="scales">How much a feature of each text counts: one below the border, and one from it on.</param>
    /// <param name="border">The first id of the second kind of features.</param>
    public FeatureRows(IReadOnlyList<int[]> ids, int count, float[] scales, int border)
    {
        (Rows, Features, _scales, _border) = (ids.Count, count, scales, border);
        _startOfRow = new long[Rows + 1];
        _startOfFeature = new long[count + 1];
        for (var i = 0; i < Rows; i++)
        {
            _startOfRow[i + 1] = _startOfRow[i] + ids[i].Length;
            foreach (var id in ids[i]) _startOfFeature[id + 1]++;
        }
        for (var f = 0; f < count; f++) _startOfFeature[f + 1] += _startOfFeature[f];
        (_features, _rows) = (new int[_startOfRow[Rows]], new int[_startOfRow[Rows]]);
        var next = _startOfFeature[..^1];
        for (var i = 0; i < Rows; i++)
        {
            ids[i].CopyTo(_features, (int)_startOfRow[i]);
            foreach (var id in ids[i]) _rows[next[id]++] = i;
        }
    }

    /// <summary>The rows of ids, where words and letters each have a length of their own: letters, of which there are
    /// more, would drown the words.</summary>
    /// <param name="ids">The ids of each text, ascending.</param>
    /// <param name="norms">What each feature adds to the square of a text's length.</param>
    /// <param name="border">The first id of letters.</param>
    public static FeatureRows Of(int[][] ids, float[] norms, int border)
    {
        return new(ids, norms.Length, [.. ids.SelectMany(row => (float[])[Scale(row.Where(id => id < border)),
            Scale(row.Where(id => id >= border))])], border);

        float Scale(IEnumerable<int> some) => 1 / MathF.Sqrt(MathF.Max(1, some.Sum(id => norms[id])));
    }

    /// <inheritdoc/>
    public int Rows { get; }

    /// <summary>One more than the largest id.</summary>
    public int Features { get; }

    /// <summary>The features of a text.</summary>
    public ReadOnlySpan<int> Of(int row) =>
        _features.AsSpan((int)_startOfRow[row], (int)(_startOfRow[row + 1] - _startOfRow[row]));

    /// <summary>The texts that have a feature.</summary>
    public ReadOnlySpan<int> With(int feature) => _rows.AsSpan((int)_startOfFeature[feature],
        (int)(_startOfFeature[feature + 1] - _startOfFeature[feature]));

    /// <inheritdoc/>
    public void Multiply(float[] weights, float[] bias, float[] y, int width) => Each(Rows, row =>
    {
        var features = Of(row);
        var border = features.BinarySearch(_border);
        // Equal ids may stand together.
        for (border = border < 0 ? ~border : border; border > 0 && features[border - 1] == _border;) border--;
        var (first, second) = (_scales[2 * row], _scales[2 * row + 1]);
        if (width == 1)
        {
            y[row] = first * Sum(features[..border]) + second * Sum(features[border..]) + bias[0];
            return;
        }
        var to = y.AsSpan(row * width, width);
        to.Clear();
        foreach (var feature in features[border..]) Vector.Add(weights.AsSpan(feature * width, width), 1, to);
        if (border < features.Length && border > 0)
            for (var k = 0; k < width; k++) to[k] *= second / first;
        foreach (var feature in features[..border]) Vector.Add(weights.AsSpan(feature * width, width), 1, to);
        for (var k = 0; k < width; k++) to[k] = (border > 0 ? first : second) * to[k] + bias[k];

        float Sum(ReadOnlySpan<int> some)
        {
            var sum = 0f;
            foreach (var feature in some) sum += weights[feature];
            return sum;
        }
    });

    /// <inheritdoc/>
    public void MultiplyTransposed(float[] y, float[] weights, int width, bool squared = false) =>
        Each(Features, feature =>
        {
            var rows = With(feature);
            var kind = feature < _border ? 0 : 1;
            var to = weights.AsSpan(feature * width, width);
            to.Clear();
            foreach (var row in rows)
            {
                var scale = _scales[2 * row + kind];
                if (squared) scale *= scale;
                if (width == 1) to[0] += scale * y[row];
                else Vector.Add(y.AsSpan(row * width, width), scale, to);
            }
        });

    /// <summary>Runs a body for each number below <paramref name="count"/>, on all processors.</summary>
    public static void Each(int count, Action<int> body)
    {
        const int block = 256;
        Parallel.For(0, (count + block - 1) / block, i =>
        {
            for (var j = i * block; j < Math.Min(count, (i + 1) * block); j++) body(j);
        });
    }
}
