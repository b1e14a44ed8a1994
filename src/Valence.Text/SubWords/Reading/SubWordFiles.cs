using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Formats;

namespace Valence.Text;

/// <summary>The files of a tokenizer: all in one, or the older ones, which become the same JSON.</summary>
internal static class SubWordFiles
{
    /// <summary>The file that says all.</summary>
    public const string Whole = "tokenizer.json";

    private const string Lines = "vocab.txt";
    private const string Vocabulary = "vocab.json";
    private const string Merges = "merges.txt";
    private const string Config = "tokenizer_config.json";

    public static SubWordTokenizer Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!Directory.Exists(path))
            return Path.GetFileName(path) is Lines or Vocabulary or Merges
                ? OpenOlder(Path.GetDirectoryName(Path.GetFullPath(path)) ?? path)
                : SubWordJson.Read(FileBytes.Read(path, Array.MaxLength), new(path));
        var whole = Path.Combine(path, Whole);
        return File.Exists(whole) ? SubWordJson.Read(FileBytes.Read(whole, Array.MaxLength), new(whole))
            : OpenOlder(path);
    }

    private static SubWordTokenizer OpenOlder(string folder)
    {
        var settings = new OlderSettings(Path.Combine(folder, Config));
        if (File.Exists(Path.Combine(folder, Lines))) return OpenWordPiece(Path.Combine(folder, Lines), settings);
        var (vocabulary, merges) = (Path.Combine(folder, Vocabulary), Path.Combine(folder, Merges));
        if (File.Exists(vocabulary) && File.Exists(merges)) return OpenBytePair(vocabulary, merges, settings);
        throw new FileNotFoundException($"{folder}: expected a folder with {Whole}, {Lines}, or {Vocabulary} and "
            + $"{Merges}; found none of them. Save the tokenizer there first.", Path.Combine(folder, Whole));
    }

    private static SubWordTokenizer OpenWordPiece(string path, OlderSettings settings)
    {
        var tokens = TextLines(path);
        if (tokens[^1].Length == 0) tokens = tokens[..^1];
        var vocabulary = new JsonObject();
        for (var id = 0; id < tokens.Length; id++)
            if (!vocabulary.TryAdd(tokens[id], id))
                throw new FileFormatException("T03", new(path), string.Create(CultureInfo.InvariantCulture,
                    $"expected each token once, received '{FilePlace.Shown(tokens[id])}' again in line {id + 1}"),
                    "Remove one of the lines");
        return WordPieceJson.Open(vocabulary, settings, new(path));
    }

    private static SubWordTokenizer OpenBytePair(string path, string mergesPath, OlderSettings settings)
    {
        var table = StrictJson.Parse(FileBytes.Read(path, Array.MaxLength), new(path), new()
        {
            MaxBytes = Array.MaxLength,
            MaxDepth = 2,
            MaxValues = int.MaxValue,
            ZerosInKeys = true,
        });
        if (table.ValueKind != JsonValueKind.Object)
            throw new FileFormatException("T03", new(path), "expected an object of tokens and ids, received "
                + Fields.Shown(table), "Save the tokenizer again with the program that made it");
        var merges = new JsonArray();
        foreach (var line in TextLines(mergesPath))
            if (line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal)) merges.Add((JsonNode)line);
        return BytePairJson.Open(JsonObject.Create(table) ?? [], merges, settings, new(path));
    }

    private static string[] TextLines(string path)
    {
        try
        {
            var text = PythonJson.WholeCharacters.GetString(FileBytes.Read(path, Array.MaxLength));
            return text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
        }
        catch (System.Text.DecoderFallbackException error)
        {
            throw new FileFormatException("J04", new(path), "expected UTF-8, found other bytes",
                "Save the text as UTF-8", error);
        }
    }
}
