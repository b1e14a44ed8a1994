using System.Runtime.CompilerServices;
using Valence.Threading;

namespace Valence.Kernels;

/// <summary>Cuts a batch into slices that each walk the whole sequence, so that threads never wait for each other at a
/// step.</summary>
/// <remarks>The slices depend on the batch alone: the gradients of the weights are sums over them, whose bits must not
/// depend on the threads.</remarks>
internal static class RecurrentPlan
{
    private const int RowsOfSmallBatches = 16;
    private const int RowsOfLargeBatches = 32;
    private const int LargeBatch = 96;
    private const int InputsPerPiece = 64;

    /// <summary>Numbers that the sums of all slices may have together: 128 MB.</summary>
    private const long MostSums = 1 << 25;

    /// <summary>How many slices a batch is cut into.</summary>
    public static int Slices(int batch)
    {
        var rows = batch < LargeBatch ? RowsOfSmallBatches : RowsOfLargeBatches;
        return Math.Max(1, (batch + rows - 1) / rows);
    }

    /// <summary>Whether the gradients of the inputs, each <paramref name="width"/> wide, are worth summing by number in
    /// every slice of a batch.</summary>
    public static bool SumsByNumber(int batch, int time, int width) => (long)batch * time * width <= MostSums;

    /// <summary>Where a slice begins.</summary>
    public static int First(int slice, int batch) => (int)((long)slice * batch / Slices(batch));

    internal unsafe struct Forward<TCell>(ForwardPointers pointers, Workers? workers) : IVectorized
        where TCell : struct, IRecurrentCell
    {
        public void Run<L, V>() where L : struct, ILanes<V> where V : unmanaged
        {
            var (features, units) = (pointers.Shape.Features, pointers.Shape.Units);
            var length = UnitBlocks<L, V>.PackedLength(TCell.Gates, features, units);
            pointers.Packed = Scratch.Take(ScratchSlot.Recurrent, length + (TCell.Gates + 1) * units + L.Count);
            pointers.Starts = pointers.Packed + length;
            UnitBlocks<L, V>.Pack(pointers.Kernel, features, pointers.Recurrent, TCell.Gates, units, pointers.Packed);
            Begin<L, V>();
            var job = new Job<L, V> { Pointers = pointers };
            Share(ref job, pointers.Shape.Batch, workers);
        }

        private readonly void Begin<L, V>() where L : struct, ILanes<V> where V : unmanaged
        {
            var (units, gates) = (pointers.Shape.Units, TCell.Gates * pointers.Shape.Units);
            var apart = TCell.SplitsLastGate ? units : 0;
            new Span<float>(pointers.Starts, gates + units).Clear();
            if (pointers.Bias != null)
            {
                UnitBlocks<L, V>.Copy(pointers.Bias, pointers.Starts, gates - apart);
                UnitBlocks<L, V>.Copy(pointers.Bias + gates - apart, pointers.Starts + gates, apart);
            }
            if (pointers.RecurrentBias != null) UnitBlocks<L, V>.Add(pointers.RecurrentBias, pointers.Starts, gates);
        }

        private struct Job<L, V> : IJob where L : struct, ILanes<V> where V : unmanaged
        {
            public ForwardPointers Pointers;

            public readonly void Run(int piece)
            {
                var from = First(piece, Pointers.Shape.Batch);
                new ForwardSlice<TCell, L, V>(Pointers, from, First(piece + 1, Pointers.Shape.Batch) - from).Run();
            }
        }
    }

    internal unsafe struct Backward<TCell>(BackwardPointers pointers, Workers? workers) : IVectorized
        where TCell : struct, IRecurrentCell
    {
        public void Run<L, V>() where L : struct, ILanes<V> where V : unmanaged
        {
            var shape = pointers.Shape;
            var gates = TCell.Gates * shape.Units;
            var (recurrentPanels, kernelPanels) = (Columns<L, V>(shape.Units), Columns<L, V>(shape.Features));
            pointers.PackedRecurrent = Scratch.Take(
                ScratchSlot.Recurrent, (long)gates * (recurrentPanels + kernelPanels));
            pointers.PackedKernel = pointers.PackedRecurrent + (nint)gates * recurrentPanels;
            PackTransposed<L, V>(recurrentPanels);
            if (shape.Features > 0 && pointers.InputsGradient != null)
                Packing.Panels(pointers.Kernel, 1, gates, gates, shape.Features, Tile<L, V>.Columns,
                    pointers.PackedKernel);
            var share = CollectedGates<TCell, L, V>.ShareLength(shape);
            pointers.Shares = Scratch.Take(ScratchSlot.Shares, share * Slices(shape.Batch));
            if (pointers.Numbers != null)
            {
                // A slice has at most as many different inputs as steps. How many there are depends on the data, and
                // the memory should not.
                var steps = (long)shape.Batch * shape.Time;
                pointers.Sums = Scratch.Take(ScratchSlot.Sums,
                    steps * gates + Slices(shape.Batch) * Math.Max(steps, pointers.Count));
                pointers.SumOf = (int*)(pointers.Sums + steps * gates);
            }
            var job = new Job<L, V> { Pointers = pointers };
            Share(ref job, shape.Batch, workers);
            Collect(share);
            if (pointers.Numbers == null) return;
            var merge = new MergeJob<L, V> { Pointers = pointers, Width = gates };
            var pieces = (pointers.Count + InputsPerPiece - 1) / InputsPerPiece;
            if (workers is not null) workers.Run(ref merge, pieces);
            else for (var piece = 0; piece < pieces; piece++) merge.Run(piece);
        }

        private static int Columns<L, V>(int count) where L : struct, ILanes<V> where V : unmanaged =>
            (count + Tile<L, V>.Columns - 1) / Tile<L, V>.Columns * Tile<L, V>.Columns;

        // With dropout each gate's product is masked before it is added to the others.
        private readonly void PackTransposed<L, V>(int columns) where L : struct, ILanes<V> where V : unmanaged
        {
            var (units, gates) = (pointers.Shape.Units, TCell.Gates * pointers.Shape.Units);
            var (parts, rows) = pointers.Dropout == null ? (1, gates) : (TCell.Gates, units);
            for (var part = 0; part < parts; part++)
                Packing.Panels(pointers.Recurrent + part * units, 1, gates, rows, units, Tile<L, V>.Columns,
                    pointers.PackedRecurrent + (nint)part * rows * columns);
        }

        private readonly void Collect(long share)
        {
            var shape = pointers.Shape;
            var gates = TCell.Gates * shape.Units;
            var from = pointers.Shares;
            Sum(from, share, pointers.KernelGradient, (long)shape.Features * gates);
            from += (nint)shape.Features * gates;
            Sum(from, share, pointers.RecurrentGradient, (long)shape.Units * gates);
            from += (nint)shape.Units * gates;
            Sum(from, share, pointers.BiasGradient, gates);
            Sum(from + gates, share, pointers.RecurrentBiasGradient, gates);
        }

        private readonly void Sum(float* from, long share, float* sum, long count)
        {
            if (sum == null) return;
            var whole = new Span<float>(sum, checked((int)count));
            new ReadOnlySpan<float>(from, whole.Length).CopyTo(whole);
            for (var slice = 1; slice < Slices(pointers.Shape.Batch); slice++)
                Elementwise.Apply(default(Binary.Add), whole,
                    new ReadOnlySpan<float>(from + slice * (nint)share, whole.Length), whole);
        }

        private struct Job<L, V> : IJob where L : struct, ILanes<V> where V : unmanaged
        {
            public BackwardPointers Pointers;

            public readonly void Run(int piece)
            {
                var from = First(piece, Pointers.Shape.Batch);
                new BackwardSlice<TCell, L, V>(Pointers, piece, from, First(piece + 1, Pointers.Shape.Batch) - from)
                    .Run();
            }
        }
    }

    /// <summary>Adds up what the slices have summed for each input, in their order.</summary>
    private unsafe struct MergeJob<L, V> : IJob where L : struct, ILanes<V> where V : unmanaged
    {
        public BackwardPointers Pointers;
        public int Width;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int piece)
        {
            for (nint number = piece * InputsPerPiece; number < Math.Min(Pointers.Count, (piece + 1) * InputsPerPiece);
            number++)
            {
                var sum = Pointers.InputsGradient + number * Width;
                var any = false;
                for (var slice = 0; slice < Slices(Pointers.Shape.Batch); slice++)
                {
                    var index = Pointers.SumOf[(nint)Pointers.Count * slice + number];
                    if (index == 0) continue;
                    var part = Pointers.Sums
                        + ((nint)First(slice, Pointers.Shape.Batch) * Pointers.Shape.Time + index - 1) * Width;
                    if (any) UnitBlocks<L, V>.Add(part, sum, Width);
                    else UnitBlocks<L, V>.Copy(part, sum, Width);
                    any = true;
                }
                if (!any) new Span<float>(sum, Width).Clear();
            }
        }
    }

    private static void Share<TJob>(ref TJob job, int batch, Workers? workers) where TJob : struct, IJob
    {
        if (workers is not null) workers.Run(ref job, Slices(batch));
        else for (var slice = 0; slice < Slices(batch); slice++) job.Run(slice);
    }
}
