using Valence.Pretrained;
using Valence.Saving;
using Valence.Tests.Pretrained;
using Valence.Text;

namespace Valence.Classification.Tests.Embeddings;

/// <summary>Vectors of texts.</summary>
public sealed class TextEmbedderTests
{
    private static readonly string[] Texts = ["", "lovely days", "awful nights in 3 rows",
        string.Join(' ', Enumerable.Repeat("awful nights and lovely days", 9)), "days", "rows of nights"];

    [Theory]
    [InlineData("bert", EmbeddingPooling.Mean, true)]
    [InlineData("bert", EmbeddingPooling.First, false)]
    [InlineData("roberta", EmbeddingPooling.Mean, false)]
    [InlineData("modernbert", EmbeddingPooling.First, true)]
    public void Vectors_are_what_their_windows_hidden_states_make(string family, EmbeddingPooling pooling,
        bool normalize)
    {
        using var folder = EmbeddingFolder.Create(family);
        var embedder = TextEmbedder.Open(folder.Path, pooling, normalize, maxLength: 12);

        var vectors = embedder.Embed(Texts);

        Assert.Equal((8, 12, pooling, normalize),
            (embedder.Dimensions, embedder.MaxLength, embedder.Pooling, embedder.Normalize));
        Assert.Equal("[6, 8]", vectors.Shape.ToString());
        var model = PretrainedEncoder.Open(folder.Path, idsAlone: true).Model;
        var tokenizer = SubWordTokenizer.Open(folder.Path);
        for (var i = 0; i < Texts.Length; i++)
        {
            var expected = Plain(model, tokenizer, Texts[i], 12, pooling, normalize);
            for (var k = 0; k < 8; k++) Assert.Equal(expected[k], vectors.Floats[i * 8 + k], 1e-5);
        }
    }

    [Fact]
    public void MiniLM_answers_as_its_hidden_states_in_a_plain_mean()
    {
        var path = ReferenceFolder.Path("minilm");
        string[] texts = ["A man is eating food.", "Someone eats a meal", "", "Zürich's café: 20 °C & sunny!",
            string.Join(' ', Enumerable.Repeat("The food was wonderful, and nobody could have been kinder.", 40))];
        var vectors = TextEmbedder.Open(path).Embed(texts);
        var (model, tokenizer) = (PretrainedEncoder.Open(path, idsAlone: true).Model,
            SubWordTokenizer.Open(path).With(null, null));
        for (var i = 0; i < texts.Length; i++)
        {
            var expected = Plain(model, tokenizer, texts[i], 256, EmbeddingPooling.Mean, normalize: true);
            for (var k = 0; k < 384; k++) Assert.Equal(expected[k], vectors.Floats[i * 384 + k], 1e-5);
        }
        var nearest = new NearestVectors(vectors).Find(Tensor.From(vectors.Floats[..384].ToArray(), [1, 384]), 2)[0];
        Assert.Equal([0, 1], nearest.Select(neighbor => neighbor.Row));
    }

    [Fact]
    public async Task A_text_has_the_same_bytes_alone_among_others_and_from_sixteen_threads()
    {
        using var folder = EmbeddingFolder.Create("bert");
        var embedder = TextEmbedder.Open(folder.Path, maxLength: 12);
        float[][] alone = [.. Texts.Select(embedder.Embed)];
        string[] crowd = [.. Enumerable.Range(0, 600).Select(i => Texts[i * 7 % Texts.Length])];
        var tasks = Enumerable.Range(0, 16).Select(_ => Task.Run(() => embedder.Embed(crowd)));
        foreach (var vectors in await Task.WhenAll(tasks))
            for (var i = 0; i < crowd.Length; i++)
                Assert.Equal(alone[i * 7 % Texts.Length], vectors.Floats.Slice(i * 8, 8).ToArray());
        var one = TextEmbedder.Open(folder.Path, maxLength: 12, backend: new Backends.CpuBackend(threads: 1));
        Assert.Equal(alone, Texts.Select(one.Embed));
    }

    [Fact]
    public void Progress_is_told_and_cancelling_ends_it()
    {
        using var folder = EmbeddingFolder.Create("bert");
        var embedder = TextEmbedder.Open(folder.Path);
        string[] texts = [.. Enumerable.Range(0, 300).Select(i => Texts[i % Texts.Length])];
        var told = new Told();
        embedder.Embed(texts, told, TestContext.Current.CancellationToken);
        Assert.Equal(told.Counts.Order(), told.Counts);
        Assert.Equal(300, told.Counts[^1]);
        Assert.Throws<OperationCanceledException>(() => embedder.Embed(texts, null, new(canceled: true)));
        Assert.Equal("[0, 8]", embedder.Embed([]).Shape.ToString());
    }

    [Fact]
    public void Files_of_sentence_transformers_say_how_vectors_are_made()
    {
        using var folder = EmbeddingFolder.Create("bert");
        var plain = TextEmbedder.Open(folder.Path);
        Assert.Equal((EmbeddingPooling.Mean, true, 16), (plain.Pooling, plain.Normalize, plain.MaxLength));
        EmbeddingFolder.Write(folder, "modules.json", EmbeddingFolder.Modules("1_Pooling"));
        EmbeddingFolder.Write(folder, "1_Pooling/config.json", EmbeddingFolder.Pooling("pooling_mode_cls_token"));
        EmbeddingFolder.Write(folder, "sentence_bert_config.json",
            """{"max_seq_length": 14, "do_lower_case": false}""");
        EmbeddingFolder.Write(folder, "config_sentence_transformers.json", """
            {"__version__": {"pytorch": "2"}, "prompts": {}, "default_prompt_name": null}
            """);
        var read = TextEmbedder.Open(folder.Path);
        Assert.Equal((EmbeddingPooling.First, false, 14), (read.Pooling, read.Normalize, read.MaxLength));
        var said = TextEmbedder.Open(folder.Path, EmbeddingPooling.Mean, normalize: true, maxLength: 10);
        Assert.Equal((EmbeddingPooling.Mean, true, 10), (said.Pooling, said.Normalize, said.MaxLength));
    }

    [Theory]
    [InlineData("modules.json", "{}", "list of modules")]
    [InlineData("modules.json", "[]", "Transformer and Pooling")]
    [InlineData("modules.json", """[{"idx": 0, "name": "0", "path": "..", "type": "a.Transformer"}]""", "path")]
    [InlineData("modules.json", """[{"idx": 0, "name": "0", "path": "", "type": "a.WordEmbeddings"}]""", "type")]
    [InlineData("modules.json", """[{"idx": 0, "name": "0", "path": "", "type": "a.Transformer", "x": 1}]""", "'x'")]
    [InlineData("modules.json", """
        [{"idx": 0, "name": "0", "path": "", "type": "a.Transformer"},
         {"idx": 1, "name": "1", "path": "../1_Pooling", "type": "a.Pooling"}]
        """, "path")]
    [InlineData("modules.json", """
        [{"idx": 0, "name": "0", "path": "", "type": "a.Transformer"},
         {"idx": 1, "name": "1", "path": "2_Pooling", "type": "a.Pooling"}]
        """, "2_Pooling")]
    [InlineData("modules.json", "[1]", "an object")]
    [InlineData("1_Pooling/config.json", """{"word_embedding_dimension": 9}""", "word_embedding_dimension")]
    [InlineData("1_Pooling/config.json", """{"pooling_mode_max_tokens": true}""", "pooling_mode_max_tokens")]
    [InlineData("1_Pooling/config.json", """{"pooling_mode_new_tokens": true}""", "pooling_mode_new_tokens")]
    [InlineData("1_Pooling/config.json", """{"pooling_mode_mean_tokens": 1}""", "pooling_mode_mean_tokens")]
    [InlineData("1_Pooling/config.json", """
        {"pooling_mode_mean_tokens": true, "pooling_mode_cls_token": true}
        """, "pooling_mode_mean_tokens")]
    [InlineData("1_Pooling/config.json", "[]", "an object")]
    [InlineData("sentence_bert_config.json", """{"max_seq_length": 14, "do_lower_case": true}""", "do_lower_case")]
    [InlineData("sentence_bert_config.json", """{"max_seq_length": "14"}""", "max_seq_length")]
    [InlineData("sentence_bert_config.json", """{"model_args": {}}""", "model_args")]
    [InlineData("config_sentence_transformers.json", """{"default_prompt_name": "query"}""", "default_prompt_name")]
    public void Settings_that_are_not_known_are_refused_by_name(string name, string json, string named)
    {
        using var folder = EmbeddingFolder.Create("bert");
        EmbeddingFolder.Write(folder, name, json);
        Assert.Contains(named, Assert.Throws<ConfigException>(() => TextEmbedder.Open(folder.Path)).Message);
    }

    [Fact]
    public void Lengths_that_the_encoder_does_not_take_are_refused()
    {
        using var folder = EmbeddingFolder.Create("bert");
        Assert.Contains("17 were asked for",
            Assert.Throws<DataException>(() => TextEmbedder.Open(folder.Path, maxLength: 17)).Message);
        foreach (var length in (string[])["1000000000", "-1", "0", "2"])
        {
            EmbeddingFolder.Write(folder, "sentence_bert_config.json", $"{{\"max_seq_length\": {length}}}");
            Assert.Contains("max_seq_length", Assert.Throws<ConfigException>(
                () => TextEmbedder.Open(folder.Path)).Message, StringComparison.Ordinal);
        }
    }

    // A text by itself, in windows without padding.
    private static double[] Plain(Models.Functional model, SubWordTokenizer tokenizer, string text, int length,
        EmbeddingPooling pooling, bool normalize)
    {
        var ids = tokenizer.Encode(text, addSpecialTokens: false).Ids;
        int[] empty = [.. tokenizer.Encode("").Ids];
        var room = length - empty.Length;
        var step = room - room / 4;
        var count = ids.Count <= room ? 1 : 1 + (ids.Count - room + step - 1) / step;
        var (sum, tokens) = (new double[model.OutputShape[2]], 0);
        for (var window = 0; window < count; window++)
        {
            var start = count == 1 ? 0 : (ids.Count - room) * window / (count - 1);
            int[] row = [empty[0], .. ids.Skip(start).Take(room), empty[1]];
            var states = model.Predict(Tensor.From(row, [1, row.Length])).Floats;
            var counted = pooling == EmbeddingPooling.First ? 1 : row.Length;
            for (var t = 0; t < counted; t++)
                for (var k = 0; k < sum.Length; k++)
                    sum[k] += (double)states[t * sum.Length + k] * row.Length / counted;
            tokens += row.Length;
        }
        var divisor = normalize ? Math.Sqrt(sum.Sum(number => number * number)) : tokens;
        return [.. sum.Select(number => number / divisor)];
    }

    private sealed class Told : IProgress<int>
    {
        public List<int> Counts { get; } = [];

        public void Report(int value) => Counts.Add(value);
    }
}
