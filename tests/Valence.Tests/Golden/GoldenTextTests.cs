using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Backends;
using Valence.Execution;
using Valence.Layers;
using Valence.Operations;
using Valence.Saving;
using Valence.Text;

namespace Valence.Tests.Golden;

/// <summary>Texts become the words, ids and rows that Keras makes of them.</summary>
public sealed class GoldenTextTests
{
    public static TheoryData<string> Tokenizers => Numbers("tokenizer");

    public static TheoryData<string> Vectorizations => Numbers("text_vectorization");

    public static TheoryData<string> Paddings => Numbers("pad_sequences");

    public static TheoryData<string> Splittings => Numbers("text_to_word_sequence");

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Tokenizer_counts_and_encodes_as_Keras(string index)
    {
        var (golden, texts) = Case("tokenizer", index);
        var (numWords, filters, lower, split, charLevel, oovToken) =
            ((int?)null, Tokenizer.DefaultFilters, true, " ", false, (string?)null);
        foreach (var argument in golden.GetProperty("args").EnumerateObject())
        {
            switch (argument.Name)
            {
                case "num_words":
                    numWords = argument.Value.ValueKind == JsonValueKind.Null ? null
                    : argument.Value.GetInt32(); break;
                case "filters": filters = argument.Value.GetString()!; break;
                case "lower": lower = argument.Value.GetBoolean(); break;
                case "split": split = argument.Value.GetString()!; break;
                case "char_level": charLevel = argument.Value.GetBoolean(); break;
                case "oov_token": oovToken = argument.Value.GetString(); break;
                default:
                    Assert.Fail($"the case has an argument '{argument.Name}' that this suite does not know.");
                    break;
            }
        }
        var tokenizer = new Tokenizer(numWords, filters, lower, split, charLevel, oovToken);
        tokenizer.FitOnTexts(texts);

        Assert.Equal(golden.GetProperty("document_count").GetInt32(), tokenizer.DocumentCount);
        Assert.Equal(golden.GetProperty("word_counts").EnumerateArray()
            .Select(pair => (pair[0].GetString()!, pair[1].GetInt32())),
            tokenizer.WordCounts.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(Table(golden.GetProperty("word_index")), tokenizer.WordIndex.ToDictionary());
        Assert.Equal(Table(golden.GetProperty("word_docs")), tokenizer.WordDocs.ToDictionary());
        var sequences = tokenizer.TextsToSequences(texts);
        Assert.Equal(golden.GetProperty("sequences").EnumerateArray()
            .Select(row => row.EnumerateArray().Select(id => id.GetInt32()).ToArray()), sequences);
        Assert.Equal(Strings(golden.GetProperty("texts_back")), tokenizer.SequencesToTexts(sequences));
        foreach (var mode in Enum.GetValues<MatrixMode>())
            if (golden.TryGetProperty("matrix_" + mode.ToString().ToLowerInvariant(), out var matrix))
                Same(matrix, tokenizer.TextsToMatrix(texts, mode));
        var json = golden.GetProperty("to_json").GetString()!;
        Assert.Equal(json, Tokenizer.FromJson(json).ToJson());
        Assert.Equal(sequences, Tokenizer.FromJson(tokenizer.ToJson()).TextsToSequences(texts));
    }

    [Theory]
    [MemberData(nameof(Vectorizations))]
    public void TextVectorization_learns_and_encodes_as_Keras(string index)
    {
        var (golden, texts) = Case("text_vectorization", index);
        var layer = Layer(golden.GetProperty("args"));
        if (!layer.HasGivenVocabulary) layer.Adapt(texts);
        Check(layer);

        var again = Layer(golden.GetProperty("args"));
        again.SetVocabulary(layer.GetVocabulary(), layer.IdfWeights is { Count: > 0 } idf
            ? [.. idf.Take(layer.VocabularySize)] : null);
        Check(again);

        void Check(TextVectorization vectorization)
        {
            Assert.Equal(Strings(golden.GetProperty("vocabulary")), vectorization.GetVocabulary());
            if (golden.TryGetProperty("idf", out var expected))
                Same(expected, Tensor.From(vectorization.IdfWeights.ToArray()));
            using var backend = new ReferenceBackend();
            var call = new CallContext(new EagerExecutor(new StepMemory(backend)));
            foreach (var shape in (Shape[])[[texts.Length], [texts.Length, 1]])
                Same(golden.GetProperty("out"), vectorization.EnsureBuilt([shape])
                    .Forward(Tensor.From(texts, shape), call).Tensor);
        }
    }

    [Theory]
    [MemberData(nameof(Paddings))]
    public void Sequences_are_padded_as_in_Keras(string index)
    {
        var (golden, _) = Case("pad_sequences", index);
        var (maxLength, padding, truncating, value) = ((int?)null, SequenceEnd.Pre, SequenceEnd.Pre, 0);
        foreach (var argument in golden.GetProperty("args").EnumerateObject())
        {
            switch (argument.Name)
            {
                case "maxlen":
                    maxLength = argument.Value.ValueKind == JsonValueKind.Null ? null
                    : argument.Value.GetInt32(); break;
                case "padding": padding = argument.Value.GetString()!; break;
                case "truncating":
                    truncating = argument.Value.GetString()!;
                    break;
                case "value": value = argument.Value.GetInt32(); break;
                default:
                    Assert.Fail($"the case has an argument '{argument.Name}' that this suite does not know.");
                    break;
            }
        }
        var sequences = golden.GetProperty("sequences").EnumerateArray()
            .Select(row => row.EnumerateArray().Select(id => id.GetInt32()).ToArray()).ToArray();
        Same(golden.GetProperty("out"), Sequences.Pad(sequences, maxLength, padding, truncating, value));
    }

    [Theory]
    [MemberData(nameof(Splittings))]
    public void Text_is_split_into_the_words_of_Keras(string index)
    {
        var (golden, _) = Case("text_to_word_sequence", index);
        Assert.Equal(Strings(golden.GetProperty("out")),
            Words.TextToWordSequence(golden.GetProperty("text").GetString()!));
    }

    private static TextVectorization Layer(JsonElement arguments)
    {
        var json = new JsonObject
        {
            ["class_name"] = "TextVectorization",
            ["config"] = JsonNode.Parse(arguments.GetRawText())
        };
        return Assert.IsType<TextVectorization>(
            KerasTables.Default.Layers.Read(JsonSerializer.SerializeToElement(json), "layer", KerasTables.Default));
    }

    // Shape and elements; texts of a reference are nested lists.
    private static void Same(JsonElement expected, Tensor actual)
    {
        var axes = new List<int>();
        for (var level = expected; level.ValueKind == JsonValueKind.Array; level = level[0])
        {
            axes.Add(level.GetArrayLength());
            if (axes[^1] == 0) break;
        }
        Assert.Equal(Shape.Create(axes.ToArray()), actual.Shape);
        var numbers = Flat(expected).ToArray();
        var scale = numbers.Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (var i = 0; i < numbers.Length; i++)
            if (actual.Type == ElementType.Int32) Assert.Equal(numbers[i], actual.Ints[i]);
            else Assert.Equal(numbers[i], actual.Floats[i], 1e-6 * scale);
    }

    private static IEnumerable<double> Flat(JsonElement json) =>
        json.ValueKind == JsonValueKind.Array ? json.EnumerateArray().SelectMany(Flat) : [json.GetDouble()];

    private static Dictionary<string, int> Table(JsonElement json) =>
        json.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetInt32());

    private static string[] Strings(JsonElement json) => [.. json.EnumerateArray().Select(text => text.GetString()!)];

    private static TheoryData<string> Numbers(string family)
    {
        if (GoldenFolder.Root is null) return ["0"];
        return [.. Enumerable.Range(0, File(GoldenFolder.Root).GetProperty(family).GetArrayLength())
            .Select(index => index.ToString(CultureInfo.InvariantCulture)).DefaultIfEmpty("0")];
    }

    private static (JsonElement Golden, string[] Texts) Case(string family, string index)
    {
        Assert.SkipWhen(GoldenFolder.Root is null, GoldenFolder.Missing);
        var file = File(GoldenFolder.Root);
        var cases = file.GetProperty(family);
        Assert.True(cases.GetArrayLength() > 0, $"text.json holds no case of {family}.");
        return (cases[int.Parse(index, CultureInfo.InvariantCulture)], Strings(file.GetProperty("texts")));
    }

    private static JsonElement File(string root)
    {
        using var json = JsonDocument.Parse(System.IO.File.ReadAllBytes(Path.Combine(root, "text", "text.json")));
        return json.RootElement.Clone();
    }
}
