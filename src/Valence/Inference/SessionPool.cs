using Valence.Models;
using Valence.Training;

namespace Valence.Inference;

/// <summary>Idle sessions of a model. Predictions at the same time have one each, and those that follow use their
/// memory again.</summary>
/// <remarks>The one that was used last is kept whatever its size, others while all of them together are small: many
/// callers at once must not cost the memory of all of them for ever. After very many none is kept: what stayed would
/// lie scattered among what went, and the collector gives none of the holes back.</remarks>
internal sealed class SessionPool(Model model)
{
    private const long MostBytes = 1 << 26;

    private readonly Stack<Session> _idle = [];
    private readonly Lock _lock = new();
    private long _bytes;
    private long _dropped;
    private int _running;

    /// <summary>The outputs for all rows of <paramref name="x"/>, which the model takes as they are.</summary>
    public IReadOnlyList<Tensor> Predict(Data x, int batchSize, Progress? progress, CancellationToken cancellation)
    {
        var session = Take();
        Interlocked.Increment(ref _running);
        try
        {
            return Predictions.Of(session, x, batchSize, model.Guards, progress, cancellation);
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
            if (_idle.Count > 0 && _bytes + bytes > MostBytes) _dropped += bytes;
            else
            {
                _bytes += bytes;
                _idle.Push(session);
            }
            if (Interlocked.Decrement(ref _running) > 0 || _dropped <= MostBytes) return;
            _idle.Clear();
            (_bytes, _dropped) = (0, 0);
        }
    }
}
