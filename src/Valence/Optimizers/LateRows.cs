using System.Numerics;
using Valence.Threading;

namespace Valence.Optimizers;

/// <summary>Steps of a table that its rows take late: when they are used or read, and after <see cref="MostMissed"/>
/// steps at the latest.</summary>
/// <remarks>
/// A batch uses few rows of a table of words, and going through the others costs more memory traffic than the rest of
/// the step. What they miss is known, as their
/// gradients are 0, and taking several steps in one pass gives the same bits. Rows are counted in blocks of
/// <see cref="SteppedWeight.BlockLength"/> elements.
/// </remarks>
internal sealed class LateRows
{
    private const int MostMissed = 32;
    private const int Width = OptimizerStep.FormulaNumbers;
    private const int BlocksOfPiece = 32;

    private readonly SteppedWeight _weight;
    private readonly Optimizer _optimizer;
    private readonly int _blockLength;
    private readonly int _rowLength;

    /// <summary>A row's block is its number without so many of the lowest bits.</summary>
    private readonly int _rowBits;

    /// <summary>Of each block, how many steps it has taken.</summary>
    private readonly int[] _taken;

    /// <summary>Blocks that a reader has found behind, and how many steps each had taken.</summary>
    private readonly int[] _found, _takenByFound;
    private readonly float[] _numbers = new float[2 * MostMissed * Width];
    private int _first;
    private Workers? _workers;
    private int _steps;
    private volatile bool _behind;

    public LateRows(SteppedWeight weight, Optimizer optimizer)
    {
        (_weight, _optimizer, _blockLength) = (weight, optimizer, weight.BlockLength);
        var shape = weight.Shape;
        _rowLength = shape.Count / shape[0];
        _rowBits = BitOperations.Log2((uint)(_blockLength / _rowLength));
        _taken = new int[(shape.Count + _blockLength - 1) / _blockLength];
        (_found, _takenByFound) = (new int[_taken.Length], new int[_taken.Length]);
    }

    /// <summary>Begins a step.</summary>
    public void Add(ReadOnlySpan<float> numbers, Workers? workers)
    {
        _workers = workers;
        if (_steps - _first == 2 * MostMissed)
        {
            _numbers.AsSpan(MostMissed * Width).CopyTo(_numbers);
            _first += MostMissed;
        }
        numbers[..Width].CopyTo(_numbers.AsSpan((_steps++ - _first) * Width));
        _behind = true;
    }

    /// <summary>Takes the step for the touched blocks of a range, and now and then for all of them.</summary>
    /// <param name="start">The first element of a block.</param>
    /// <param name="scratch">Room for the gradients; its length is the range's.</param>
    /// <param name="numbers">Those of the formula.</param>
    public void Step(int start, Span<float> scratch, ReadOnlySpan<float> numbers)
    {
        var isDue = (start / scratch.Length + _steps) % MostMissed == 0;
        // Touched blocks side by side are updated at once.
        var touched = 0;
        for (var at = 0; at < scratch.Length; at += _blockLength)
        {
            var length = Math.Min(_blockLength, scratch.Length - at);
            var isTouched = _weight.Touches(start + at, length);
            if (!isTouched) Update(start, scratch[..at], ref touched, numbers);
            if (!isTouched && !isDue) continue;
            var block = (start + at) / _blockLength;
            Take(block, _taken[block], isTouched ? _steps - 1 : _steps);
            if (isTouched) touched += length;
            _taken[block] = _steps;
        }
        Update(start, scratch, ref touched, numbers);
    }

    // Takes the step for so many of the last elements of what begins at start.
    private void Update(int start, Span<float> scratch, ref int touched, ReadOnlySpan<float> numbers)
    {
        if (touched == 0) return;
        var first = scratch.Length - touched;
        _weight.Update(start + first, _weight.Gradient(start + first, scratch[first..]), _optimizer, numbers,
            whole: false);
        touched = 0;
    }

    /// <summary>Takes all steps that wait.</summary>
    public void CatchUp()
    {
        if (!_behind) return;
        lock (_weight.Stepping)
        {
            if (!_behind) return;
            Run(new AllJob(this), _taken.Length);
            _behind = false;
        }
    }

    /// <summary>Takes those of the given rows.</summary>
    /// <param name="rows">Indices along the weight's first axis, all within it; they may repeat.</param>
    /// <param name="width">How many elements each has: where that is not the weight's own row, all rows catch
    /// up.</param>
    public void CatchUp(ReadOnlySpan<int> rows, int width)
    {
        if (!_behind) return;
        if (width != _rowLength)
        {
            CatchUp();
            return;
        }
        lock (_weight.Stepping)
        {
            var count = 0;
            foreach (var row in rows)
            {
                ref var taken = ref _taken[row >> _rowBits];
                if (taken == _steps) continue;
                (_found[count], _takenByFound[count++]) = (row >> _rowBits, taken);
                taken = _steps;
            }
            try
            {
                Run(new FoundJob(this), count);
            }
            finally
            {
                // Blocks that could not be brought up to date are still behind.
                for (var i = 0; i < count; i++) _taken[_found[i]] = _takenByFound[i];
            }
        }
    }

    private void Take(int block, int from, int to)
    {
        if (from == to) return;
        var start = block * _blockLength;
        _weight.CatchUp(start, Math.Min(_blockLength, _weight.Shape.Count - start),
            _numbers.AsSpan((from - _first) * Width, (to - from) * Width), _optimizer);
    }

    private void Run<TJob>(TJob job, int blocks) where TJob : struct, IBlockJob
    {
        var pieces = new Pieces<TJob>(job, blocks);
        var count = (blocks + BlocksOfPiece - 1) / BlocksOfPiece;
        // Whoever reads may do so long after the backend and its threads have gone.
        if (_workers is { IsDisposed: false } workers) workers.Run(ref pieces, count);
        else
            for (var piece = 0; piece < count; piece++) pieces.Run(piece);
    }

    private interface IBlockJob
    {
        void Run(int index);
    }

    private readonly struct AllJob(LateRows rows) : IBlockJob
    {
        public void Run(int index)
        {
            rows.Take(index, rows._taken[index], rows._steps);
            rows._taken[index] = rows._steps;
        }
    }

    private readonly struct FoundJob(LateRows rows) : IBlockJob
    {
        public void Run(int index)
        {
            rows.Take(rows._found[index], rows._takenByFound[index], rows._steps);
            rows._takenByFound[index] = rows._steps;
        }
    }

    private readonly struct Pieces<TJob>(TJob job, int blocks) : IJob where TJob : struct, IBlockJob
    {
        public void Run(int piece)
        {
            for (var index = piece * BlocksOfPiece; index < Math.Min(blocks, (piece + 1) * BlocksOfPiece); index++)
                job.Run(index);
        }
    }
}
