using Valence.Randomness;

namespace Valence.Training;

/// <summary>Batches from arrays in memory, in an order of its own for every epoch where shuffling is on. The last one
/// may be smaller.</summary>
internal sealed class ArrayBatches : IBatchSource
{
    private static readonly ulong ShufflePurpose = CounterRandom.Purpose("shuffle");

    private readonly Data _x;
    private readonly Data _y;
    private readonly IReadOnlyList<Tensor?> _weights;
    private readonly int _batchSize;
    private readonly ulong? _shuffleSeed;
    private readonly int[] _order;
    private readonly Tensor[] _xBatch;
    private readonly Tensor[] _yBatch;
    private readonly Tensor?[] _weightBatch;
    private int _pass;
    private int _start;
    private int _position;

    /// <param name="x">Inputs.</param>
    /// <param name="y">Targets, or none.</param>
    /// <param name="weights">Sample weights for all outputs, or null.</param>
    /// <param name="batchSize">Samples in a step.</param>
    /// <param name="shuffleSeed">The seed of the order, or null to keep the given order.</param>
    public ArrayBatches(Data x, Data y, Tensor? weights, int batchSize, ulong? shuffleSeed)
        : this(x, y, weights is null ? [] : [weights], batchSize, shuffleSeed)
    {
    }

    private ArrayBatches(Data x, Data y, IReadOnlyList<Tensor?> weights, int batchSize, ulong? shuffleSeed)
    {
        (_x, _y, _weights, _batchSize, _shuffleSeed) = (x, y, weights, batchSize, shuffleSeed);
        _order = new int[x.Rows];
        var capacity = Math.Min(batchSize, x.Rows);
        _xBatch = [.. x.Tensors.Select(Batch)];
        _yBatch = [.. y.Tensors.Select(Batch)];
        _weightBatch = [.. _weights.Select(weight => weight is null ? null : Batch(weight))];

        Tensor Batch(Tensor tensor) => Tensor.Uninitialized(tensor.Shape.With(0, capacity), tensor.Type);
    }

    /// <summary>Batches with sample weights: none, for all outputs, or one (or null) for each output.</summary>
    public static ArrayBatches Weighted(Data x, Data y, IReadOnlyList<Tensor?> weights, int batchSize,
        ulong? shuffleSeed) => new(x, y, weights, batchSize, shuffleSeed);

    public int? Steps => (int)(((long)_x.Rows + _batchSize - 1) / _batchSize);

    public (int Pass, long Batches) Place
    {
        get => (_pass, ((long)_position + _batchSize - 1) / _batchSize);
        set
        {
            Begin(value.Pass);
            _position = (int)Math.Min(value.Batches * _batchSize, _order.Length);
        }
    }

    public void Begin(int epoch)
    {
        (_pass, _position) = (epoch, 0);
        for (var i = 0; i < _order.Length; i++) _order[i] = i;
        if (_shuffleSeed is { } seed) new CounterRandom(seed, ShufflePurpose, (ulong)epoch).Shuffle(_order.AsSpan());
    }

    public bool Next(BatchBuffer buffer)
    {
        if (_position >= _order.Length) return false;
        _start = _position;
        var rows = _order.AsSpan(_position, Math.Min(_batchSize, _order.Length - _position));
        _position += rows.Length;
        for (var i = 0; i < _xBatch.Length; i++) Fill(_x.Tensors[i], rows, _xBatch[i]);
        for (var i = 0; i < _yBatch.Length; i++) Fill(_y.Tensors[i], rows, _yBatch[i]);
        for (var i = 0; i < _weightBatch.Length; i++)
            if (_weightBatch[i] is { } batch) Fill(_weights[i]!, rows, batch);
        buffer.X = _xBatch;
        buffer.Y = _yBatch;
        buffer.SampleWeights = _weightBatch;
        return true;
    }

    public int? RowOf(int row) => _order[_start + row];

    private static void Fill(Tensor from, ReadOnlySpan<int> rows, Tensor to)
    {
        to.Reset(from.Shape.With(0, rows.Length), from.Type);
        RowCopy.Gather(from, rows, to);
    }
}
