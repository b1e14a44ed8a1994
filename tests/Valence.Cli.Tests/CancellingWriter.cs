using System.Text;

namespace Valence.Cli.Tests;

/// <summary>Presses Ctrl-C when a line with certain words is printed.</summary>
internal sealed class CancellingWriter(string at, CancellationTokenSource source) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
    }

    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (buffer.StartsWith(at)) source.Cancel();
    }
}
