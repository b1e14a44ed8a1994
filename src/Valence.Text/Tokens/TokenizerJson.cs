using System.Globalization;
using System.Text;
using System.Text.Json;
using Valence.Formats;

namespace Valence.Text;

/// <summary>The JSON form of a <see cref="Tokenizer"/>, as Keras' <c>to_json</c> writes it: the five tables are JSON
/// texts inside the JSON.</summary>
internal static class TokenizerJson
{
    private static readonly string[] Fields = ["num_words", "filters", "lower", "split", "char_level", "oov_token",
        "document_count", "word_counts", "word_docs", "index_docs", "index_word", "word_index"];

    // A table is flat, and as large as its text.
    private static readonly JsonLimits Limits = new()
    {
        MaxBytes = Array.MaxLength,
        MaxDepth = 3,
        MaxValues = int.MaxValue,
        ZerosInKeys = true,
    };

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
            var document = Parsed(json, "the tokenizer");
            // json.dump(tokenizer.to_json(), file) writes the JSON as a JSON text.
            if (document.ValueKind == JsonValueKind.String) document = Parsed(document.GetString()!, "the tokenizer");
            var config = Field(document, "config");
            var tokenizer = new Tokenizer(
                Field(config, "num_words") is { ValueKind: not JsonValueKind.Null } number ? number.GetInt32() : null,
                Text(config, "filters") ?? throw new FormatException("'filters' is null."),
                Field(config, "lower").GetBoolean(),
                Text(config, "split") ?? throw new FormatException("'split' is null."),
                Field(config, "char_level").GetBoolean(),
                Text(config, "oov_token"));
            tokenizer.Restore(
                Field(config, "document_count").GetInt32(),
                Table(config, "word_counts", key => key, value => value.GetInt32()),
                Table(config, "word_docs", key => key, value => value.GetInt32()),
                Table(config, "index_docs", Number, value => value.GetInt32()),
                Table(config, "index_word", Number, value => value.GetString()
                    ?? throw new FormatException("a word is null.")),
                Table(config, "word_index", key => key, value => value.GetInt32()));
            OnlyThese(document, "class_name", "config");
            OnlyThese(config, Fields);
            return Text(document, "class_name") == "Tokenizer" ? tokenizer
                : throw new FormatException("'class_name' is not 'Tokenizer'.");
        }
        catch (Exception error) when (error is FileFormatException or InvalidOperationException or FormatException
            or ArgumentException)
        {
            throw new FormatException($"Expected a tokenizer as Keras' to_json writes it: {error.Message}", error);
        }
    }

    // Half a surrogate pair is no text, and is not mended either.
    private static JsonElement Parsed(string json, string name) => StrictJson.ParseInPlace(
        PythonJson.WholeCharacters.GetBytes(json), new(name), Limits);

    private static void OnlyThese(JsonElement parent, params ReadOnlySpan<string> names)
    {
        foreach (var member in parent.EnumerateObject())
            if (!names.Contains(member.Name))
                throw new FormatException($"there is a '{FilePlace.Shown(member.Name)}', which no tokenizer has.");
    }

    private static JsonElement Field(JsonElement parent, string name) =>
        parent.ValueKind != JsonValueKind.Object
            ? throw new FormatException($"found no object where '{name}' would be.")
        : parent.TryGetProperty(name, out var value) ? value
        : throw new FormatException($"there is no '{name}'{(parent.TryGetProperty("added_tokens", out _)
            ? ": it looks like a tokenizer of Hugging Face, which is another one" : "")}. Write the file with "
                + "tokenizer.to_json().");

    private static string? Text(JsonElement config, string name) => Field(config, name).GetString();

    private static int Number(string key) =>
        int.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number.ToString(CultureInfo.InvariantCulture) == key ? number
            : throw new FormatException($"'{FilePlace.Shown(key)}' is no id.");

    private static OrderedDictionary<TKey, TValue> Table<TKey, TValue>(
        JsonElement config, string name, Func<string, TKey> key, Func<JsonElement, TValue> value)
        where TKey : notnull
    {
        var saved = Parsed(Text(config, name) ?? throw new FormatException($"'{name}' is null."), name);
        var table = new OrderedDictionary<TKey, TValue>();
        foreach (var member in saved.EnumerateObject()) table.Add(key(member.Name), value(member.Value));
        return table;
    }
}
