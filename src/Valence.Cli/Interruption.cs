using System.Runtime.InteropServices;

namespace Valence.Cli;

/// <summary>Turns Ctrl-C, and what else asks a program to end (SIGTERM, SIGHUP), into a cancelled token, which commands
/// answer with what is left of their work; another one, a while later, ends the program at once.</summary>
internal sealed class Interruption : IDisposable
{
    // Programs that run others pass a signal on that the terminal has sent already: the same Ctrl-C comes twice.
    private static readonly TimeSpan SamePress = TimeSpan.FromMilliseconds(300);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private long _first;

    public Interruption() => _registrations =
    [
        .. ((PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
            .Select(signal => PosixSignalRegistration.Create(signal, Handle)),
    ];

    /// <summary>Cancelled by the first Ctrl-C.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext signal)
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
    }
}
