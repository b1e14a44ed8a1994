using System.Collections.ObjectModel;
using System.Security.Cryptography;
using System.Text;
using Valence.Backends;
using Valence.Callbacks;
using Valence.Formats;
using Valence.Losses;
using Valence.Metrics;
using Valence.Models;
using Valence.Optimizers;
using Valence.Randomness;
using Valence.Saving;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification;

/// <summary>Cleaning, vocabulary, network, classes and threshold in one: from texts with labels to answers, with one
/// file to keep.</summary>
public sealed class TextClassifier
{
    internal TextClassifier(Recipe recipe, Preprocessing preprocessing, LabelSet labels, Model model, float threshold,
        TrainedTexts? trainedTexts)
    {
        (Recipe, Preprocessing, Labels, Model, TrainedTexts) = (recipe, preprocessing, labels, model, trainedTexts);
        Threshold = (float)Require.Between(0, 1, threshold);
    }

    /// <summary>The network's recipe.</summary>
    public Recipe Recipe { get; }

    /// <summary>How a text becomes ids.</summary>
    public Preprocessing Preprocessing { get; }

    /// <summary>The classes.</summary>
    public LabelSet Labels { get; }

    /// <summary>The network.</summary>
    public Model Model { get; }

    /// <summary>The probability of the second of two classes above which it is the answer; not used for more
    /// classes.</summary>
    public float Threshold { get; }

    /// <summary>The texts of the training, those that chose the best epoch included; null where the classifier's file
    /// does not say.</summary>
    internal TrainedTexts? TrainedTexts { get; }

    /// <summary>What each epoch of training came to; null for a classifier from a file.</summary>
    public History? History { get; private init; }

    /// <summary>Texts that were held out of training to choose the best epoch; 0 for a classifier from a
    /// file.</summary>
    public int ValidationRows { get; private init; }

    /// <summary>Learns from texts with labels. The weights of the epoch with the lowest validation loss are
    /// kept.</summary>
    /// <exception cref="DataException">There are no texts, a label is missing, there is one class only, or two labels
    /// differ in nothing that can be seen.</exception>
    /// <exception cref="ArgumentException">The settings split texts into nothing.</exception>
    /// <exception cref="NonFiniteLossException">The loss became NaN or infinite.</exception>
    /// <exception cref="TrainingWarningException">A setting or callback is one that training would be in vain
    /// with.</exception>
    /// <exception cref="ArgumentException">The recipe is not one of <see cref="Recipes.All"/> by name.</exception>
    /// <exception cref="OperationCanceledException">The settings' token was cancelled, while the vocabulary was learned
    /// or in an epoch; the checkpoint file holds the last completed epoch that was best.</exception>
    public static TextClassifier Train(IReadOnlyList<LabelledText> texts, TrainingSettings? settings = null)
    {
        settings ??= new();
        if (!Recipes.All.Any(recipe => recipe.Name == settings.Recipe.Name))
            throw new ArgumentException($"The recipe '{settings.Recipe.Name}' is none of "
                + $"{string.Join(", ", Recipes.All.Select(recipe => recipe.Name))}, and a file of its classifier could "
                + "not be opened. Take one of them, changed by 'with' where need be, or train a network of your own as "
                + "a Model and save it as .keras.", nameof(settings));
        if (texts.Count == 0) throw new DataException("Expected texts to learn from, found none.");
        foreach (var row in texts)
            if (row.Label is null)
                throw new DataException($"{DataException.Beginning(settings.Counted)} {row.Row} has no label. Give "
                    + "every text one, or name the label column.");
        LookAlikes.Refuse(texts.Select(row => (row.Label!, row.Row)), settings.Counted);
        var labels = LabelSet.From(texts.Select(row => row.Label!));
        var classes = texts.Select(row => labels.IndexOf(row.Label!, row.Row)).ToArray();
        var (training, validation) = HeldOut.Split(classes, labels.Count, settings.ValidationSplit, settings.Seed);
        var preprocessing = Preprocessing.Fit(settings.Recipe, settings.Cleaning,
            [.. training.Select(i => texts[i].Text)], settings.CancellationToken, settings.Split);

        var model = settings.Recipe.Build(new(preprocessing.Ids, preprocessing.Length), labels.Count, settings.Seed,
            settings.Backend);
        model.Compile(new Adam(settings.LearningRate), labels.Count == 2 ? new BinaryCrossentropy()
            : new SparseCategoricalCrossentropy(), [Metric.Accuracy]);
        var classifier = new TextClassifier(settings.Recipe, preprocessing, labels, model, settings.Threshold,
            TrainedTexts.Of(texts.Select(row => row.Text)));

        var learned = classifier.Encode(training.Select(i => texts[i]));
        Batch? held = validation.Length > 0 ? classifier.Encode(validation.Select(i => texts[i])) : null;
        var figure = validation.Length > 0 ? "val_loss" : "loss";
        List<Callback> callbacks = [new TerminateOnNaN(raiseError: true),
            new EarlyStopping(figure, patience: int.MaxValue, mode: Mode.Min, restoreBestWeights: true)];
        callbacks.Add(new BestClassifier(classifier, settings.CheckpointPath, figure));
        callbacks.AddRange(settings.Callbacks);
        if (settings.BackupPath is { } backup) callbacks.Add(BackupAndRestore.InFile(backup, settings.Resume));
        var batchSize = settings.BatchSize ?? BatchSizeFor(settings.Recipe, training.Length);
        var history = model.Fit(learned.X, learned.Y, settings.Epochs
            ?? EpochsFor(settings.Recipe, training.Length, batchSize), batchSize, options: new()
            {
                ValidationData = held,
                Callbacks = callbacks,
                // A classifier is made to be used, and not to be looked into.
                WarningsAreErrors = true,
                Verbose = settings.Verbose,
                Output = settings.Output,
                CancellationToken = settings.CancellationToken,
                BackupIdentity = settings.BackupPath is null ? ReadOnlyDictionary<string, string>.Empty
                    : new Dictionary<string, string> { ["texts"] = Digest(texts, settings) },
            });
        return new(settings.Recipe, preprocessing, labels, model, settings.Threshold,
            classifier.TrainedTexts)
        { History = history, ValidationRows = validation.Length };
    }

    /// <summary>The answer for one text.</summary>
    public Prediction Predict(string text) => Predict([text])[0];

    /// <summary>The answers for texts; each has the same bits alone and among others. Safe to call from many
    /// threads.</summary>
    /// <exception cref="DataException">The weights are so large that the network's answer is not a number.</exception>
    public IReadOnlyList<Prediction> Predict(IReadOnlyList<string> texts)
    {
        if (texts.Count == 0) return [];
        var ids = Preprocessing.Encode(texts);
        var answers = Answers(ids);
        for (var row = 0; row < answers.Length; row++)
            if (!IsReadable(ids, row)) answers[row] = Prediction.NothingToRead;
        return answers;
    }

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
    /// <param name="network">A model that takes as many ids of a text and tells as many classes apart.</param>
    /// <exception cref="ConfigException">It does not; the message says in what.</exception>
    public TextClassifier WithNetwork(Model network)
    {
        ClassifierFile.Check(network, Preprocessing, Labels);
        return new(Recipe, Preprocessing, Labels, network, Threshold, TrainedTexts);
    }

    /// <summary>Reads a classifier.</summary>
    /// <param name="path">A file that <see cref="Save(string)"/> wrote.</param>
    /// <param name="backend">Where operations run; all processors when null.</param>
    /// <param name="cancellationToken">What ends the reading between two weights.</param>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    /// <exception cref="FileFormatException">The file is missing, damaged, no classifier, or from a newer
    /// version.</exception>
    public static TextClassifier Load(string path, Backend? backend = null,
        CancellationToken cancellationToken = default) =>
        ClassifierFile.Load(path, new() { Backend = backend, CancellationToken = cancellationToken });

    /// <summary>Reads a classifier from a stream with the content of such a file; it is taken into memory and left
    /// open.</summary>
    /// <inheritdoc cref="Load(string, Backend?, CancellationToken)"/>
    public static TextClassifier Load(Stream stream, Backend? backend = null,
        CancellationToken cancellationToken = default) =>
        ClassifierFile.Load(ModelSource.Read(Require.NotNull(stream), "the stream"), "the stream",
            new() { Backend = backend, CancellationToken = cancellationToken });

    /// <summary>The ids and class numbers of texts with labels.</summary>
    /// <exception cref="DataException">A label is missing or unknown.</exception>
    internal Batch Encode(IEnumerable<LabelledText> texts)
    {
        var rows = texts.ToArray();
        var y = rows.Select(row => Labels.IndexOf(row.Label ?? throw new DataException($"Row {row.Row} has no label."),
            row.Row)).ToArray();
        Data targets = Labels.Count == 2 ? y.Select(label => (float)label).ToArray() : y;
        return new(Preprocessing.Encode(rows.Select(row => row.Text)), targets);
    }

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

    // The ids that are trained on tell nothing of words and names of classes.
    private static string Digest(IReadOnlyList<LabelledText> texts, TrainingSettings settings)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{settings.Recipe.Name}\0{settings.Cleaning}\0{settings.Split}\0"));
        foreach (var row in texts) hash.AppendData(Encoding.UTF8.GetBytes($"{row.Text}\0{row.Label}\0"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Few texts need smaller steps to be learned in as many epochs.
    private static int BatchSizeFor(Recipe recipe, int texts) => Math.Clamp(texts / 50, 1, recipe.BatchSize);

    // ... and more epochs: about as many steps as the recipe needs to get anywhere; the best epoch is kept, so some too
    // many do no harm.
    private static int EpochsFor(Recipe recipe, int texts, int batchSize) =>
        Math.Clamp(1500 * batchSize / Math.Max(1, texts), recipe.Epochs, 30);

    private sealed class BestClassifier(TextClassifier classifier, string? path, string figure) : Callback
    {
        private const string Best = "best";

        public override void OnEpochEnd(int epoch, TrainingState state)
        {
            var current = state.Logs[figure];
            // The last step may have spoilt the weights without any loss telling of it yet.
            if (!float.IsFinite(current) || !classifier.Model.IsFinite())
                throw new NonFiniteLossException((state.Steps ?? 1) - 1, float.IsFinite(current) ? float.NaN : current);
            var memory = state.MemoryOf(this);
            if (current >= (memory[Best] ?? float.PositiveInfinity)) return;
            memory[Best] = current;
            if (path is not null) classifier.Save(path);
        }
    }
}
