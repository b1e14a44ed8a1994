using System.Collections.Concurrent;

namespace Valence.Text;

/// <summary>Sessions that no thread uses at the moment.</summary>
internal sealed class EncodingSessions
{
    /// <summary>The one that was used last, which is taken and given back by an exchange.</summary>
    public EncodingSession? Last;

    /// <summary>The others.</summary>
    public ConcurrentBag<EncodingSession> Others { get; } = [];
}
