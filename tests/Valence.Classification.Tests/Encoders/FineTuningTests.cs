using Valence.Layers;
using Valence.Models;
using Valence.Pretrained;
using Valence.Tests.Pretrained;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification.Tests.Encoders;

/// <summary>Pre-trained encoders of which a part is trained.</summary>
public sealed class FineTuningTests : IDisposable
{
    private static readonly LabelledText[] Texts = [.. Enumerable.Range(0, 60).Select(i => new LabelledText(
        i % 2 == 0 ? $"lovely days, part {i % 7}" : $"awful nights in {i % 5} rows", i % 2 == 0 ? "good" : "bad",
        i + 1))];

    private static SubWordTokenizer Tokenizer { get; } =
        SubWordTokenizer.TrainWordPiece(Texts.Select(row => row.Text), 60);

    private readonly SmallFolder _folder = new("bert", fields => fields["vocab_size"] = Tokenizer.VocabularySize);

    public FineTuningTests() => Tokenizer.Save(_folder.File("tokenizer.json"));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2, null)]
    [InlineData(null, 1)]
    [InlineData(2, 1)]
    public void What_is_trained_changes_alone_and_the_file_holds_an_ordinary_network(int? rank, int? blocks)
    {
        var classifier = TextClassifier.Train(Texts, Settings(rank, blocks));
        var found = Encoder(classifier.Model);
        var before = PretrainedEncoder.Open(_folder.Path, idsAlone: true);
        before.Model.MakeWeights();
        string[] projections = ["query_dense", "key_dense", "value_dense", "output_dense"];
        foreach (var layer in before.Model.Layers)
            foreach (var weight in layer.Weights)
            {
                var now = found[layer.Name].Weights.Single(other => other.Path == weight.Path).Value.Floats.ToArray();
                var learns = (blocks is null || layer.Name == "block_1")
                    && (rank is null || projections.Contains(weight.Path.Split('/')[0]));
                if (!learns) Assert.Equal(weight.Value.Floats.ToArray(), now);
                else if (weight.Name == "kernel") Assert.NotEqual(weight.Value.Floats.ToArray(), now);
            }
        Assert.DoesNotContain(classifier.Model.Weights, weight =>
            weight.Name.StartsWith("lora", StringComparison.Ordinal));

        using var file = new MemoryStream();
        classifier.Save(file);
        var opened = TextClassifier.Load(new MemoryStream(file.ToArray()));
        Assert.Equal(classifier.Predict("lovely days").Probabilities, opened.Predict("lovely days").Probabilities);
    }

    [Theory]
    [InlineData(2, null)]
    [InlineData(2, 1)]
    public void A_training_that_broke_off_goes_on_to_the_same_bytes(int? rank, int? blocks)
    {
        var whole = Bytes(TextClassifier.Train(Texts, Settings(rank, blocks)));
        using var stop = new CancellationTokenSource();
        var settings = Settings(rank, blocks) with { BackupPath = _folder["backup"], Resume = true };
        Assert.Throws<OperationCanceledException>(() => TextClassifier.Train(Texts, settings with
        {
            Callbacks = [new Callbacks.LambdaCallback
            {
                EpochBegin = (epoch, _) =>
                {
                    if (epoch == 1) stop.Cancel();
                },
            }],
            CancellationToken = stop.Token,
        }));
        Assert.True(File.Exists(settings.BackupPath));
        Assert.Equal(whole, Bytes(TextClassifier.Train(Texts, settings)));
        // Another rank is another training.
        Assert.Throws<Callbacks.BackupException>(() => TextClassifier.Train(Texts, settings with
        {
            Recipe = Recipes.Pretrained(_folder.Path, 12, 3, blocks),
        }));
    }

    [Fact]
    public void Numbers_outside_their_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Recipes.Pretrained(_folder.Path, loraRank: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Recipes.Pretrained(_folder.Path, frozenBlocks: -1));
        Assert.Contains("2 blocks, 3", Assert.Throws<DataException>(() =>
            TextClassifier.Train(Texts, Settings(null, 3))).Message, StringComparison.Ordinal);
    }

    private TrainingSettings Settings(int? rank, int? blocks) => new()
    {
        Recipe = Recipes.Pretrained(_folder.Path, 12, rank, blocks),
        Epochs = 2,
        Seed = 3,
        Verbose = Verbosity.Silent,
    };

    // Of the file, all but the moment in which it was saved.
    private static byte[] Bytes(TextClassifier classifier)
    {
        using var stream = new MemoryStream();
        classifier.Model.SaveWeights(stream);
        var figures = classifier.History!.Names.SelectMany(name => classifier.History[name])
            .Select(BitConverter.SingleToInt32Bits);
        stream.Write(System.Text.Encoding.UTF8.GetBytes($"{classifier.MadeBy} {string.Join(' ', figures)}"));
        return stream.ToArray();
    }

    // The layers of the network and of those within, by name.
    private static Dictionary<string, Layer> Encoder(Model model) => All(model).DistinctBy(layer => layer.Name)
        .ToDictionary(layer => layer.Name);

    private static IEnumerable<Layer> All(Layer layer) => layer.Children.SelectMany(All).Prepend(layer);
}
