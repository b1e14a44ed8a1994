using Valence.Threading;

namespace Valence.Kernels;

/// <summary>Cuts a batch into slices that each walk the whole sequence, so that threads never wait for each other at a step.</summary>
internal static class RecurrentPlan
{
    private const int LeastRows = 12;
    private const int MostRows = 48;
    private const int SlicesPerThread = 2;

    /// <summary>Runs a pass over the batch. No choice made here changes a bit of the result.</summary>
    public static void Run<TJob>(TJob job, int batch, Workers? workers) where TJob : struct, ISliceJob
    {
        var threads = workers?.Count ?? 1;
        var wanted = threads == 1 ? batch : batch / (threads * SlicesPerThread);
        job.Slices = Math.Max(1, (batch + Math.Clamp(wanted, LeastRows, MostRows) - 1) / Math.Clamp(wanted, LeastRows, MostRows));
        if (workers is not null) workers.Run(ref job, job.Slices);
        else for (var slice = 0; slice < job.Slices; slice++) job.Run(slice);
    }

    internal interface ISliceJob : IJob
    {
        int Slices { get; set; }
    }

    internal unsafe struct Forward<TCell>(ForwardPointers pointers, float* recurrent, Workers? workers) : IVectorized where TCell : struct, IRecurrentCell
    {
        public void Run<L, V>() where L : struct, ILanes<V> where V : unmanaged
        {
            pointers.PackedRecurrent = Scratch.Take(ScratchSlot.Recurrent, UnitBlocks<L, V>.PackedLength(TCell.Gates, pointers.Shape.Units));
            UnitBlocks<L, V>.Pack(recurrent, TCell.Gates, pointers.Shape.Units, pointers.PackedRecurrent);
            RecurrentPlan.Run(new Job<L, V> { Pointers = pointers }, pointers.Shape.Batch, workers);
        }

        private struct Job<L, V> : ISliceJob where L : struct, ILanes<V> where V : unmanaged
        {
            public ForwardPointers Pointers;

            public int Slices { get; set; }

            public readonly void Run(int piece)
            {
                var (from, to) = Part(piece, Slices, Pointers.Shape.Batch);
                new ForwardSlice<TCell, L, V>(Pointers, from, to - from).Run();
            }
        }
    }

    internal unsafe struct Backward<TCell>(BackwardPointers pointers, float* recurrent, Workers? workers) : IVectorized where TCell : struct, IRecurrentCell
    {
        public void Run<L, V>() where L : struct, ILanes<V> where V : unmanaged
        {
            var (units, width) = (pointers.Shape.Units, Tile<L, V>.Columns);
            var (gates, columns) = (TCell.Gates * units, (units + width - 1) / width * width);
            var packed = Scratch.Take(ScratchSlot.Recurrent, (long)gates * columns);
            if (pointers.Dropout == null) Packing.Panels(recurrent, 1, gates, gates, units, width, packed);
            else
                for (var gate = 0; gate < TCell.Gates; gate++)
                    Packing.Panels(recurrent + gate * units, 1, gates, units, units, width, packed + (nint)gate * units * columns);
            pointers.PackedTransposed = packed;
            RecurrentPlan.Run(new Job<L, V> { Pointers = pointers }, pointers.Shape.Batch, workers);
        }

        private struct Job<L, V> : ISliceJob where L : struct, ILanes<V> where V : unmanaged
        {
            public BackwardPointers Pointers;

            public int Slices { get; set; }

            public readonly void Run(int piece)
            {
                var (from, to) = Part(piece, Slices, Pointers.Shape.Batch);
                new BackwardSlice<TCell, L, V>(Pointers, from, to - from).Run();
            }
        }
    }

    private static (int From, int To) Part(int slice, int slices, int batch) =>
        ((int)((long)slice * batch / slices), (int)((slice + 1L) * batch / slices));
}
