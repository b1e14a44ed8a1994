using System.Runtime.CompilerServices;
using Valence.Operations;
using Valence.Threading;

namespace Valence.Backends;

/// <summary>Reorders axes; where the last axis stays the last one, whole rows are copied.</summary>
internal static class TransposeKernel
{
    public static unsafe void Run(Operations.Transpose operation, Operands x, ReadOnlySpan<Tensor> y, Workers workers)
    {
        var (from, to) = (x[0].Shape, y[0].Shape);
        var rank = to.Rank;
        if (x[0].Type != ElementType.Float32 || rank < 2 || operation.From(rank - 1, rank) != rank - 1)
        {
            operation.Define(x, y);
            return;
        }
        fixed (float* source = x[0].Floats, target = y[0].Overwrite<float>())
        {
            var job = new Job { Operation = operation, From = from, To = to, Source = source, Target = target };
            workers.Run(ref job, to[0]);
        }
    }

    private unsafe struct Job : IJob
    {
        public Operations.Transpose Operation;
        public Shape From, To;
        public float* Source, Target;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int piece)
        {
            var (rank, width) = (To.Rank, To[^1]);
            Span<int> steps = stackalloc int[rank];
            for (var i = 0; i < rank; i++)
            {
                var step = 1;
                for (var j = Operation.From(i, rank) + 1; j < rank; j++) step *= From[j];
                steps[i] = step;
            }
            var rows = To[1..^1].Count;
            for (var row = 0; row < rows; row++)
            {
                var (rest, element) = (row, piece * steps[0]);
                for (var axis = rank - 2; axis >= 1; axis--)
                {
                    (rest, var position) = Math.DivRem(rest, To[axis]);
                    element += position * steps[axis];
                }
                new ReadOnlySpan<float>(Source + element, width)
                    .CopyTo(new(Target + ((nint)piece * rows + row) * width, width));
            }
        }
    }
}
