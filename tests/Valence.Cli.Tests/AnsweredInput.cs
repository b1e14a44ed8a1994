using System.Text;
using Valence.Text;

namespace Valence.Cli.Tests;

/// <summary>Lines of which each comes when the one before is answered.</summary>
internal sealed class AnsweredInput(params string[] lines) : ForwardStream
{
    private readonly SemaphoreSlim _answers = new(1);
    private readonly Queue<byte> _line = [];
    private int _next;

    public override int Read(Span<byte> buffer)
    {
        if (_line.Count == 0)
        {
            if (_next == lines.Length) return 0;
            Assert.True(_answers.Wait(TimeSpan.FromSeconds(10)), $"no answer came to line {_next}");
            foreach (var part in Encoding.UTF8.GetBytes(lines[_next++] + "\n")) _line.Enqueue(part);
        }
        var count = 0;
        while (count < buffer.Length && _line.TryDequeue(out var next)) buffer[count++] = next;
        return count;
    }

    /// <summary>Takes the answers.</summary>
    public sealed class Output(AnsweredInput input) : StringWriter
    {
        public override void Write(ReadOnlySpan<char> buffer)
        {
            base.Write(buffer);
            // The header is the answer to no line.
            if (!buffer.StartsWith("row,")) input._answers.Release();
        }
    }
}
