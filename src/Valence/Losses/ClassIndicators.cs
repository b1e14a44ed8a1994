using Valence.Operations;

namespace Valence.Losses;

/// <summary>From class numbers of any shape and predictions with one axis more: 1 at each row's class and 0 elsewhere;
/// rows of an ignored class are 0 throughout.</summary>
internal sealed class ClassIndicators(int? ignoredClass = null) : Operation
{
    public override bool IsDifferentiable => false;

    public override void Infer(Operands x, Span<TensorSpec> y)
    {
        if (x[1].Shape.Rank == 0)
            throw Mismatch($"expected predictions with an axis of classes, received {x[1].Shape}");
        if (x[0].Shape != x[1].Shape[..^1])
            throw Mismatch($"expected class numbers of shape {x[1].Shape[..^1]}, received {x[0].Shape}");
        y[0] = new(x[1].Shape);
    }

    public override void Define(Operands x, ReadOnlySpan<Tensor> y)
    {
        var labels = x[0].Floats;
        var to = y[0].Overwrite<float>();
        var classes = y[0].Shape[^1];
        var ignored = ignoredClass ?? float.NaN;
        to.Clear();
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] == ignored) continue;
            if (!LabelOutOfRangeException.IsClass(labels[i], classes))
                throw LabelOutOfRangeException.Of(labels[i], i, labels.Length, x[0].Shape.Rank == 0 ? 1 : x[0].Shape[0],
                    classes);
            to[i * classes + (int)labels[i]] = 1;
        }
    }
}
