using System.Text.Json;

namespace Valence.Text.Tests;

public sealed class TextVectorizerGoldenTests
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, 16)];

    public static TheoryData<string> Models =>
        ["strings_int", "strings_tfidf", "strings_multi_hot", "strings_count_char"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void TextVectorizer_learns_and_encodes_as_Keras(int index)
    {
        var file = SharedFolder.Json("golden", "text", "text.json");
        var golden = file.GetProperty("text_vectorization")[index];
        var texts = file.GetProperty("texts").Strings();
        var vectorizer = new TextVectorizer(Options(golden.GetProperty("args")));
        if (vectorizer.Options.Vocabulary is null) vectorizer.Adapt(texts);

        Assert.Equal(golden.GetProperty("vocabulary").Strings(), vectorizer.GetVocabulary());
        Same(golden.GetProperty("out"), vectorizer.Encode(texts));
        if (golden.Find("idf") is { } idf) Near.Equal(idf.Numbers(), vectorizer.IdfWeights.ToArray());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_vocabulary_that_is_set_encodes_as_the_adapted_one(int index)
    {
        var file = SharedFolder.Json("golden", "text", "text.json");
        var golden = file.GetProperty("text_vectorization")[index];
        var idf = golden.Find("idf")?.Numbers().Select(weight => (float)weight).ToArray();
        var vectorizer = new TextVectorizer(Options(golden.GetProperty("args")));

        vectorizer.SetVocabulary(golden.GetProperty("vocabulary").Strings(), idf);

        Same(golden.GetProperty("out"), vectorizer.Encode(file.GetProperty("texts").Strings()));
    }

    /// <summary>The vectorizers inside whole models: their own settings, vocabulary and idf.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void TextVectorizer_learns_the_vocabulary_of_Keras_models(string name)
    {
        var golden = SharedFolder.Json("golden", "runs", name + ".json");
        var config = golden.GetProperty("model").GetProperty("config").GetProperty("layers")[1].GetProperty("config");
        var texts = golden.GetProperty("texts").Strings();
        var vectorizer = new TextVectorizer(Options(config));

        vectorizer.Adapt(texts);

        Assert.Equal(golden.GetProperty("vocabulary").Strings(), vectorizer.GetVocabulary());
        Assert.Equal(config.GetProperty("vocabulary_size").GetInt32(), vectorizer.VocabularySize);
        if (name == "strings_tfidf")
            Near.Equal(NpzFile.Floats(SharedFolder.Path("golden", "runs", name + ".npz"), "idf").Floats.ToArray()
                .Select(weight => (double)weight), vectorizer.IdfWeights.ToArray());
    }

    /// <summary>The outputs of the models replayed with two dense layers: tanh, then a sigmoid.</summary>
    [Theory]
    [InlineData("strings_tfidf")]
    [InlineData("strings_multi_hot")]
    [InlineData("strings_count_char")]
    public void Rows_give_the_predictions_of_Keras_models(string name)
    {
        var golden = SharedFolder.Json("golden", "runs", name + ".json");
        var arrays = SharedFolder.Path("golden", "runs", name + ".npz");
        var vectorizer = new TextVectorizer(
            Options(golden.GetProperty("model").GetProperty("config").GetProperty("layers")[1].GetProperty("config")));
        var idf = name == "strings_tfidf" ? NpzFile.Floats(arrays, "idf").Floats.ToArray() : null;
        vectorizer.SetVocabulary(golden.GetProperty("vocabulary").Strings(), idf);

        var hidden = Dense(vectorizer.Encode(golden.GetProperty("texts").Strings()), NpzFile.Floats(arrays, "w.0"),
            NpzFile.Floats(arrays, "w.1"), Math.Tanh);
        var predictions = Dense(hidden, NpzFile.Floats(arrays, "w.2"), NpzFile.Floats(arrays, "w.3"),
            x => 1 / (1 + Math.Exp(-x)));

        Near.Equal(NpzFile.Floats(arrays, "pred").Floats.ToArray().Select(x => (double)x), predictions.Floats);
    }

    /// <summary>The same for the model of ids: embedding, mean over what is not padding (of nothing: NaN, as in Keras),
    /// sigmoid.</summary>
    [Fact]
    public void Ids_give_the_predictions_of_a_Keras_model()
    {
        var golden = SharedFolder.Json("golden", "runs", "strings_int.json");
        var arrays = SharedFolder.Path("golden", "runs", "strings_int.npz");
        var vectorizer = new TextVectorizer(
            Options(golden.GetProperty("model").GetProperty("config").GetProperty("layers")[1].GetProperty("config")));
        vectorizer.SetVocabulary(golden.GetProperty("vocabulary").Strings());
        var embedding = NpzFile.Floats(arrays, "w.0");

        var ids = vectorizer.Encode(golden.GetProperty("texts").Strings());
        var means = new Tensor([ids.Shape[0], embedding.Shape[1]]);
        for (var row = 0; row < ids.Shape[0]; row++)
        {
            var words = ids.Ints.Slice(row * ids.Shape[1], ids.Shape[1]).ToArray().Where(id => id != 0).ToArray();
            for (var k = 0; k < means.Shape[1]; k++)
                means.Change<float>()[row * means.Shape[1] + k] =
                    words.Sum(id => embedding.Floats[id * means.Shape[1] + k]) / words.Length;
        }
        var predictions = Dense(means, NpzFile.Floats(arrays, "w.1"), NpzFile.Floats(arrays, "w.2"),
            x => 1 / (1 + Math.Exp(-x)));

        Near.Equal(NpzFile.Floats(arrays, "pred").Floats.ToArray().Select(x => (double)x), predictions.Floats);
    }

    private static Tensor Dense(Tensor x, Tensor kernel, Tensor bias, Func<double, double> activation)
    {
        var y = new Tensor([x.Shape[0], kernel.Shape[1]]);
        for (var row = 0; row < y.Shape[0]; row++)
        {
            for (var column = 0; column < y.Shape[1]; column++)
            {
                double sum = bias.Floats[column];
                for (var k = 0; k < kernel.Shape[0]; k++)
                    sum += (double)x.Floats[row * kernel.Shape[0] + k] * kernel.Floats[k * y.Shape[1] + column];
                y.Change<float>()[row * y.Shape[1] + column] = (float)activation(sum);
            }
        }
        return y;
    }

    private static void Same(JsonElement expected, Tensor actual)
    {
        Assert.Equal(expected.Shape(), actual.Shape);
        if (actual.Type == ElementType.Int32)
            Assert.Equal(expected.Numbers(), actual.Ints.ToArray().Select(id => (double)id));
        else Near.Equal(expected.Numbers(), actual.Floats);
    }

    private static TextVectorizerOptions Options(JsonElement arguments) => new()
    {
        MaxTokens = arguments.Find("max_tokens")?.GetInt32(),
        Standardize = !arguments.TryGetProperty("standardize", out var standardize) ? default
            : standardize.GetString() switch
            {
                null => TextStandardization.None,
                "lower" => TextStandardization.Lower,
                "strip_punctuation" => TextStandardization.StripPunctuation,
                _ => TextStandardization.LowerAndStripPunctuation,
            },
        Split = !arguments.TryGetProperty("split", out var split) ? default : split.GetString() switch
        {
            null => TextSplit.None,
            "character" => TextSplit.Character,
            _ => TextSplit.Whitespace,
        },
        Ngrams = arguments.Find("ngrams") is not { } ngrams ? null : ngrams.ValueKind == JsonValueKind.Array
            ? ngrams.Ints() : ngrams.GetInt32(),
        OutputMode = arguments.Find("output_mode")?.GetString() switch
        {
            "multi_hot" => OutputMode.MultiHot,
            "count" => OutputMode.Count,
            "tf_idf" => OutputMode.TfIdf,
            _ => OutputMode.Int,
        },
        OutputSequenceLength = arguments.Find("output_sequence_length")?.GetInt32(),
        PadToMaxTokens = arguments.Find("pad_to_max_tokens")?.GetBoolean() ?? false,
        Vocabulary = arguments.Find("vocabulary")?.Strings(),
    };
}
