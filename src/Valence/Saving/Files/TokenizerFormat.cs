using System.Globalization;
using System.Text;
using System.Text.Json;
using Valence.Formats;
using Valence.Text;

namespace Valence.Saving;

/// <summary>A Keras <c>Tokenizer</c> as its <c>to_json</c> writes it; shown, but no model.</summary>
internal sealed class TokenizerFormat : ModelFormat
{
    private static readonly JsonLimits Limits = new() { MaxBytes = 1 << 28 };

    /// <inheritdoc/>
    public override string Name => "Keras Tokenizer";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions => [".json"];

    /// <inheritdoc/>
    public override bool Recognizes(ModelSource source)
    {
        var start = source.Bytes.Span.TrimStart("\ufeff \t\r\n"u8);
        return start.Length > 0 && start[0] == '{'
            && StrictJson.Parse(source.Bytes.Span, source.Place, Limits).TryGetProperty("class_name", out var name)
            && name.ValueKind == JsonValueKind.String && name.GetString() == "Tokenizer";
    }

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
            return Tokenizer.FromJson(Encoding.UTF8.GetString(source.Bytes.Span.TrimStart("\ufeff"u8)));
        }
        catch (FormatException error)
        {
            throw new FileFormatException("J06", source.Place, error.Message.TrimEnd('.'),
                "Write the tokenizer again with to_json", error);
        }
    }
}
