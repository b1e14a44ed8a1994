using System.Collections.Concurrent;
using Valence.Models;

namespace Valence.Training;

/// <summary>Idle sessions of a model. Predictions at the same time have one each, and those that follow use their
/// memory again.</summary>
internal sealed class InferenceSessions(Model model)
{
    private readonly ConcurrentBag<InferenceSession> _idle = [];

    /// <summary>The outputs for all rows of <paramref name="x"/>, which the model takes as they are.</summary>
    public IReadOnlyList<Tensor> Predict(Data x, int batchSize)
    {
        var session = Take();
        try
        {
            // Where rows do not depend on each other, smaller batches give the same answers.
            var rows = session.Parts.Of(x.Tensors, Math.Min(batchSize, x.Rows));
            var batches = new ArrayBatches(x, default, null, Math.Max(1, rows), null);
            return Predictions.Collect(session, batches, x.Rows);
        }
        finally
        {
            _idle.Add(session);
        }
    }

    // One that an earlier backend made is left to the garbage collector.
    private InferenceSession Take()
    {
        while (_idle.TryTake(out var session))
            if (ReferenceEquals(session.Backend, model.Backend)) return session;
        return new(model, model.Backend);
    }
}
