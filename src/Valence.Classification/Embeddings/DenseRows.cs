using Valence.Backends;
using Valence.Execution;
using Valence.Operations;

namespace Valence.Classification;

/// <summary>Vectors of texts as features of a linear model; its products are those of matrices.</summary>
/// <param name="vectors">Float32 <c>[rows, features]</c>.</param>
/// <param name="backend">Where products run; all processors when null.</param>
internal sealed class DenseRows(Tensor vectors, Backend? backend) : IFeatures
{
    private readonly Backend _backend = backend ?? DefaultBackend.Cpu;
    private readonly Lazy<Tensor> _squares = new(() =>
    {
        var squares = vectors.Copy();
        foreach (ref var number in squares.Change<float>()) number *= number;
        return squares;
    });

    public int Rows => vectors.Shape[0];

    public int Features => vectors.Shape[1];

    /// <summary>Some rows.</summary>
    public static DenseRows Of(Tensor vectors, int[] rows, Backend? backend)
    {
        var width = vectors.Shape[1];
        var some = new Tensor([rows.Length, width], ElementType.Float32);
        var to = some.Overwrite<float>();
        foreach (var (i, row) in rows.Index())
            vectors.Floats.Slice(row * width, width).CopyTo(to[(i * width)..]);
        return new(some, backend);
    }

    public void Multiply(float[] weights, float[] bias, float[] y, int width)
    {
        Product(vectors, Tensor.From(weights, [Features, width]), transpose: false).CopyTo(y);
        for (var i = 0; i < y.Length; i++) y[i] += bias[i % width];
    }

    public void MultiplyTransposed(float[] y, float[] weights, int width, bool squared = false) =>
        Product(squared ? _squares.Value : vectors, Tensor.From(y, [Rows, width]), transpose: true).CopyTo(weights);

    private ReadOnlySpan<float> Product(Tensor x, Tensor y, bool transpose)
    {
        var call = new CallContext(new EagerExecutor(new StepMemory(_backend)));
        return call.MatMul(x, y, transposeA: transpose).Floats;
    }
}
