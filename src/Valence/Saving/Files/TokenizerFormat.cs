using System.Globalization;
using System.Text.Json;
using Valence.Formats;
using Valence.Text;

namespace Valence.Saving;

/// <summary>A Keras <c>Tokenizer</c> as its <c>to_json</c> writes it; shown, but no model.</summary>
internal sealed class TokenizerFormat : ModelFormat
{
    /// <inheritdoc/>
    public override string Name => "Keras Tokenizer";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions => [".json"];

    /// <inheritdoc/>
    public override string Use => "It turns texts into ids and holds no weights. Read it with Tokenizer.FromJson";

    /// <inheritdoc/>
    public override bool Recognizes(ModelSource source) =>
        source.Json is { } json && json.TryGetProperty("class_name", out var name)
            && name.ValueKind == JsonValueKind.String && name.GetString() == "Tokenizer";

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string>> Facts(ModelSource source)
    {
        var tokenizer = Read(source);
        yield return new("Words", Number(tokenizer.WordIndex.Count));
        yield return new("Words used", tokenizer.NumWords is { } used ? Number(used) : "all");
        yield return new("Documents", Number(tokenizer.DocumentCount));
        yield return new("Lower case", tokenizer.Lower ? "yes" : "no");
        yield return new("Level", tokenizer.CharLevel ? "characters" : "words");
        yield return new("Out of vocabulary", tokenizer.OovToken ?? "dropped");
        yield return new("Filters", tokenizer.Filters);
        yield return new("First words",
            string.Join(' ', tokenizer.WordIndex.OrderBy(entry => entry.Value).Take(10).Select(entry => entry.Key)));
    }

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static Tokenizer Read(ModelSource source)
    {
        try
        {
            return Tokenizer.FromJson(source.Json!.Value.GetRawText());
        }
        catch (FormatException error)
        {
            throw new FileFormatException("J06", source.Place, error.Message.TrimEnd('.'),
                "Write the tokenizer again with to_json", error);
        }
    }
}
