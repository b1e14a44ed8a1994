using Valence.Backends;
using Valence.Operations;

namespace Valence.Execution;

/// <summary>Parts of a recorded call of which nothing is kept but what goes in and comes out: their gradients carry
/// them out again (Chen et al., 2016: Training deep nets with sublinear memory cost).</summary>
/// <remarks>All parts of a step share one memory. Random numbers are functions of the step and the number of draws, so
/// that a part draws what it drew; what it assigned and added to the loss is done once. A gradient goes on from the
/// sums that later operations left, in the order in which they would be added without: bits are the same.</remarks>
internal sealed class Rematerialization
{
    private readonly StepMemory _memory;
    private readonly NotingExecutor _noting;
    private readonly RecordingExecutor _recording;
    private readonly EagerExecutor _eager;

    public Rematerialization(Backend backend)
    {
        _memory = new(backend);
        _eager = new(_memory);
        _noting = new(_eager);
        _recording = new(_eager);
    }

    /// <summary>Carries a part out for the first time.</summary>
    /// <param name="forward">The part.</param>
    /// <param name="call">The call that it is a part of.</param>
    /// <param name="gradients">Those of the call.</param>
    /// <param name="part">What its gradient needs; null where no gradient goes through it.</param>
    public Values Run(Func<CallContext, Values> forward, CallContext call, Gradients gradients, out Part? part)
    {
        _memory.Reset();
        _noting.Begin(gradients);
        var moment = call.Moment;
        var own = call.At(moment, _noting, isAgain: false);
        var y = forward(own);
        var kept = new Dictionary<Tensor, Tensor>();
        var values = y.ToArray();
        for (var i = 0; i < values.Length; i++)
            values[i] = new(Kept(values[i].Tensor), values[i].Mask is { } mask ? Kept(mask) : null);
        call.Take(own, moment, Kept);
        var operands = _noting.Operands;
        part = operands.Count == 0 ? null
            : new(forward, call, moment, [.. operands],
                [.. Results(y, own, moment).Select(made => kept.GetValueOrDefault(made))]);
        return Values.Create(values);

        // What goes in may come out as it is.
        Tensor Kept(Tensor made)
        {
            if (!_noting.HasMade(made)) return made;
            if (kept.TryGetValue(made, out var copy)) return copy;
            copy = Copy(made, call);
            if (_noting.Tracks(made)) gradients.Track(copy);
            return kept[made] = copy;
        }
    }

    /// <summary>Carries a part out again, and its gradients.</summary>
    /// <param name="part">The part.</param>
    /// <param name="gradients">Those of the call, so far.</param>
    /// <param name="call">Where what is added to them is kept.</param>
    public void Backward(Part part, Gradients gradients, CallContext call)
    {
        if (part.Results.All(result => result is null || gradients.Whole(result, call) is null)) return;
        _memory.Reset();
        _recording.Reset();
        foreach (var operand in part.Operands) _recording.Gradients.GoOn(operand, gradients);
        var own = part.Call.At(part.Moment, _recording, isAgain: true);
        var results = Results(part.Forward(own), own, part.Moment);
        var ofGradients = part.Call.At(part.Moment, _eager, isAgain: true);
        var seeded = new HashSet<Tensor>();
        for (var i = 0; i < results.Count; i++)
            if (part.Results[i] is { } result && gradients.Dense(result) is { } gradient && seeded.Add(results[i]))
                _recording.Seed(results[i], gradient, ofGradients);
        _recording.Backward(ofGradients);
        foreach (var operand in part.Operands)
            gradients.Replace(operand, _recording.Gradients, made => Copy(made, call));
    }

    private static List<Tensor> Results(Values y, CallContext call, CallMoment moment)
    {
        var results = new List<Tensor>();
        for (var i = 0; i < y.Count; i++) results.Add(y[i].Tensor);
        results.AddRange(call.Losses.Skip(moment.Losses));
        results.AddRange(call.AssignedSince(moment));
        return results;
    }

    private static Tensor Copy(Tensor made, CallContext call)
    {
        var copy = call.Executor.Rent(new(made.Shape, made.Type, made.MostRows));
        copy.CopyFrom(made);
        return copy;
    }

    /// <summary>A part that was carried out.</summary>
    /// <param name="Forward">The computation.</param>
    /// <param name="Call">The call that it is a part of.</param>
    /// <param name="Moment">When it began.</param>
    /// <param name="Operands">Tensors from outside whose gradients it adds to.</param>
    /// <param name="Results">What was kept of its results, in their order; null for what came from outside.</param>
    internal sealed record Part(Func<CallContext, Values> Forward, CallContext Call, CallMoment Moment,
        Tensor[] Operands, Tensor?[] Results);

    // Notes which tensors from outside gradients would go to, and answers as recording would.
    private sealed class NotingExecutor(EagerExecutor inner) : Executor
    {
        private readonly HashSet<Tensor> _made = [];
        private readonly HashSet<Tensor> _reached = [];
        private Gradients _outside = null!;

        public List<Tensor> Operands { get; } = [];

        public override bool Records => true;

        public void Begin(Gradients outside)
        {
            _outside = outside;
            _made.Clear();
            _reached.Clear();
            Operands.Clear();
        }

        public bool HasMade(Tensor tensor) => _made.Contains(tensor);

        internal override bool Tracks(Tensor tensor) => _reached.Contains(tensor)
            || !_made.Contains(tensor) && _outside.IsTracked(tensor);

        internal override bool Lower(Operation operation, ReadOnlySpan<Tensor?> x, Span<Tensor> y, CallContext call) =>
            inner.Lower(operation, x, y, call);

        public override void Run(Operation operation, ReadOnlySpan<Tensor?> x, Span<Tensor> y)
        {
            inner.Run(operation, x, y);
            var isReached = false;
            if (operation.IsDifferentiable || operation.LacksGradient)
                foreach (var operand in x)
                    if (operand is not null && Tracks(operand))
                    {
                        isReached = true;
                        if (!_made.Contains(operand) && !Operands.Contains(operand)) Operands.Add(operand);
                    }
            foreach (var tensor in y)
            {
                _made.Add(tensor);
                if (isReached && tensor.Type == ElementType.Float32) _reached.Add(tensor);
            }
        }

        public override Tensor Rent(TensorSpec spec)
        {
            var tensor = inner.Rent(spec);
            _made.Add(tensor);
            return tensor;
        }

        public override Tensor View(Tensor source, Shape shape)
        {
            var view = inner.View(source, shape);
            _made.Add(view);
            return view;
        }
    }
}
