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

    internal TextClassifier(string recipe, TextEncoder encoder, TextTask task, Model model, PreparationTie tie,
        TrainingRecord training)
    {
        (Recipe, Encoder, Task, Model) = (recipe, encoder, task, model);
        (Tie, Training) = (tie, training);
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

    /// <summary>What is known of the training.</summary>
    internal TrainingRecord Training { get; }

    /// <summary>The probability of the class below which the classifier gives no answer; null where it always does
    /// (<see cref="WithHighestRisk"/>).</summary>
    public float? LeastConfidence { get; internal init; }

    /// <summary>What knows the layers in files.</summary>
    internal ClassifierTables Tables { get; init; } = ClassifierTables.Default;

    /// <summary>Whether files of it have the optimizer's state, where there is one.</summary>
    internal bool KeepsOptimizer { get; init; } = true;

    /// <summary>What each epoch of training came to; null for a linear one or one from a file.</summary>
    public History? History => Training.History;

    /// <summary>Texts that were held out of training to choose the best epoch; 0 for a classifier from a
    /// file.</summary>
    public int ValidationRows => Training.ValidationRows;

    /// <summary>What was tried, in that order, the majority class first; empty where one recipe alone was trained or
    /// the file does not say.</summary>
    public IReadOnlyList<TriedRecipe> Tried => Training.Tried;

    /// <summary>What weights of 8 bits cost (<see cref="WithInt8Weights"/>); null where they are floats or it was not
    /// measured.</summary>
    public RoundingCost? Rounding => Training.Rounding;

    /// <summary>The options of <c>valence train</c> that make the same classifier again of the same texts, unless
    /// callbacks of one's own took part; null where the recipe or cleaning is one's own, or the file does not
    /// say.</summary>
    public string? MadeBy => Training.MadeBy;

    /// <summary>Learns from texts with labels.</summary>
    /// <remarks>
    /// What is learned is the <see cref="TrainingSettings.Task"/>. Without a recipe the linear model is fitted, then
    /// networks while <see cref="TrainingSettings.Minutes"/> last, or what <see cref="TrainingSettings.Try"/> lists is
    /// tried, and what has most of the held-out texts right is
    /// kept, or the smaller loss where that cannot be told apart, of several labels what has the smallest loss on
    /// them, of numbers the smallest RMSE; see
    /// <see cref="Tried"/>. Of a network the weights of the epoch with the
    /// lowest
    /// validation loss are kept. Probabilities are calibrated on the held-out texts where these are 50 or more: by a
    /// temperature, which becomes part of the network, and of one class also by a curve, which becomes part of the
    /// task, where 1,000 texts that were not learned from show that it is better by more than chance.
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

    /// <summary>A classifier without any labelled text: the class whose description is most like a text is the answer,
    /// by the cosine of their vectors.</summary>
    /// <remarks>A training with a few labelled texts (<see cref="Recipes.Embeddings"/>) begins here and is better by
    /// far. Probabilities are <c>softmax(20 · cosine)</c>; nothing has calibrated them.</remarks>
    /// <param name="folder">The folder of the encoder (<see cref="TextEmbedder.Open"/>); vectors have length 1,
    /// whatever it says. A classifier's file needs it no more.</param>
    /// <param name="descriptions">What each class means, in a few words, by its name; at least two.</param>
    /// <param name="backend">Where operations run; all processors when null.</param>
    /// <exception cref="DataException">There are fewer than two classes, or a description is empty.</exception>
    /// <exception cref="FileFormatException">A file of the folder breaks a rule.</exception>
    public static TextClassifier ZeroShot(string folder, IReadOnlyDictionary<string, string> descriptions,
        Backend? backend = null) => LabelDescriptions.Classifier(
            TextEmbedder.Open(folder, normalize: true, backend: backend), descriptions, backend);

    /// <summary>The answer for one text.</summary>
    public Prediction Predict(string text) => Predict([Require.NotNull(text)])[0];

    /// <summary>The answers for texts; each has the same bits alone and among others. Safe to call from many
    /// threads.</summary>
    /// <remarks>A text of more ids than the network takes at once (<see cref="TextEncoder.Length"/>) is read in
    /// windows, and the answer is that of the mean of their scores: logarithms of odds or of probabilities, numbers of
    /// a task without either.</remarks>
    /// <param name="texts">The texts; they may be none.</param>
    /// <param name="cancellationToken">What ends it between some hundred texts.</param>
    /// <exception cref="ArgumentNullException">They or one of them is null.</exception>
    /// <exception cref="DataException">The weights are so large that the network's answer is not a number.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<Prediction> Predict(IReadOnlyList<string> texts,
        CancellationToken cancellationToken = default)
    {
        var answers = new List<Prediction>(Require.Texts(texts).Count);
        // Many questions, and one set of weights.
        using var held = Model.HoldWeights();
        foreach (var some in texts.Chunk(TextsAtOnce))
        {
            var read = ReadTexts.Of(this, some, cancellationToken);
            foreach (var (row, answer) in Answers(read).Index())
                answers.Add((!read.IsReadable[row] ? Prediction.NothingToRead
                    : answer.Probability < LeastConfidence ? answer.Abstained() : answer) with
                {
                    UnseenWords = Encoder.UnseenWords(some[row]),
                    IsUnlikeTraining = Training.Profile?.IsUnlike(some[row]),
                    Windows = read.Windows[row].Count,
                    ShareRead = read.Windows[row].Share,
                });
        }
        return answers;
    }

    /// <summary>Whether texts, and the answers to them, are of another kind than those that were held out of the
    /// training.</summary>
    /// <param name="texts">The texts, at least one; labels are not needed. Of fewer than 50 with something to read
    /// nothing is told (<see cref="DriftReport.CanTell"/>).</param>
    /// <param name="cancellationToken">What ends it between some hundred texts.</param>
    /// <exception cref="ArgumentException">There are no texts.</exception>
    /// <exception cref="InvalidOperationException">The classifier does not know what the held-out texts were like: they
    /// were fewer than 50, it was trained by an earlier version, or its threshold or network changed.</exception>
    public DriftReport Drift(IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
    {
        if (Require.NotNull(texts).Count == 0)
            throw new ArgumentException("Expected texts, received none.", nameof(texts));
        if (Training.Figures is not { } figures)
            throw new InvalidOperationException("The classifier does not know what the held-out texts of its training "
                + "were like: they were fewer than 50, it was trained by an earlier version, or its threshold or "
                + "network changed. Train it again with at least 50 texts held out, such as with a larger "
                + "validation split.");
        return DriftReport.Of(figures, HeldOutFigures.Of(texts, Predict(texts, cancellationToken)), Task is OneNumber);
    }

    /// <summary>Which words of a text moved the answer; the same for the same text, always.</summary>
    /// <remarks>Of several labels the most probable one is explained. Contributions add up to the score. A network is
    /// asked again without each word that it read, at bounded cost (<see cref="Explanation"/>).</remarks>
    /// <exception cref="InvalidOperationException">The task is one's own.</exception>
    public Explanation Explain(string text) => Explained(Require.NotNull(text), null);

    /// <summary>Which words of a text speak for a class or label and against it, whether it is the answer or
    /// not.</summary>
    /// <param name="text">The text.</param>
    /// <param name="label">One of <see cref="Labels"/>.</param>
    /// <exception cref="ArgumentException">There is no such label.</exception>
    /// <exception cref="InvalidOperationException">The task has no labels, or is one's own.</exception>
    public Explanation Explain(string text, string label) =>
        Explained(Require.NotNull(text), Require.NotNull(label));

    // Words add up to what the network says, before that is calibrated.
    private Explanation Explained(string text, string? label)
    {
        using var held = Model.HoldWeights();
        return Task is OneClass { Calibration: not null } one
            ? Explainer.Explain(With(one.Uncalibrated, Training), text, label) with { Answer = Predict(text) }
            : Explainer.Explain(this, text, label);
    }

    /// <summary>The network's answer for each text, also where one holds no word.</summary>
    internal Prediction[] Answers(ReadTexts read)
    {
        var answers = new Prediction[read.Windows.Length];
        for (var row = 0; row < answers.Length; row++)
        {
            answers[row] = Named(Task.Answer(read.Outputs.AsSpan(row * Task.Outputs, Task.Outputs)));
        }
        return answers;
    }

    /// <summary>An answer of the task that knows its labels by name.</summary>
    internal Prediction Named(Prediction answer) =>
        answer.Probabilities.Count == Labels.Count ? answer with { Names = Labels.Names } : answer;

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

    /// <summary>How far an answer is from being another: what its probabilities may move.</summary>
    internal double Margin(Prediction answer) => Math.Min(Task.Margin(answer),
        LeastConfidence is { } least ? Math.Abs(answer.Probability - least) : double.PositiveInfinity);

    /// <summary>Writes the classifier to one file, which appears whole or not at all.</summary>
    /// <exception cref="DataException">Its weights are no numbers, or too large to compute with.</exception>
    public void Save(string path) => ReplacedFile.Write(path, Save);

    /// <summary>Writes the content of the classifier's file to a stream, from its position on.</summary>
    /// <inheritdoc cref="Save(string)"/>
    public void Save(Stream stream) => ClassifierFile.Write(this, stream);

    /// <summary>The same preparation of texts, classes and threshold with another network, such as one that was trained
    /// further in Keras.</summary>
    /// <param name="network">A model that takes as many ids of a text and tells as many classes apart; that it was
    /// trained with this preparation is the caller's word (<see cref="Tie"/>).</param>
    /// <exception cref="ConfigException">It does not; the message says in what.</exception>
    public TextClassifier WithNetwork(Model network)
    {
        ClassifierFile.Check(network, Encoder, Task);
        return new(Recipe, Encoder, Task is OneClass one ? one.Uncalibrated : Task, network, PreparationTie.Caller,
            Training.OfTexts)
        { Tables = Tables };
    }

    /// <summary>The same classifier with another threshold: of two classes the probability of the second above which it
    /// is the answer, of several labels that of each. The probabilities are the network's own, which a curve that
    /// training found for them no longer mends.</summary>
    /// <param name="threshold">From 0 to 1.</param>
    /// <exception cref="InvalidOperationException">The task is another, or there are more than two classes.</exception>
    /// <exception cref="ArgumentException">It is outside 0 to 1.</exception>
    public TextClassifier WithThreshold(double threshold) => Task switch
    {
        OneClass { Labels.Count: 2 } classes => With(new OneClass(classes.Labels,
            (float)Require.Between(0, 1, threshold)), Training.WithoutAnswers),
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
        ? With(labels.WithThresholds(thresholds), Training.WithoutAnswers)
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
        if (Training.Risks is not { } risks)
            throw new InvalidOperationException("The classifier does not know how often it is wrong: it was trained "
                + "with fewer than 50 held-out texts or by an earlier version, or its threshold or network changed. "
                + "Train it with at least 50 texts held out, such as with a larger validation split, and leave its "
                + "threshold as it is.");
        return With(Task, Training, risks.LeastConfidence(risk) ?? throw new ArgumentException(
            FormattableString.Invariant($"Expected a risk from {risks.Least:F3} on, received {risk}: ")
            + "of the held-out texts no smaller part was wrong, however few were answered.", nameof(risk)));
    }

    /// <summary>The same classifier for a smaller file: each weight is rounded to bfloat16, of which the file has 16
    /// bits in the place of 32, and what answers do not need is left out, which is the counts of words and the
    /// optimizer's state.</summary>
    /// <remarks>Probabilities move by a thousandth or so; <see cref="TrainingSettings.Slim"/> measures it. The
    /// vocabulary is then no Tokenizer of Keras any more (<see cref="Text.Tokenizer.ToJson"/> refuses it).</remarks>
    /// <exception cref="DataException">A weight is beyond what bfloat16 holds.</exception>
    /// <exception cref="ConfigException">A layer has no row in the tables.</exception>
    public TextClassifier Slim()
    {
        RequireFloats();
        var network = Copied(weight => weight.Type == ElementType.Float32 ? Rounded(weight) : weight);
        if (!network.IsFinite())
            throw new DataException("Expected weights up to 3.39E+38, the largest number of bfloat16; one is beyond. "
                + "Train again with a lower learning rate.");
        return new(Recipe, Encoder.Slim(), Task, network, Tie, Training with { HeldOutAnswers = null })
        {
            Tables = Tables,
            LeastConfidence = LeastConfidence,
            KeepsOptimizer = false,
        };
    }

    /// <summary>The same classifier with matrices of 8-bit numbers (<see cref="Model.Quantize"/>), for answers that
    /// take less memory and time and a file of a fourth; what it cost is in <see cref="Rounding"/> and in the file.
    /// Without the optimizer's state.</summary>
    /// <param name="judging">Texts by whose answers the cost is measured, with or without labels; the texts that are
    /// kept as examples when null.</param>
    /// <exception cref="DataException">No matrix of the network is large enough to gain by it, or one has numbers that
    /// are not finite.</exception>
    /// <exception cref="InvalidOperationException">The weights have 8 bits already.</exception>
    public TextClassifier WithInt8Weights(IReadOnlyList<LabelledText>? judging = null)
    {
        RequireFloats();
        var network = Copied(weight => weight);
        try
        {
            network.Quantize();
        }
        catch (InvalidOperationException error)
        {
            throw new DataException(error.Message, error);
        }
        var small = Of(null);
        string[] texts = judging is null ? [.. Training.Examples] : [.. judging.Select(row => row.Text)];
        if (texts.Length == 0) return small;
        var labels = Task is OneClass && judging is not null && judging.All(row => row.Label is not null)
            ? judging.Select(row => row.Label).ToArray() : null;
        return Of(RoundingCost.Of(Answers(ReadTexts.Of(this, texts)), small.Answers(ReadTexts.Of(small, texts)),
            labels));

        TextClassifier Of(RoundingCost? cost) =>
            new(Recipe, Encoder, Task, network, Tie, Training with { HeldOutAnswers = null, Rounding = cost })
            {
                Tables = Tables,
                LeastConfidence = LeastConfidence,
                KeepsOptimizer = false,
            };
    }

    /// <summary>Whether matrices have 8 bits.</summary>
    internal bool HasInt8Weights => Model.StoredWeights.Any(weight => weight.Int8 is not null);

    private void RequireFloats()
    {
        if (HasInt8Weights)
            throw new InvalidOperationException("Expected a classifier whose weights are floats, this one's have 8 "
                + "bits already. Take the one that it was made of.");
    }

    private Model Copied(Func<Tensor, Tensor> of)
    {
        var options = new KerasLoadOptions
        {
            Tables = Tables.Keras,
            Backend = Model.Backend,
            MaxParameters = long.MaxValue,
            MaxActivations = long.MaxValue,
        };
        var network = KerasFile.FromJson(Model.ToJson(Tables.Keras), options).Model;
        network.SetWeights([.. Model.GetWeights().Select(of)]);
        return network;
    }

    private static Tensor Rounded(Tensor weight)
    {
        var rounded = weight.Copy();
        foreach (ref var number in rounded.Change<float>()) number = BrainFloat.Round(number);
        return rounded;
    }

    internal TextClassifier With(TextTask task, TrainingRecord training, float? leastConfidence = null) =>
        new(Recipe, Encoder, task, Model, Tie, training)
        {
            Tables = Tables,
            LeastConfidence = leastConfidence,
            KeepsOptimizer = KeepsOptimizer,
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
