using System.Collections.Concurrent;

namespace Valence.Cli;

/// <summary>Items that come one by one, perhaps slowly.</summary>
internal static class Packets
{
    /// <summary>Packets of what has come by the time that the one before is worked through: none waits for items that
    /// are still to come.</summary>
    /// <param name="items">The items; a thread of its own waits for them.</param>
    /// <param name="most">Items of a packet at most.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static IEnumerable<T[]> AsTheyCome<T>(IEnumerable<T> items, int most, CancellationToken cancellation)
    {
        using var come = new BlockingCollection<T>(most);
        var reading = Task.Run(() =>
        {
            try
            {
                foreach (var item in items) come.Add(item, cancellation);
            }
            finally
            {
                come.CompleteAdding();
            }
        }, CancellationToken.None);
        var packet = new List<T>(most);
        while (come.TryTake(out var first, Timeout.Infinite, cancellation))
        {
            packet.Add(first);
            while (packet.Count < most && come.TryTake(out var next)) packet.Add(next);
            yield return [.. packet];
            packet.Clear();
        }
        reading.GetAwaiter().GetResult();
    }
}
