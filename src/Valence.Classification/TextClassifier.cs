using Valence.Backends;
using Valence.Callbacks;
using Valence.Formats;
using Valence.Models;
using Valence.Saving;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification;

/// <summary>Cleaning, vocabulary, network, classes and threshold in one: from texts with labels to answers, with one
/// file to keep.</summary>
public sealed class TextClassifier
{
    private const int TextsAtOnce = 256;

    internal TextClassifier(string recipe, TextEncoder encoder, LabelSet labels, Model model, float threshold,
        TrainedTexts? trainedTexts, PreparationTie tie)
    {
        (Recipe, Encoder, Labels, Model, TrainedTexts) = (recipe, encoder, labels, model, trainedTexts);
        Tie = tie;
        Threshold = (float)Require.Between(0, 1, threshold);
    }

    /// <summary>The name of the network's recipe.</summary>
    public string Recipe { get; }

    /// <summary>How a text becomes ids.</summary>
    public TextEncoder Encoder { get; }

    /// <summary>The classes.</summary>
    public LabelSet Labels { get; }

    /// <summary>The network.</summary>
    public Model Model { get; }

    /// <summary>The probability of the second of two classes above which it is the answer; not used for more
    /// classes.</summary>
    public float Threshold { get; }

    /// <summary>What says that the network belongs to the preparation, the classes and the threshold.</summary>
    public PreparationTie Tie { get; }

    /// <summary>The texts of the training, those that chose the best epoch included; null where the classifier's file
    /// does not say.</summary>
    internal TrainedTexts? TrainedTexts { get; }

    /// <summary>What each epoch of training came to; null for a linear one or one
    /// from a file.</summary>
    public History? History { get; internal init; }

    /// <summary>Texts that were held out of training to choose the best epoch; 0 for a classifier from a
    /// file.</summary>
    public int ValidationRows { get; internal init; }

    /// <summary>What was tried, in that order, the majority class first; empty where a recipe was given or the file
    /// does
    /// not say.</summary>
    public IReadOnlyList<TriedRecipe> Tried { get; internal init; } = [];

    /// <summary>The options of <c>valence train</c> that make the same classifier again of the same texts, unless
    /// callbacks of one's own took part; null where the recipe or cleaning is one's own, or the file does not
    /// say.</summary>
    public string? MadeBy { get; internal init; }

    /// <summary>Learns from texts with labels.</summary>
    /// <remarks>
    /// Without a recipe the linear model is fitted, then networks while <see cref="TrainingSettings.Minutes"/> last,
    /// and what has most
    /// of the held-out texts right is kept; see <see cref="Tried"/>. Of a network the weights of the epoch with the
    /// lowest
    /// validation loss are kept. Probabilities are calibrated on the held-out texts where these are 50 or more.
    /// </remarks>
    /// <exception cref="DataException">There are no texts, a label is missing, there is one class only, or two labels
    /// differ in nothing that can be seen.</exception>
    /// <exception cref="ArgumentException">The settings split texts into nothing, or are those of a network where
    /// none was
    /// asked for.</exception>
    /// <exception cref="NonFiniteLossException">The loss became NaN or infinite.</exception>
    /// <exception cref="TrainingWarningException">A setting or callback is one that training would be in vain
    /// with.</exception>
    /// <exception cref="OperationCanceledException">The settings' token was cancelled; the checkpoint file holds the
    /// best
    /// that was whole by then.</exception>
    public static TextClassifier Train(IReadOnlyList<LabelledText> texts, TrainingSettings? settings = null) =>
        ClassifierTraining.Of(texts, settings ?? new()).Train();

    /// <summary>The answer for one text.</summary>
    public Prediction Predict(string text) => Predict([text])[0];

    /// <summary>The answers for texts; each has the same bits alone and among others. Safe to call from many
    /// threads.</summary>
    /// <exception cref="DataException">The weights are so large that the network's answer is not a number.</exception>
    public IReadOnlyList<Prediction> Predict(IReadOnlyList<string> texts)
    {
        var answers = new List<Prediction>(texts.Count);
        // Texts may differ in length, and those at once are all as long as the longest.
        foreach (var some in texts.Chunk(TextsAtOnce))
        {
            var ids = Encoder.Encode(some);
            foreach (var (row, answer) in Answers(ids).Index())
                answers.Add(IsReadable(ids, row) ? answer : Prediction.NothingToRead);
        }
        return answers;
    }

    /// <summary>Which words of a text moved the answer; the same for the same text, always.</summary>
    public Explanation Explain(string text) => Explainer.Explain(this, Require.NotNull(text));

    /// <summary>The network's answer for each row of ids, also where a row holds no word.</summary>
    internal Prediction[] Answers(Tensor ids)
    {
        var output = Model.Predict(ids, batchSize: 64);
        var answers = new Prediction[ids.Shape[0]];
        for (var row = 0; row < answers.Length; row++)
            answers[row] = Answer(output.Floats.Slice(row * output.Shape[1], output.Shape[1]));
        return answers;
    }

    /// <summary>Whether a row of ids holds a word.</summary>
    internal static bool IsReadable(Tensor ids, int row) =>
        ids.Ints.Slice(row * ids.Shape[1], ids.Shape[1]).ContainsAnyExcept(0);

    /// <summary>Writes the classifier to one file, which appears whole or not at all.</summary>
    public void Save(string path) => ReplacedFile.Write(path, Save);

    /// <summary>Writes the content of the classifier's file to a stream, from its position on.</summary>
    public void Save(Stream stream) => ClassifierFile.Write(this, stream);

    /// <summary>The same preparation of texts, classes and threshold with another network, such as one that was trained
    /// further in Keras.</summary>
    /// <param name="network">A model that takes as many ids of a text and tells as many classes apart; that it was
    /// trained with this preparation is the caller's word (<see cref="Tie"/>).</param>
    /// <exception cref="ConfigException">It does not; the message says in what.</exception>
    public TextClassifier WithNetwork(Model network)
    {
        ClassifierFile.Check(network, Encoder, Labels);
        return new(Recipe, Encoder, Labels, network, Threshold, TrainedTexts, PreparationTie.Caller);
    }

    /// <summary>The sentiment, <c>positive</c> or <c>negative</c>, of English sentences and reviews: the linear recipe,
    /// trained on film reviews. <c>models/README.md</c> says how well it does and where it fails.</summary>
    /// <exception cref="FileFormatException">The file of the model is not beside the program.</exception>
    public static TextClassifier Sentiment(Backend? backend = null) =>
        Load(Path.Combine(AppContext.BaseDirectory, "models", "sentiment.valence"), backend);

    /// <summary>Reads a classifier.</summary>
    /// <param name="path">A file that <see cref="Save(string)"/> wrote.</param>
    /// <param name="backend">Where operations run; all processors when null.</param>
    /// <param name="tables">What the file may be made of; what Valence has when null.</param>
    /// <param name="cancellationToken">What ends the reading between two weights.</param>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    /// <exception cref="FileFormatException">The file is missing, damaged, no classifier, from a newer version, or
    /// made of
    /// what the tables do not have.</exception>
    public static TextClassifier Load(string path, Backend? backend = null, ClassifierTables? tables = null,
        CancellationToken cancellationToken = default) =>
        ClassifierFile.Load(path, new() { Backend = backend, CancellationToken = cancellationToken }, tables);

    /// <summary>Reads a classifier from a stream with the content of such a file; it is taken into memory and left
    /// open.</summary>
    /// <inheritdoc cref="Load(string, Backend?, ClassifierTables?, CancellationToken)"/>
    public static TextClassifier Load(Stream stream, Backend? backend = null, ClassifierTables? tables = null,
        CancellationToken cancellationToken = default) =>
        ClassifierFile.Load(ModelSource.Read(Require.NotNull(stream), "the stream"), "the stream",
            new() { Backend = backend, CancellationToken = cancellationToken }, tables);

    /// <summary>The ids and class numbers of texts with labels.</summary>
    /// <exception cref="DataException">A label is missing or unknown.</exception>
    internal Batch Encode(IEnumerable<LabelledText> texts)
    {
        var rows = texts.ToArray();
        var y = rows.Select(row => Labels.IndexOf(row.Label ?? throw new DataException($"Row {row.Row} has no label."),
            row.Row)).ToArray();
        Data targets = Labels.Count == 2 ? y.Select(label => (float)label).ToArray() : y;
        return new(Encoder.Encode([.. rows.Select(row => row.Text)]), targets);
    }

    /// <summary>A tie in words.</summary>
    internal static string Words(PreparationTie tie) => tie switch
    {
        PreparationTie.Training => "tied by their training",
        PreparationTie.Caller => "tied by the word of whoever put them together",
        _ => "tied by nothing: the file is of an earlier version",
    };

    private Prediction Answer(ReadOnlySpan<float> output)
    {
        foreach (var probability in output)
            if (!float.IsFinite(probability))
                throw new DataException("The network's answer is not a number: its weights are too large to compute "
                    + "with. Train again with a lower learning rate.");
        if (output.Length > 1)
        {
            var best = 0;
            for (var i = 1; i < output.Length; i++)
                if (output[i] > output[best]) best = i;
            return new(Labels.Names[best], output[best], output.ToArray());
        }
        var second = output[0];
        var index = second > Threshold ? 1 : 0;
        return new(Labels.Names[index], index == 1 ? second : 1 - second, [1 - second, second]);
    }
}
