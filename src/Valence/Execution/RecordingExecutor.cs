using System.Runtime.InteropServices;
using Valence.Operations;

namespace Valence.Execution;

/// <summary>Carries out operations on another executor and remembers those that a watched tensor reaches, so that
/// gradients can be taken.</summary>
/// <remarks>Training is the same forward code on this executor. One instance serves step after step and reuses its
/// lists.</remarks>
public sealed class RecordingExecutor(Executor inner) : Executor
{
    private readonly Gradients _gradients = new();
    private readonly List<Entry> _entries = [];
    private readonly List<Tensor?> _tensors = [];
    private readonly List<Rematerialization.Part> _parts = [];
    private Rematerialization? _again;

    /// <summary>Whether layers that ask for it are carried out again for their gradients: where a gradient is taken
    /// once, before anything that the layers read has changed.</summary>
    internal bool Remats { get; init; }

    /// <summary>The gradients, and which tensors have one.</summary>
    internal Gradients Gradients => _gradients;

    /// <inheritdoc/>
    public override bool Records => true;

    /// <inheritdoc/>
    internal override bool Lower(Operation operation, ReadOnlySpan<Tensor?> x, Span<Tensor> y, CallContext call) =>
        inner.Lower(operation, x, y, call);

    /// <inheritdoc/>
    internal override bool Tracks(Tensor tensor) => _gradients.IsTracked(tensor);

    /// <summary>Asks for the gradient of <paramref name="tensor"/>: operations that use it from now on are
    /// recorded.</summary>
    public void Watch(Tensor tensor)
    {
        // A tensor that stands for rows of a table passes its gradient on to the table, unless it is one of its own.
        tensor.Own();
        _gradients.Track(tensor);
    }

    /// <inheritdoc/>
    public override void Run(Operation operation, ReadOnlySpan<Tensor?> x, Span<Tensor> y)
    {
        inner.Run(operation, x, y);
        if (!operation.IsDifferentiable && !operation.LacksGradient || !IsReached(x)) return;
        _entries.Add(new(operation, _tensors.Count, x.Length, y.Length));
        foreach (var tensor in x) _tensors.Add(tensor);
        foreach (var tensor in y)
        {
            _tensors.Add(tensor);
            if (tensor.Type == ElementType.Float32) _gradients.Track(tensor);
        }
    }

    /// <summary>Carries out a part of a call of which nothing is kept but its results; its gradient carries it out
    /// again. It is an ordinary part within such a part, and where rows of tables go in that others read too.</summary>
    /// <param name="part">The part.</param>
    /// <param name="x">What goes in.</param>
    /// <param name="call">The call, on this executor.</param>
    internal Values Remat(Func<CallContext, Values> part, Values x, CallContext call)
    {
        if (!Remats || inner is not EagerExecutor eager || StepMemory.StandsForOthers(x)) return part(call);
        _again ??= new(eager.Backend);
        var y = _again.Run(part, call, _gradients, out var made);
        if (made is null) return y;
        _entries.Add(new(null, _parts.Count, 0, 0));
        _parts.Add(made);
        return y;
    }

    /// <inheritdoc/>
    public override Tensor Rent(TensorSpec spec) => inner.Rent(spec);

    /// <inheritdoc/>
    public override Tensor View(Tensor source, Shape shape) => inner.View(source, shape);

    /// <summary>Computes the gradients of Σ <paramref name="output"/> · <paramref name="seed"/> with respect to all
    /// watched tensors.</summary>
    /// <param name="output">A tensor made by recorded operations.</param>
    /// <param name="seed">Weights of the output's elements, of its shape.</param>
    /// <param name="call">A context on the inner executor, where the gradient rules run.</param>
    public void Backward(Tensor output, Tensor seed, CallContext call)
    {
        if (!_gradients.IsTracked(output)) return;
        Seed(output, seed, call);
        Backward(call);
    }

    /// <summary>Adds <paramref name="seed"/> to the gradient of <paramref name="output"/> before
    /// <see cref="Backward(CallContext)"/>.</summary>
    public void Seed(Tensor output, Tensor seed, CallContext call)
    {
        if (_gradients.IsTracked(output)) _gradients.Add(output, seed, call);
    }

    /// <summary>Runs the gradient rules of the recorded operations, last first.</summary>
    public void Backward(CallContext call)
    {
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            var (operation, first, operands, results) = _entries[i];
            if (operation is null)
            {
                _again!.Backward(_parts[first], _gradients, call);
                continue;
            }
            var tensors = CollectionsMarshal.AsSpan(_tensors).Slice(first, operands + results);
            ReadOnlySpan<Tensor?> y = tensors[operands..];
            if (HasGradient(y, call)) operation.Gradient(new(call, _gradients, tensors[..operands], y));
        }
    }

    /// <summary>The gradient of <paramref name="tensor"/>, or null where nothing depended on it or only single rows of
    /// it were used.</summary>
    public Tensor? Gradient(Tensor tensor) => _gradients.Dense(tensor);

    /// <summary>The gradient of <paramref name="tensor"/> as a whole; null where nothing depended on it.</summary>
    internal Tensor? Whole(Tensor tensor, CallContext call) => _gradients.Whole(tensor, call);

    /// <summary>The gradients of single rows of <paramref name="tensor"/>, or null where its gradient is dense or
    /// missing.</summary>
    public RowGradient? RowGradient(Tensor tensor) =>
        _gradients.Rows(tensor) is var (ids, rows) ? new(ids, rows) : null;

    /// <summary>Says that the watched tensors are about to change: from now on, tensors that stand for rows of them are
    /// refused rather than given other elements.</summary>
    internal void Expire()
    {
        foreach (var tensor in _tensors) tensor?.Storage.Expire();
    }

    /// <summary>Forgets the gradients that were computed, and keeps what was recorded.</summary>
    internal void ForgetGradients() => _gradients.Forget();

    /// <summary>Forgets the step.</summary>
    public void Reset()
    {
        _gradients.Clear();
        _entries.Clear();
        _parts.Clear();
        _tensors.Clear();
    }

    private bool IsReached(ReadOnlySpan<Tensor?> x)
    {
        foreach (var tensor in x)
            if (tensor is not null && _gradients.IsTracked(tensor)) return true;
        return false;
    }

    private bool HasGradient(ReadOnlySpan<Tensor?> y, CallContext call)
    {
        var any = false;
        foreach (var tensor in y) any |= _gradients.Whole(tensor!, call) is not null;
        return any;
    }

    // Without an operation, First is the number of a part.
    private readonly record struct Entry(Operation? Operation, int First, int Operands, int Results);
}
