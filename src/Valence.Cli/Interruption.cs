using System.Runtime.InteropServices;

namespace Valence.Cli;

/// <summary>Turns Ctrl-C into a cancelled token, which commands answer with what is left of their work; another Ctrl-C,
/// a while later, ends the program at once.</summary>
internal sealed class Interruption : IDisposable
{
    // Programs that run others pass a signal on that the terminal has sent already: the same Ctrl-C comes twice.
    private static readonly TimeSpan SamePress = TimeSpan.FromMilliseconds(300);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _registration;
    private long _first;

    public Interruption() => _registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
    {
        var now = Environment.TickCount64;
        if (!_source.IsCancellationRequested) _first = now;
        signal.Cancel = now - _first <= SamePress.TotalMilliseconds;
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The program is ending already.
        }
    });

    /// <summary>Cancelled by the first Ctrl-C.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }
}
