using Valence.Backends;
using Valence.Execution;
using Valence.Layers;
using Valence.Models;

namespace Valence.Training;

/// <summary>Memory for one prediction or evaluation at a time; concurrent ones have one each.</summary>
internal sealed class InferenceSession
{
    private readonly StepMemory _memory;
    private readonly ValueForward _forward;

    public InferenceSession(Model model, Backend backend)
    {
        _forward = model.EnsureBuilt([]).Forward;
        Backend = backend;
        _memory = new(backend, givesBack: true);
        Parts = new(model);
        Call = new(new EagerExecutor(_memory), training: false, model.Seed);
    }

    public Backend Backend { get; }

    public CallContext Call { get; }

    /// <summary>How many rows of a batch are computed at once.</summary>
    public RowParts Parts { get; }

    public BatchBuffer Batch { get; } = new();

    /// <summary>The outputs for <see cref="Batch"/>, valid until the next call.</summary>
    public Values Run()
    {
        var rows = Parts.Of(Batch.X, Batch.Rows);
        if (rows >= Batch.Rows) return Run(Batch.X);
        try
        {
            return Joined(rows);
        }
        catch (ArgumentException)
        {
            // What is wrong with a row is told of the whole batch.
            return Run(Batch.X);
        }
    }

    private Values Run(Tensor[] x)
    {
        _memory.Reset();
        Call.Begin(0);
        return _forward(TrainingStep.Values(x), Call);
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
