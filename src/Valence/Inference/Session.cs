using Valence.Backends;
using Valence.Execution;
using Valence.Layers;
using Valence.Models;
using Valence.Operations;
using Valence.Training;

namespace Valence.Inference;

/// <summary>A series of predictions of one model, with memory of its own and, where layers are stateful, states of its
/// own.</summary>
/// <remarks>
/// Each row of a batch goes on where the same row of the session's batch before it ended; a new session begins with
/// zeros. Sessions of one model share its weights and may run at the same time; one session is used by one thread at a
/// time. Its memory is that of its largest batch, and goes when it is disposed or no longer referred to.
/// </remarks>
public sealed class Session : IAnswers, IDisposable
{
    private readonly Model _model;
    private readonly StepMemory _memory;
    private readonly ValueForward _forward;
    private readonly Dictionary<Tensor, Tensor>? _states;
    private int _isUsed;
    private volatile bool _isDisposed;

    internal Session(Model model, bool ownsStates = true)
    {
        var built = model.EnsureBuilt([]);
        (_model, _forward, Backend) = (model, built.Forward, model.Backend);
        _memory = new(Backend, givesBack: true);
        Parts = new(model);
        if (ownsStates && built.States.Count > 0)
            _states = built.States.ToDictionary(state => state.Value, state => new Tensor(state.Shape));
        Call = new(new EagerExecutor(_memory), training: false, model.Seed, _states);
    }

    internal Backend Backend { get; }

    internal CallContext Call { get; }

    CallContext IAnswers.Call => Call;

    /// <summary>How many rows of a batch are computed at once.</summary>
    internal RowParts Parts { get; }

    internal BatchBuffer Batch { get; } = new();

    BatchBuffer IAnswers.Batch => Batch;

    /// <summary>How much memory is kept for the next batch.</summary>
    internal long Bytes => _memory.Bytes;

    /// <summary>The output for the rows of <paramref name="x"/>.</summary>
    /// <inheritdoc cref="PredictAll"/>
    public Tensor Predict(Data x, int batchSize = 32, CancellationToken cancellationToken = default) =>
        _model.Single(PredictAll(x, batchSize, cancellationToken));

    /// <summary>The outputs for the rows of <paramref name="x"/> by their names.</summary>
    /// <inheritdoc cref="PredictAll"/>
    public IReadOnlyDictionary<string, Tensor> PredictNamed(Data x, int batchSize = 32,
        CancellationToken cancellationToken = default) =>
        Predictions.Named(_model, PredictAll(x, batchSize, cancellationToken));

    /// <summary>The outputs for the rows of <paramref name="x"/>, one tensor an output.</summary>
    /// <param name="x">A sample in each row.</param>
    /// <param name="batchSize">Samples at a time; what a stateful layer was made for.</param>
    /// <param name="cancellationToken">What ends the call between two batches.</param>
    /// <exception cref="InvalidOperationException">Another thread uses the session.</exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public IReadOnlyList<Tensor> PredictAll(Data x, int batchSize = 32, CancellationToken cancellationToken = default)
    {
        x = ModelInputs.Of(_model, x);
        Enter();
        try
        {
            return Predictions.Of(this, x, Require.AtLeast(1, batchSize), _model.Guards, null, cancellationToken);
        }
        finally
        {
            Volatile.Write(ref _isUsed, 0);
        }
    }

    /// <summary>Sets the states of stateful layers to zeros, as in a new session.</summary>
    /// <exception cref="InvalidOperationException">Another thread uses the session.</exception>
    public void ResetStates()
    {
        Enter();
        if (_states is not null)
            foreach (var state in _states.Values) state.Clear();
        Volatile.Write(ref _isUsed, 0);
    }

    /// <summary>Ends the session.</summary>
    public void Dispose() => _isDisposed = true;

    /// <summary>The outputs for <see cref="Batch"/>, valid until the next call.</summary>
    internal Values Run()
    {
        var rows = Parts.Of(Batch.X, Batch.Rows);
        if (rows >= Batch.Rows) return Run(Batch.X);
        try
        {
            return Joined(rows);
        }
        catch (Exception error) when (error is ArgumentException or ValenceException)
        {
            // What is wrong with a row is told of the whole batch.
            return Run(Batch.X);
        }
    }

    Values IAnswers.Run() => Run();

    private void Enter()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (Interlocked.Exchange(ref _isUsed, 1) != 0)
            throw new InvalidOperationException("The session is used by another thread. Make one for each thread with "
                + $"{nameof(Model)}.{nameof(Model.NewSession)}.");
    }

    private Values Run(Tensor[] x)
    {
        _memory.Reset();
        Call.Begin(0);
        return _forward(Values.Of(x), Call);
    }

    // The outputs of parts of so many rows one after another.
    private Values Joined(int rows)
    {
        var (parts, part) = (new ArrayBatches(new(Batch.X), default, null, rows, null), new BatchBuffer());
        Value[]? joined = null;
        parts.Begin(0);
        for (var start = 0; parts.Next(part); start += part.Rows)
        {
            var y = Run(part.X);
            // A penalty that a layer has by now is on the whole batch.
            if (Call.LeavesTraces) return Run(Batch.X);
            joined ??= [.. y.ToArray().Select(value =>
                new Value(Whole(value.Tensor), value.Mask is { } mask ? Whole(mask) : null))];
            for (var i = 0; i < joined.Length; i++)
            {
                RowCopy.Put(y[i].Tensor, joined[i].Tensor, start);
                if (y[i].Mask is { } mask) RowCopy.Put(mask, joined[i].Mask!, start);
            }
        }
        return Values.Create(joined);

        Tensor Whole(Tensor of) => Tensor.Uninitialized(of.Shape.With(0, Batch.Rows), of.Type);
    }
}
