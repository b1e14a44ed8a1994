using Valence.Backends;
using Valence.Callbacks;
using Valence.Formats;
using Valence.Models;
using Valence.Saving;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification;

/// <summary>Cleaning, vocabulary, network and task in one: from texts with labels to answers, with one
/// file to keep.</summary>
public sealed class TextClassifier
{
    private const int TextsAtOnce = 256;

    internal TextClassifier(string recipe, TextEncoder encoder, TextTask task, Model model, TrainedTexts? trainedTexts,
        PreparationTie tie)
    {
        (Recipe, Encoder, Task, Model, TrainedTexts) = (recipe, encoder, task, model, trainedTexts);
        Tie = tie;
    }

    /// <summary>The name of the network's recipe.</summary>
    public string Recipe { get; }

    /// <summary>How a text becomes ids.</summary>
    public TextEncoder Encoder { get; }

    /// <summary>What is asked of a text.</summary>
    public TextTask Task { get; }

    /// <summary>The classes or labels; none where a number is the answer.</summary>
    public LabelSet Labels => Task.Labels;

    /// <summary>The network.</summary>
    public Model Model { get; }

    /// <summary>The probability of the second of two classes above which it is the answer; not used for more classes
    /// and other tasks (<see cref="SeveralLabels.Thresholds"/>).</summary>
    public float Threshold => Task is OneClass one ? one.Threshold : 0.5f;

    /// <summary>What says that the network belongs to the preparation, the classes and the threshold.</summary>
    public PreparationTie Tie { get; }

    /// <summary>The texts of the training, those that chose the best epoch included; null where the classifier's file
    /// does not say.</summary>
    internal TrainedTexts? TrainedTexts { get; }

    /// <summary>What the texts of the training are like; null where they were too few or the classifier's file does
    /// not say.</summary>
    internal TextProfile? Profile { get; init; }

    /// <summary>How often answers of some confidence were wrong; null for other tasks, where few texts were held out,
    /// and with another threshold or network.</summary>
    internal HeldOutRisks? Risks { get; init; }

    /// <summary>The probability of the class below which the classifier gives no answer; null where it always does
    /// (<see cref="WithHighestRisk"/>).</summary>
    public float? LeastConfidence { get; internal init; }

    /// <summary>What knows the layers in files.</summary>
    internal ClassifierTables Tables { get; init; } = ClassifierTables.Default;

    /// <summary>What each epoch of training came to; null for a linear one or one
    /// from a file.</summary>
    public History? History { get; internal init; }

    /// <summary>The epoch whose weights were kept, the first being 1; null for a linear classifier or one from a
    /// file.</summary>
    internal int? KeptEpoch { get; init; }

    /// <summary>Whether files of it have the optimizer's state, where there is one.</summary>
    internal bool KeepsOptimizer { get; init; } = true;

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

    /// <summary>The options of the command line by which the texts of the training were read, each with its value
    /// behind an equals sign; none where it found everything itself.</summary>
    internal IReadOnlyList<string> Reading { get; init; } = [];

    /// <summary>Learns from texts with labels.</summary>
    /// <remarks>
    /// What is learned is the <see cref="TrainingSettings.Task"/>. Without a recipe the linear model is fitted, then
    /// networks while <see cref="TrainingSettings.Minutes"/> last, and what has most of the held-out texts right is
    /// kept, or the smaller loss where that cannot be told apart, of several labels what has the smallest loss on
    /// them, of numbers the smallest RMSE; see
    /// <see cref="Tried"/>. Of a network the weights of the epoch with the
    /// lowest
    /// validation loss are kept. Probabilities are calibrated on the held-out texts where these are 50 or more.
    /// Texts that are no list are read once; many of them lie in a temporary file while they are learned from, so that
    /// memory does not grow with them, and give the classifier that the same texts in a list give.
    /// </remarks>
    /// <exception cref="DataException">There are no texts, a label is missing, there is one class only, or two labels
    /// differ in nothing that can be seen; a label is no number, where numbers are learned.</exception>
    /// <exception cref="ArgumentException">The settings split texts into nothing, or are those of a network where
    /// none was
    /// asked for.</exception>
    /// <exception cref="NonFiniteLossException">The loss became NaN or infinite.</exception>
    /// <exception cref="TrainingWarningException">A setting or callback is one that training would be in vain
    /// with.</exception>
    /// <exception cref="OperationCanceledException">The settings' token was cancelled; the checkpoint file holds the
    /// best
    /// that was whole by then.</exception>
    public static TextClassifier Train(IEnumerable<LabelledText> texts, TrainingSettings? settings = null)
    {
        if (texts is IReadOnlyList<LabelledText> known) return ClassifierTraining.Of(known, settings ?? new()).Train();
        using var kept = KeptTexts.Of(Require.NotNull(texts));
        return ClassifierTraining.Of(kept, settings ?? new()).Train();
    }

    /// <summary>The answer for one text.</summary>
    public Prediction Predict(string text) => Predict([text])[0];

    /// <summary>The answers for texts; each has the same bits alone and among others. Safe to call from many
    /// threads.</summary>
    /// <remarks>A text of more ids than the network takes at once (<see cref="TextEncoder.Length"/>) is read in
    /// windows, and the answer is that of the mean of their scores: logarithms of odds or of probabilities, numbers of
    /// a task without either.</remarks>
    /// <exception cref="DataException">The weights are so large that the network's answer is not a number.</exception>
    public IReadOnlyList<Prediction> Predict(IReadOnlyList<string> texts) => Predict(texts, default);

    /// <summary>The same; stops between some hundred texts where it is cancelled.</summary>
    internal IReadOnlyList<Prediction> Predict(IReadOnlyList<string> texts, CancellationToken cancellation)
    {
        var answers = new List<Prediction>(texts.Count);
        foreach (var some in texts.Chunk(TextsAtOnce))
        {
            var read = ReadTexts.Of(this, some, cancellation);
            foreach (var (row, answer) in Answers(read).Index())
                answers.Add((!read.IsReadable[row] ? Prediction.NothingToRead
                    : answer.Probability < LeastConfidence ? answer.Abstained() : answer) with
                {
                    UnseenWords = Encoder.UnseenWords(some[row]),
                    IsUnlikeTraining = Profile?.IsUnlike(some[row]),
                    Windows = read.Windows[row].Count,
                    ShareRead = read.Windows[row].Share,
                });
        }
        return answers;
    }

    /// <summary>Which words of a text moved the answer; the same for the same text, always.</summary>
    /// <remarks>Of several labels the most probable one is explained. Contributions add up to the score. A network is
    /// asked again without each word that it read, at bounded cost (<see cref="Explanation"/>).</remarks>
    /// <exception cref="InvalidOperationException">The task is one's own.</exception>
    public Explanation Explain(string text) => Explainer.Explain(this, Require.NotNull(text));

    /// <summary>Which words of a text speak for a class or label and against it, whether it is the answer or
    /// not.</summary>
    /// <param name="text">The text.</param>
    /// <param name="label">One of <see cref="Labels"/>.</param>
    /// <exception cref="ArgumentException">There is no such label.</exception>
    /// <exception cref="InvalidOperationException">The task has no labels, or is one's own.</exception>
    public Explanation Explain(string text, string label) =>
        Explainer.Explain(this, Require.NotNull(text), Require.NotNull(label));

    /// <summary>The network's answer for each text, also where one holds no word.</summary>
    internal Prediction[] Answers(ReadTexts read)
    {
        var answers = new Prediction[read.Windows.Length];
        for (var row = 0; row < answers.Length; row++)
        {
            var answer = Task.Answer(read.Outputs.AsSpan(row * Task.Outputs, Task.Outputs));
            answers[row] = answer.Probabilities.Count == Labels.Count ? answer with { Names = Labels.Names } : answer;
        }
        return answers;
    }

    /// <summary>The network's outputs for rows of ids, row after row.</summary>
    internal float[] Outputs(Tensor ids)
    {
        var outputs = Model.Predict(ids, batchSize: 64).Floats.ToArray();
        foreach (var number in outputs)
            if (!float.IsFinite(number))
                throw new DataException("The network's answer is not a number: its weights are too large to compute "
                    + "with. Train again with a lower learning rate.");
        return outputs;
    }

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
        ClassifierFile.Check(network, Encoder, Task);
        return new(Recipe, Encoder, Task, network, TrainedTexts, PreparationTie.Caller)
        {
            Tables = Tables,
            Profile = Profile,
            Reading = Reading,
        };
    }

    /// <summary>The same classifier with another threshold: of two classes the probability of the second above which it
    /// is the answer, of several labels that of each.</summary>
    /// <param name="threshold">From 0 to 1.</param>
    /// <exception cref="InvalidOperationException">The task is another, or there are more than two classes.</exception>
    /// <exception cref="ArgumentException">It is outside 0 to 1.</exception>
    public TextClassifier WithThreshold(double threshold) => Task switch
    {
        OneClass { Labels.Count: 2 } classes => With(new OneClass(classes.Labels,
            (float)Require.Between(0, 1, threshold)), Tried, madeBy: null),
        SeveralLabels => WithThresholds([.. Enumerable.Repeat((float)Require.Between(0, 1, threshold), Labels.Count)]),
        _ => throw new InvalidOperationException($"Expected a classifier of two classes or of several labels, this one "
            + $"answers with {Task.Description}, of which no threshold decides."),
    };

    /// <summary>The same classifier with other thresholds of its labels.</summary>
    /// <param name="thresholds">One for each of <see cref="Labels"/>, from 0 to 1: the probability above which a text
    /// has the label.</param>
    /// <exception cref="InvalidOperationException">The task is not that of several labels.</exception>
    /// <exception cref="ArgumentException">There are more or fewer, or one is outside 0 to 1.</exception>
    public TextClassifier WithThresholds(IReadOnlyList<float> thresholds) => Task is SeveralLabels labels
        ? With(labels.WithThresholds(thresholds), Tried, madeBy: null)
        : throw new InvalidOperationException($"Expected a classifier of several labels, this one answers with "
            + $"{Task.Description}.");

    /// <summary>The same classifier that gives no answer to texts of which it is unsure, so that of the held-out texts
    /// that it still answers no larger part is wrong.</summary>
    /// <remarks>Its file keeps that. Another threshold (<see cref="WithThreshold"/>) or network ends it.</remarks>
    /// <param name="risk">The largest part of wrong answers, from 0 to 1.</param>
    /// <exception cref="InvalidOperationException">The task is not one class of each text, or the classifier does not
    /// know how often it is wrong: it was trained with fewer than 50 held-out texts or by an earlier version, or has
    /// another threshold or network than its training gave it.</exception>
    /// <exception cref="ArgumentException">It is outside 0 to 1, or more answers are wrong however few are
    /// given.</exception>
    public TextClassifier WithHighestRisk(double risk)
    {
        Require.Between(0, 1, risk);
        if (Task is not OneClass)
            throw new InvalidOperationException($"Expected a classifier of one class of each text, this one answers "
                + $"with {Task.Description}.");
        if (Risks is null)
            throw new InvalidOperationException("The classifier does not know how often it is wrong: it was trained "
                + "with fewer than 50 held-out texts or by an earlier version, or its threshold or network changed. "
                + "Train it with more texts, and leave its threshold as it is.");
        return With(Task, Tried, MadeBy, Risks, Risks.LeastConfidence(risk) ?? throw new ArgumentException(
            FormattableString.Invariant($"Expected a risk from {Risks.Least:F3} on, received {risk}: ")
            + "of the held-out texts no smaller part was wrong, however few were answered.", nameof(risk)));
    }

    internal TextClassifier With(TextTask task, IReadOnlyList<TriedRecipe> tried, string? madeBy,
        HeldOutRisks? risks = null, float? leastConfidence = null) =>
        new(Recipe, Encoder, task, Model, TrainedTexts, Tie)
        {
            Tables = Tables,
            Profile = Profile,
            Risks = risks,
            LeastConfidence = leastConfidence,
            History = History,
            ValidationRows = ValidationRows,
            KeptEpoch = KeptEpoch,
            KeepsOptimizer = KeepsOptimizer,
            MadeBy = madeBy,
            Tried = tried,
            Reading = Reading,
        };

    /// <summary>The sentiment, <c>positive</c> or <c>negative</c>, of English sentences and reviews: the linear recipe,
    /// trained on film reviews and everyday remarks. <c>models/README.md</c> says how well it does and where it
    /// fails.</summary>
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

    /// <summary>A tie in words.</summary>
    internal static string Words(PreparationTie tie) => tie switch
    {
        PreparationTie.Training => "tied by their training",
        PreparationTie.Caller => "tied by the word of whoever put them together",
        _ => "tied by nothing: the file is of an earlier version",
    };
}
