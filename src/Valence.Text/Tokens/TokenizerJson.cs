using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Valence.Text;

/// <summary>The JSON form of a <see cref="Tokenizer"/>, as Keras' <c>to_json</c> writes it: the five tables are JSON
/// texts inside the JSON.</summary>
internal static class TokenizerJson
{
    public static string Write(Tokenizer tokenizer) =>
        new StringBuilder("{\"class_name\": \"Tokenizer\", \"config\": {\"num_words\": ")
        .Append(tokenizer.NumWords?.ToString(CultureInfo.InvariantCulture) ?? "null")
        .Append(", \"filters\": ").AppendText(tokenizer.Filters)
        .Append(", \"lower\": ").Append(tokenizer.Lower ? "true" : "false")
        .Append(", \"split\": ").AppendText(tokenizer.Split)
        .Append(", \"char_level\": ").Append(tokenizer.CharLevel ? "true" : "false")
        .Append(", \"oov_token\": ").AppendText(tokenizer.OovToken)
        .Append(CultureInfo.InvariantCulture, $", \"document_count\": {tokenizer.DocumentCount}")
        .Append(", \"word_counts\": ").AppendText(PythonJson.Object(tokenizer.WordCounts))
        .Append(", \"word_docs\": ").AppendText(PythonJson.Object(tokenizer.WordDocs))
        .Append(", \"index_docs\": ").AppendText(PythonJson.Object(tokenizer.IndexDocs))
        .Append(", \"index_word\": ").AppendText(PythonJson.Object(tokenizer.IndexWord))
        .Append(", \"word_index\": ").AppendText(PythonJson.Object(tokenizer.WordIndex))
        .Append("}}").ToString();

    public static Tokenizer Read(string json)
    {
        try
        {
            using var outer = Parsed(json);
            // json.dump(tokenizer.to_json(), file) writes the JSON as a JSON text.
            using var document = outer.RootElement.ValueKind == JsonValueKind.String
                ? Parsed(outer.RootElement.GetString()!) : Parsed(json);
            var config = Field(document.RootElement, "config");
            var tokenizer = new Tokenizer(
                Field(config, "num_words") is { ValueKind: JsonValueKind.Number } number ? number.GetInt32()
                    : null,
                Text(config, "filters") ?? throw new FormatException("'filters' is null."),
                Field(config, "lower").GetBoolean(),
                Text(config, "split") ?? throw new FormatException("'split' is null."),
                Field(config, "char_level").GetBoolean(),
                Text(config, "oov_token"));
            tokenizer.Restore(
                config.TryGetProperty("document_count", out var count) ? count.GetInt32() : 0,
                Table(config, "word_counts", key => key, value => value.GetInt32()),
                Table(config, "word_docs", key => key, value => value.GetInt32()),
                Table(config, "index_docs", Number, value => value.GetInt32()),
                Table(config, "index_word", Number, value => value.GetString()
                    ?? throw new FormatException("a word is null.")),
                Table(config, "word_index", key => key, value => value.GetInt32()));
            return tokenizer;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException or ArgumentException or OverflowException)
        {
            throw new FormatException($"Expected a tokenizer as Keras' to_json writes it: {error.Message}", error);
        }
    }

    private static JsonDocument Parsed(string json) =>
        JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });

    private static JsonElement Field(JsonElement parent, string name) =>
        parent.ValueKind != JsonValueKind.Object
            ? throw new FormatException($"found no object where '{name}' would be.")
        : parent.TryGetProperty(name, out var value) ? value
        : throw new FormatException($"there is no '{name}'{(parent.TryGetProperty("added_tokens", out _)
            ? ": it looks like a tokenizer of Hugging Face, which is another one" : "")}. Write the file with "
                + "tokenizer.to_json().");

    private static string? Text(JsonElement config, string name) => Field(config, name).GetString();

    private static int Number(string key) =>
        int.Parse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static OrderedDictionary<TKey, TValue> Table<TKey, TValue>(
        JsonElement config, string name, Func<string, TKey> key, Func<JsonElement, TValue> value)
        where TKey : notnull
    {
        using var document = Parsed(Text(config, name) ?? throw new FormatException($"'{name}' is null."));
        var table = new OrderedDictionary<TKey, TValue>();
        foreach (var member in document.RootElement.EnumerateObject()) table[key(member.Name)] = value(member.Value);
        return table;
    }
}
