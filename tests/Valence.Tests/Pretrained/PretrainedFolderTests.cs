using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Losses;
using Valence.Models;
using Valence.Optimizers;
using Valence.Pretrained;
using Valence.Training;

namespace Valence.Tests.Pretrained;

/// <summary>What a folder of a pre-trained model becomes, and what is written of it.</summary>
public sealed class PretrainedFolderTests
{
    public static TheoryData<string> Families => SmallFolder.Families;

    [Theory]
    [MemberData(nameof(Families))]
    public void A_written_folder_answers_the_same(string family)
    {
        using var folder = new SmallFolder(family);
        var first = PretrainedEncoder.Open(folder.Path);
        first.Save(folder["again"]);
        var again = PretrainedEncoder.Open(folder["again"]);
        Assert.Equal(Answer(first.Model), Answer(again.Model));
        Assert.Equal(Answer(first.Classifier!), Answer(again.Classifier!));
        Assert.Equal((first.Task, first.Problem), (again.Task, again.Problem));
        Assert.Equal(first.Labels, again.Labels);
        Assert.Equal(File.ReadAllBytes(folder.File("model.safetensors")),
            File.ReadAllBytes(Path.Combine(folder["again"], "model.safetensors")));
        Assert.Equal(2, Directory.GetFileSystemEntries(folder["again"]).Length);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_model_of_a_folder_is_kept_in_Keras_files(string family)
    {
        using var folder = new SmallFolder(family);
        var encoder = PretrainedEncoder.Open(folder.Path);
        // The way back through the tokens' vectors is not kept there: that of GPT-2 is kept as a folder.
        foreach (var model in family == "gpt2" ? (Functional[])[encoder.Model] : [encoder.Model, encoder.Classifier!])
            foreach (var name in (string[])["model.keras", "model.h5"])
            {
                model.Save(folder[name]);
                Assert.Equal(Answer(model), Answer((Functional)Model.Load(folder[name])));
            }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Graphs_that_are_made_later_are_not_charged_to_the_file(string family)
    {
        using var folder = new SmallFolder(family);
        var encoder = PretrainedEncoder.Open(folder.Path);
        Assert.All(encoder.Model.Layers.Concat(encoder.Classifier!.Layers), layer => Assert.Null(layer.Budget));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_row_has_the_same_bytes_alone_and_beside_another(string family)
    {
        using var folder = new SmallFolder(family);
        var model = PretrainedEncoder.Open(folder.Path).Classifier!;
        var x = SmallFolder.Inputs(model.InputNames);
        var both = model.Predict(x).Floats.ToArray();
        var alone = model.Predict(x.Take([1])).Floats.ToArray();
        Assert.Equal(both[alone.Length..], alone);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void What_stands_at_masked_steps_changes_nothing_elsewhere(string family)
    {
        using var folder = new SmallFolder(family);
        var encoder = PretrainedEncoder.Open(folder.Path);
        var x = SmallFolder.Inputs(encoder.Model.InputNames).Tensors.ToArray();
        var before = encoder.Model.Predict(x).Floats.ToArray();
        // RoBERTa counts positions by ids, so that padding stays padding there.
        if (family != "roberta") x[0].Change<int>()[8] = 13;
        var after = encoder.Model.Predict(x).Floats.ToArray();
        var width = encoder.Settings.HiddenSize;
        Assert.Equal(before[..(7 * width)], after[..(7 * width)]);
    }

    [Fact]
    public void Half_precision_rounds_every_number_and_halves_the_file()
    {
        using var folder = new SmallFolder("bert");
        var encoder = PretrainedEncoder.Open(folder.Path);
        encoder.Save(folder["half"], halfPrecision: true);
        var half = PretrainedEncoder.Open(folder["half"]);
        foreach (var (one, other) in encoder.Classifier!.Weights.Zip(half.Classifier!.Weights))
            Assert.Equal(one.Value.Floats.ToArray().Select(BrainFloat.Round), other.Value.Floats.ToArray());
        var (long1, long2) = (new FileInfo(folder.File("model.safetensors")).Length,
            new FileInfo(Path.Combine(folder["half"], "model.safetensors")).Length);
        Assert.InRange(long2, long1 / 2, long1 * 3 / 4);
        Assert.Equal("bfloat16", JsonNode.Parse(File.ReadAllText(Path.Combine(folder["half"], "config.json")))!
            ["dtype"]!.GetValue<string>());
    }

    [Fact]
    public void A_folder_that_is_there_is_not_written_over()
    {
        using var folder = new SmallFolder("bert");
        var encoder = PretrainedEncoder.Open(folder.Path);
        Assert.Contains("new or empty folder", Assert.Throws<IOException>(() => encoder.Save(folder.Path)).Message,
            StringComparison.Ordinal);
        Directory.CreateDirectory(folder["empty"]);
        encoder.Save(folder["empty"]);
        PretrainedEncoder.Open(folder["empty"]);
    }

    [Fact]
    public void A_new_head_shares_the_encoder_and_is_learned()
    {
        using var folder = new SmallFolder("bert");
        var encoder = PretrainedEncoder.Open(folder.Path, dropout: 0).WithSequenceHead(["a", "b", "c"]);
        Assert.Equal(3, encoder.Classifier!.OutputShape[^1]);
        var before = Answer(encoder.Model);
        encoder.Classifier.Compile(new AdamW(0.01), encoder.Loss);
        var history = encoder.Classifier.Fit(SmallFolder.Inputs(encoder.Classifier.InputNames), (float[])[2, 0],
            epochs: 100, verbose: Verbosity.Silent);
        Assert.True(history["loss"][^1] < 0.1 * history["loss"][0]);
        Assert.NotEqual(before, Answer(encoder.Model));
        encoder.Save(folder["fitted"]);
        var again = PretrainedEncoder.Open(folder["fitted"]);
        Assert.Equal(["a", "b", "c"], again.Labels);
        Assert.Equal(Answer(encoder.Classifier), Answer(again.Classifier!));
    }

    [Fact]
    public void A_frozen_encoder_stays_as_it_is()
    {
        using var folder = new SmallFolder("modernbert");
        var encoder = PretrainedEncoder.Open(folder.Path);
        encoder.Model.Trainable = false;
        var before = Answer(encoder.Model);
        encoder.Classifier!.Compile(new AdamW(0.01), encoder.Loss);
        encoder.Classifier.Fit(SmallFolder.Inputs(encoder.Classifier.InputNames), (float[])[1, 0], epochs: 3,
            verbose: Verbosity.Silent);
        Assert.Equal(before, Answer(encoder.Model));
    }

    [Theory]
    [InlineData(null, 3, typeof(SparseCategoricalCrossentropy))]
    [InlineData(null, 1, typeof(MeanSquaredError))]
    [InlineData("regression", 3, typeof(MeanSquaredError))]
    [InlineData("multi_label_classification", 3, typeof(BinaryCrossentropy))]
    [InlineData("single_label_classification", 3, typeof(SparseCategoricalCrossentropy))]
    public void The_loss_follows_the_problem(string? problem, int labels, Type loss)
    {
        using var folder = new SmallFolder("distilbert", fields =>
        {
            fields["problem_type"] = problem;
            fields["id2label"] = new JsonObject(Enumerable.Range(0, labels).Select(i =>
                KeyValuePair.Create($"{i}", (JsonNode?)$"label {i}")));
        });
        Assert.IsType(loss, PretrainedEncoder.Open(folder.Path).Loss);
    }

    [Fact]
    public void Files_of_several_shards_are_read()
    {
        using var folder = new SmallFolder("bert");
        var before = Answer(PretrainedEncoder.Open(folder.Path).Classifier!);
        Shards.Split(folder, 3);
        Assert.Equal(before, Answer(PretrainedEncoder.Open(folder.Path).Classifier!));
    }

    [Fact]
    public void Heads_that_are_not_made_are_told_and_other_tensors_of_the_encoder_refused()
    {
        using var folder = new SmallFolder("bert");
        folder.Change(fields => fields["architectures"] = new JsonArray("BertForQuestionAnswering"));
        var encoder = PretrainedEncoder.Open(folder.Path);
        Assert.Null(encoder.Classifier);
        Assert.Equal(["classifier.bias", "classifier.weight"], encoder.LeftOver);
        Assert.NotNull(encoder.Pooled);
        folder.Change(fields => fields["num_hidden_layers"] = 1);
        var error = Assert.Throws<FileFormatException>(() => PretrainedEncoder.Open(folder.Path));
        Assert.Equal("S10", error.Rule);
        Assert.Contains("bert.encoder.layer.1.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_are_continued_by_language_models_and_within_their_positions()
    {
        using var folder = new SmallFolder("gpt2");
        var encoder = PretrainedEncoder.Open(folder.Path);
        Assert.Equal(16, encoder.Generate([3, 4], new() { MaxNewTokens = 14 }).Count);
        Assert.Throws<ArgumentException>(() => encoder.Generate([3, 4], new() { MaxNewTokens = 15 }));
        Assert.Throws<ArgumentException>(() => encoder.Generate([]));
        using var other = new SmallFolder("bert");
        Assert.Throws<InvalidOperationException>(() => PretrainedEncoder.Open(other.Path).Generate([3]));
        Assert.Throws<InvalidOperationException>(() => PretrainedEncoder.Open(other.Path).WithTokenHead(["a"])
            .Generate([3]));
    }

    // As many beams as there are continuations of the first token find the likeliest of all pairs.
    [Fact]
    public void Many_beams_find_the_likeliest_continuation()
    {
        using var folder = new SmallFolder("gpt2");
        var encoder = PretrainedEncoder.Open(folder.Path);
        var vocabulary = encoder.Settings.VocabularySize;
        var best = (Score: double.NegativeInfinity, First: 0, Second: 0);
        var first = Logarithms([3, 4]);
        for (var one = 0; one < vocabulary; one++)
        {
            var second = Logarithms([3, 4, one]);
            for (var two = 0; two < vocabulary; two++)
                if (first[one] + second[two] > best.Score) best = (first[one] + second[two], one, two);
        }
        Assert.Equal([3, 4, best.First, best.Second],
            encoder.Generate([3, 4], new() { MaxNewTokens = 2, Beams = vocabulary }));

        double[] Logarithms(int[] ids)
        {
            var mask = ids.Select(_ => 1).ToArray();
            var logits = encoder.Classifier!.Predict(new[] { Tensor.From(ids, [1, ids.Length]),
                Tensor.From(mask, [1, ids.Length]) }).Floats[^vocabulary..].ToArray();
            var sum = Math.Log(logits.Sum(logit => Math.Exp(logit)));
            return [.. logits.Select(logit => logit - sum)];
        }
    }

    private static float[] Answer(Functional model) =>
        model.Predict(SmallFolder.Inputs(model.InputNames)).Floats.ToArray();
}
