using System.Runtime.InteropServices;
using Valence.Execution;
using Valence.Layers;
using Valence.Models;
using Valence.Operations;

namespace Valence.Inference;

/// <summary>Sequences of one model that go on: recurrent layers keep their states, attention its keys and values, and
/// positions count on, so that each step is computed once.</summary>
/// <remarks>
/// Scores have the bytes that <c>Predict</c> has for the whole sequence, however it was cut into calls and whatever
/// other rows there are.
/// A model with a table of positions sees <see cref="Context"/> steps at most. Where a sequence becomes longer, its
/// window begins anew with the latter half: <c>⌊context / 2⌋ + 1</c> steps are forgotten, and the others read again at
/// their new places. One session is used by one thread at a time; sessions of one model may run at once.
/// </remarks>
public sealed class DecodingSession : IDecoder, IDisposable
{
    private readonly Model _model;
    private readonly StepMemory _memory;
    private readonly ValueForward _forward;
    private readonly CallContext _call;
    private readonly KeptSteps _kept = new();
    private readonly bool _keeps;
    private readonly Tensor[] _given;
    private Tensor[] _others;
    private List<int>[] _rows = [];
    private float[] _scores = [];
    private int _begin;
    private int _isUsed;
    private volatile bool _isDisposed;

    /// <param name="model">The model.</param>
    /// <param name="others">Its inputs after the first.</param>
    /// <param name="keeps">Whether steps are kept; otherwise each call reads the whole window again, which tests and
    /// measurements hold the other against.</param>
    internal DecodingSession(Model model, ReadOnlySpan<Tensor> others, bool keeps = true)
    {
        Context = model.MostContinuedSteps;
        if (Context == 0)
            throw new InvalidOperationException($"{model.Place}: expected layers of which a step's output depends on "
                + $"it and those before alone, {Whole(model).Place} has to see whole sequences. Use causal attention "
                + "and recurrent layers that go forwards; a layer of one's own that looks at each step by itself says "
                + $"so by {nameof(Layer.MostContinuedSteps)}.");
        if (others.Length != model.Inputs.Count - 1)
            throw new ArgumentException($"{model.Place}: expected {model.Inputs.Count - 1} inputs after the ids, "
                + $"received {others.Length}.", nameof(others));
        (_model, _keeps, _given) = (model, keeps, others.ToArray());
        _others = _given;
        _forward = model.EnsureBuilt([]).Forward;
        _memory = new(model.Backend, givesBack: true);
        _call = new(new EagerExecutor(_memory), training: false, model.Seed) { Kept = _kept };
    }

    /// <summary>The most steps that are seen at once; <see cref="int.MaxValue"/> where nothing limits them.</summary>
    public int Context { get; }

    /// <summary>The steps that were read so far.</summary>
    public int Steps => _rows.Length == 0 ? 0 : _rows[0].Count;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There are no ids, or not as many of each row, or other rows than
    /// before.</exception>
    /// <exception cref="InvalidOperationException">Another thread uses the session.</exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public ReadOnlySpan<float> Read(ReadOnlySpan<int> ids, int rows)
    {
        if (Require.AtLeast(1, rows) != (_rows.Length == 0 ? rows : _rows.Length) || ids.Length == 0
            || ids.Length % rows != 0)
            throw new ArgumentException($"Expected ids of {(_rows.Length == 0 ? rows : _rows.Length)} rows, as many of "
                + $"each and at least one, received {ids.Length} of {rows}.", nameof(ids));
        Enter();
        try
        {
            return Read(ids, rows, ids.Length / rows);
        }
        finally
        {
            Volatile.Write(ref _isUsed, 0);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public void Select(ReadOnlySpan<int> rows)
    {
        foreach (var row in rows) Require.Between(0, _rows.Length - 1, row, nameof(rows));
        Enter();
        _kept.Select(rows);
        var (from, read) = (_others, _rows);
        _others = new Tensor[from.Length];
        for (var i = 0; i < from.Length; i++)
            RowCopy.Gather(from[i], rows, _others[i] = Tensor.Uninitialized(from[i].Shape.With(0, rows.Length),
                from[i].Type));
        _rows = new List<int>[rows.Length];
        for (var i = 0; i < rows.Length; i++) _rows[i] = [.. read[rows[i]]];
        Volatile.Write(ref _isUsed, 0);
    }

    /// <summary>Forgets all steps: what is read next begins new sequences.</summary>
    public void Reset()
    {
        Enter();
        _kept.Clear();
        (_rows, _begin, _others) = ([], 0, _given);
        Volatile.Write(ref _isUsed, 0);
    }

    /// <summary>Ends the session.</summary>
    public void Dispose() => _isDisposed = true;

    /// <summary>Where the window of a sequence of so many steps begins: whatever calls they came in.</summary>
    internal static int BeginOf(int steps, int context)
    {
        if (steps <= context) return 0;
        var dropped = context / 2 + 1;
        return (int)(((long)steps - context + dropped - 1) / dropped * dropped);
    }

    private ReadOnlySpan<float> Read(ReadOnlySpan<int> ids, int rows, int steps)
    {
        if (_rows.Length == 0) _rows = [.. Enumerable.Range(0, rows).Select(_ => new List<int>())];
        var before = Steps;
        for (var row = 0; row < rows; row++) _rows[row].AddRange(ids.Slice(row * steps, steps));
        try
        {
            var begin = BeginOf(Steps, Context);
            if (begin != _begin || !_keeps) _kept.Clear();
            _begin = begin;
            var first = begin + _kept.Steps;
            var x = Tensor.Uninitialized([rows, Steps - first], ElementType.Int32);
            for (var row = 0; row < rows; row++)
                CollectionsMarshal.AsSpan(_rows[row])[first..].CopyTo(x.Change<int>()[(row * x.Shape[1])..]);
            Run(x);
            return _scores;
        }
        catch
        {
            // What was not read does not count.
            foreach (var row in _rows) row.RemoveRange(before, row.Count - before);
            throw;
        }
    }

    private void Run(Tensor x)
    {
        using var held = _model.Guards.Read();
        _memory.Reset();
        _call.Begin(0);
        _kept.Begin();
        var y = _forward(Values.Of([x, .. _others]), _call).Tensor;
        if (y.Type != ElementType.Float32 || y.Shape.Rank is not (2 or 3) || y.Shape[0] != x.Shape[0]
            || y.Shape.Rank == 3 && y.Shape[1] != x.Shape[1])
            throw new ShapeException(_model.Place, $"expected scores of the next ids, [batch, time, ids] or [batch, "
                + $"ids], for ids {x.Shape}, received {y.TypeAndShape}");
        _kept.End(x.Shape[1]);
        var (rows, width) = (y.Shape[0], y.Shape[^1]);
        if (_scores.Length != rows * width) _scores = new float[rows * width];
        var from = y.Floats;
        for (var row = 0; row < rows; row++)
            from.Slice((row + 1) * (from.Length / rows) - width, width).CopyTo(_scores.AsSpan(row * width));
    }

    private void Enter()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (Interlocked.Exchange(ref _isUsed, 1) != 0)
            throw new InvalidOperationException("The session is used by another thread. Make one for each thread with "
                + $"{nameof(Model)}.{nameof(Model.NewDecodingSession)}.");
    }

    // The innermost layer that has to see whole sequences.
    private static Layer Whole(Layer layer) =>
        layer is Model model && model.Layers.FirstOrDefault(inner => inner.MostContinuedSteps == 0) is { } part
            ? Whole(part) : layer;
}
