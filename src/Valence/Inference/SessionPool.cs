using Valence.Models;
using Valence.Training;

namespace Valence.Inference;

/// <summary>Idle sessions of a model. Predictions at the same time have one each, and those that follow use their
/// memory again.</summary>
/// <remarks>The one that was used last is kept whatever its size, others while all of them together are small: many
/// callers at once must not cost the memory of all of them for ever.</remarks>
internal sealed class SessionPool(Model model)
{
    private const long MostBytes = 1 << 26;

    private readonly Stack<Session> _idle = [];
    private readonly Lock _lock = new();
    private long _bytes;

    /// <summary>The outputs for all rows of <paramref name="x"/>, which the model takes as they are.</summary>
    public IReadOnlyList<Tensor> Predict(Data x, int batchSize, CancellationToken cancellation)
    {
        var session = Take();
        try
        {
            return Predictions.Of(session, x, batchSize, model.Guards, cancellation);
        }
        finally
        {
            Return(session);
        }
    }

    // One that an earlier backend made is left to the garbage collector.
    private Session Take()
    {
        lock (_lock)
            while (_idle.TryPop(out var session))
            {
                _bytes -= session.Bytes;
                if (ReferenceEquals(session.Backend, model.Backend)) return session;
            }
        return new(model, ownsStates: false);
    }

    private void Return(Session session)
    {
        var bytes = session.Bytes;
        lock (_lock)
        {
            if (_idle.Count > 0 && _bytes + bytes > MostBytes) return;
            _bytes += bytes;
            _idle.Push(session);
        }
    }
}
