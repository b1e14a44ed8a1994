using System.Text;
using Valence.Classification;
using Valence.Text;

namespace Valence.Cli;

/// <summary>What everything that a command prints passes: control and formatting characters, by which names in files
/// could drive a terminal, are written as their codes, and an end that nobody reads any more is told as
/// such.</summary>
/// <param name="inner">Where the text goes.</param>
/// <param name="name">What a message calls it.</param>
internal sealed class PrintedWriter(TextWriter inner, string name) : TextWriter
{
    /// <summary>Where the text goes, for what moves on a line of a terminal itself.</summary>
    public TextWriter Inner => inner;

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(ReadOnlySpan<char> buffer) =>
        Pass(buffer.ContainsAnyExceptInRange(' ', '~') ? Printable.Lines(buffer) : buffer);

    /// <summary>Writes a text as it is, unless to a terminal: what reads it would not know the codes.</summary>
    public void WriteExactly(string text)
    {
        if (inner == Console.Out && !Console.IsOutputRedirected) Write(text);
        else Pass(text);
    }

    private void Pass(ReadOnlySpan<char> text)
    {
        try
        {
            inner.Write(text);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            throw new EndClosedException($"{name} cannot be written to: it is closed, or its disk is full.", error);
        }
    }

    public override void WriteLine(string? value) => Write(value + NewLine);

    public override void Flush() => inner.Flush();
}
