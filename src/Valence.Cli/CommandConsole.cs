using System.Text.Json.Nodes;
using Valence.Classification;
using Valence.Text;

namespace Valence.Cli;

/// <summary>Where a command reads and writes.</summary>
/// <param name="Input">Standard input, which <c>-</c> names.</param>
/// <param name="Output">Answers.</param>
/// <param name="Error">Failures, and progress where the output is JSON.</param>
/// <param name="Cancellation">Cancelled by Ctrl-C.</param>
internal sealed record CommandConsole(Stream Input, PrintedWriter Output, PrintedWriter Error,
    CancellationToken Cancellation)
{
    /// <summary>Writes one sentence that doubts what is done all the same.</summary>
    public void Warn(string sentence) => Error.WriteLine($"valence: {Printable.Line(sentence)}");

    /// <summary>Writes one sentence on one line.</summary>
    public void Say(string sentence) => Output.WriteLine(Printable.Line(sentence));

    /// <summary>Does what may wait for ever, such as for the next line of a pipe; Ctrl-C does not wait with
    /// it.</summary>
    public T Await<T>(Func<T> read)
    {
        var reading = Task.Run(read, CancellationToken.None);
        Task.WaitAny([reading], Cancellation);
        Cancellation.ThrowIfCancellationRequested();
        return reading.GetAwaiter().GetResult();
    }

    /// <summary>Writes one JSON object on one line.</summary>
    public void WriteJson(JsonObject json) => Output.WriteLine(json.ToJsonString());
}
