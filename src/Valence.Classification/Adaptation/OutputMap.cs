namespace Valence.Classification;

/// <summary>Where the scores of an earlier classifier stand among those of one that knows more labels, before sigmoid
/// or softmax.</summary>
/// <remarks>Labels are found by their names; those that are new have the score 0. The one score <c>z</c> of two classes
/// becomes <c>−z/2</c> and <c>z/2</c> where there are more. A number changes its unit.</remarks>
internal sealed class OutputMap
{
    private readonly float[] _matrix;
    private readonly double _shift;

    private OutputMap(int from, int to, double shift = 0) =>
        (From, To, _matrix, _shift) = (from, to, new float[from * to], shift);

    /// <summary>Scores of the earlier classifier.</summary>
    public int From { get; }

    /// <summary>Scores of the other.</summary>
    public int To { get; }

    /// <summary>The map between two tasks of one kind, of which the second knows all labels of the first.</summary>
    public static OutputMap Of(TextTask from, TextTask to)
    {
        if (to.Labels.Count == 0)
        {
            var (scale, shift) = to.Unit;
            return new(1, 1, shift / scale) { _matrix = { [0] = (float)(1 / scale) } };
        }
        var map = new OutputMap(from.Outputs, to.Outputs);
        var ofTwo = from.Outputs < from.Labels.Count;
        if (ofTwo && to.Outputs == 1) map._matrix[0] = 1;
        else
            foreach (var (k, name) in from.Labels.Names.Index())
                map._matrix[(ofTwo ? 0 : k) * map.To + to.Labels.IndexOf(name, 0)] = !ofTwo ? 1 : k == 0 ? -.5f : .5f;
        return map;
    }

    /// <summary>Rows of scores, or of weights of each score, <c>[rows, from]</c> as <c>[rows, to]</c>.</summary>
    public float[] Apply(ReadOnlySpan<float> rows)
    {
        var mapped = new float[rows.Length / From * To];
        for (var row = 0; row < rows.Length / From; row++)
            for (var i = 0; i < From; i++)
                for (var k = 0; k < To; k++)
                    mapped[row * To + k] += rows[row * From + i] * _matrix[i * To + k];
        return mapped;
    }

    /// <summary>The bias of each score.</summary>
    public float[] Bias(ReadOnlySpan<float> bias) => [.. Apply(bias).Select(number => (float)(number - _shift))];
}
