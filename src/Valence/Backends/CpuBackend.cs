using Valence.Kernels;
using Valence.Operations;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>Vectorised kernels on worker threads, for the operations that are worth it.</summary>
public sealed class CpuBackend : Backend
{
    private readonly Workers _workers;
    private readonly Kernel _threaded;

    /// <summary>A backend with threads of its own.</summary>
    /// <param name="threads">How many threads work on one operation; 0 for as many as the machine has processors. The
    /// results do not depend on it.</param>
    public CpuBackend(int threads = 0)
    {
        _workers = new(Require.AtLeast(0, threads) > 0 ? threads : Environment.ProcessorCount);
        _threaded = (operation, x, y) => ((IThreaded)operation).Run(x, y, _workers);

        Unary<Negate, Unary.Negate>();
        Unary<Square, Unary.Square>();
        Unary<Sqrt, Unary.Sqrt>();
        Unary<Exp, Unary.Exp>();
        Unary<Log, Unary.Log>();
        Unary<Log1P, Unary.Log1P>();
        Unary<Abs, Unary.Abs>();
        Unary<Sign, Unary.Sign>();
        Unary<Tanh, Unary.Tanh>();
        Unary<Sigmoid, Unary.Sigmoid>();
        Unary<ReluOperation, Unary.Relu>();
        Unary<Erf, Unary.Erf>();
        Unary<Softplus, Unary.Softplus>();
        Register<Gelu>((operation, x, y) =>
        {
            if (operation.IsApproximate) Apply(default(Unary.GeluByTanh), x, y);
            else Apply(default(Unary.Gelu), x, y);
        });

        Binary<AddOperation, Binary.Add>();
        Binary<SubtractOperation, Binary.Subtract>();
        Binary<MultiplyOperation, Binary.Multiply>();
        Binary<Divide, Binary.Divide>();
        Binary<MaximumOperation, Binary.Maximum>();
        Binary<MinimumOperation, Binary.Minimum>();
        Binary<Greater, Binary.Greater>();
        Binary<Equal, Binary.Equal>();
        Binary<TanhGradient, Binary.TanhGradient>();
        Binary<SigmoidGradient, Binary.SigmoidGradient>();
        Binary<ReluGradient, Binary.ReluGradient>();
        Register<GeluGradient>((operation, x, y) =>
        {
            if (operation.IsApproximate) BinaryKernel.Run<Binary.GeluByTanhGradient>(operation, x, y, _workers);
            else BinaryKernel.Run<Binary.GeluGradient>(operation, x, y, _workers);
        });

        OfFloats<MatMul>((operation, x, y) => MatMulKernel.Run(operation, x, y, _workers));
        Register<MatMulRowSums>((_, x, y) => MatMulKernel.RowSums(x, y[0], _workers));
        Register<Int8MatMul>((_, x, y) => Int8MatMulKernel.Run(x, y[0], _workers));
        Register<GatherMatMul>((operation, x, y) => MatMulKernel.OfRows(operation, x, y[0], _workers));
        OfFloats<Gather>((_, x, y) => GatheredRows.Begin(y[0], x[0], x[1], _workers));
        Replace<MatMul>(GatheredRows.Multiply);
        Replace<MaskedSum>(GatheredRows.Sum);
        Replace<SumOperation>(GatheredRows.Sum);
        Register<MaskedSum>((_, x, y) => GatherSumKernel.Steps(x, y, _workers));
        Register<GatherSum>((_, x, y) => GatherSumKernel.Sums(x, y, _workers));
        Register<GatherSumRows>((_, x, y) => GatherSumKernel.Rows(x, y, _workers));
        Register<Operations.Transpose>((operation, x, y) => TransposeKernel.Run(operation, x, y, _workers));
        OfFloats<Expand>((operation, x, y) => ExpandKernel.Run(x, y, _workers));
        Register<SumTo>((operation, x, y) => SumToKernel.Run(operation, x, y, _workers));
        Register<Select>((operation, x, y) =>
        {
            if (x[1].Type == ElementType.Float32) SelectKernel.Run(x, y, _workers);
            else operation.Define(x, y);
        });
        OfFloats<SumOperation>((operation, x, y) => SumKernel.Run(operation, x, y, _workers));
        Register<Operations.SoftmaxOperation>((_, x, y) =>
            Kernels.Softmax.Forward(x[0].Floats, y[0].Overwrite<float>(), x[0].Shape[^1], _workers));
        Register<SoftmaxGradient>(
            (_, x, y) => Kernels.Softmax.Backward(x[0].Floats, x[1].Floats, y[0].Overwrite<float>(), x[0].Shape[^1],
                _workers));
        Recurrent<LstmSequence, LstmSequenceGradient, LstmCell>();
        Recurrent<GruSequence, GruSequenceGradient, GruCell>();
        Recurrent<SimpleRnnSequence, SimpleRnnSequenceGradient, SimpleRnnCell>();
        Register<Conv1DOperation>((operation, x, y) => Conv1DKernel.Forward(operation, x, y, _workers));
        Register<Conv1DInputGradient>((operation, x, y) => Conv1DKernel.InputGradient(operation, x, y, _workers));
        Register<Conv1DKernelGradient>((operation, x, y) => Conv1DKernel.KernelGradient(operation, x, y, _workers));
        Register<DropoutMask>((operation, x, y) => DropoutMaskKernel.Run(operation, x, y, _workers));
        Register<LayerNorm>((operation, x, y) => LayerNormKernel.Forward(operation, x, y, _workers));
        Register<LayerNormInputGradient>((operation, x, y) => LayerNormKernel.InputGradient(operation, x, y, _workers));
        Register<LayerNormScaleGradient>((operation, x, y) => LayerNormKernel.ScaleGradient(operation, x, y, _workers));
        Register<HeadAttention>((operation, x, y) => AttentionKernel.Forward(operation, x, y, _workers));
        Register<HeadAttentionGradient>((operation, x, y) => AttentionKernel.Backward(operation, x, y, _workers));
        OfFloats<Max>((operation, x, y) => MaxKernel.Run(operation, x, y, _workers));
        Register<MaxPool1D>((operation, x, y) => MaxPoolKernel.Forward(operation, x, y, _workers));
        Register<MaxPool1DGradient>((operation, x, y) => MaxPoolKernel.Gradient(operation, x, y, _workers));
        Register<LogSoftmax>(
            (_, x, y) => Kernels.Softmax.LogForward(x[0].Floats, y[0].Overwrite<float>(), x[0].Shape[^1], _workers));
    }

    /// <inheritdoc/>
    public override string Name => "cpu";

    /// <summary>How many threads work on one operation.</summary>
    public int Threads => _workers.Count;

    /// <inheritdoc/>
    public override void Dispose()
    {
        _workers.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    public override Kernel? Find(Operation operation) =>
        base.Find(operation) ?? (operation is IThreaded ? _threaded : null);

    private void Recurrent<TSequence, TGradient, TCell>() where TSequence : RecurrentSequence
        where TGradient : RecurrentSequenceGradient where TCell : struct, IRecurrentCell
    {
        Replace<TSequence>(GatheredRows.Project);
        Register<TSequence>((operation, x, y) => RecurrentSequenceKernel.Forward<TCell>(operation, x, y, _workers));
        Register<TGradient>((operation, x, y) => RecurrentSequenceKernel.Backward<TCell>(operation, x, y, _workers));
    }

    private void Unary<TOperation, TFunction>() where TOperation : ElementwiseUnary where TFunction : struct, IUnary =>
        OfFloats<TOperation>((_, x, y) => Apply(default(TFunction), x, y));

    private void Apply<TFunction>(TFunction function, Operands x, ReadOnlySpan<Tensor> y)
        where TFunction : struct, IUnary =>
        Elementwise.Apply(function, x[0].Floats, y[0].Overwrite<float>(), _workers);

    private void Binary<TOperation, TFunction>() where TOperation : ElementwiseBinary
        where TFunction : struct, IBinary =>
        OfFloats<TOperation>((operation, x, y) => BinaryKernel.Run<TFunction>(operation, x, y, _workers));

    // Integers are rare and small beside floats: they run the plain definition.
    private void OfFloats<TOperation>(TypedKernel<TOperation> kernel) where TOperation : Operation =>
        Register<TOperation>((operation, x, y) =>
        {
            if (x[0].Type == ElementType.Float32) kernel(operation, x, y);
            else operation.Define(x, y);
        });
}
