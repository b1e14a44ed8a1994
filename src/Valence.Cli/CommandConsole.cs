using System.Text.Json.Nodes;
using Valence.Classification;

namespace Valence.Cli;

/// <summary>Where a command reads and writes.</summary>
/// <param name="Input">Texts to predict.</param>
/// <param name="Output">Answers.</param>
/// <param name="Error">Failures, and progress where the output is JSON.</param>
/// <param name="Cancellation">Cancelled by Ctrl-C.</param>
internal sealed record CommandConsole(TextReader Input, TextWriter Output, TextWriter Error,
    CancellationToken Cancellation)
{
    /// <summary>Writes one sentence that doubts what is done all the same.</summary>
    public void Warn(string sentence) => Error.WriteLine($"valence: {Printable.Line(sentence)}");

    /// <summary>Writes one JSON object on one line.</summary>
    public void WriteJson(JsonObject json) => Output.WriteLine(json.ToJsonString());
}
