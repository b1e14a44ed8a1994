using System.Globalization;
using Valence.Models;
using Valence.Text;

namespace Valence.Classification;

/// <summary>An earlier classifier that goes on learning from other texts: what of it holds for them, and how it did
/// before.</summary>
internal sealed class Adaptation
{
    /// <summary>The name of the earlier classifier among what was tried.</summary>
    public const string Before = "before";

    /// <summary>The name of one that learned from the texts alone.</summary>
    public const string Fresh = "fresh";

    /// <summary>What is said where it does not help.</summary>
    public const string NoHelp =
        "The earlier model does not help with these texts: the model is one of these alone.";

    private readonly TextTask _task;

    private Adaptation(TextClassifier earlier, TextTask task)
    {
        (Earlier, _task) = (earlier, task);
        Map = OutputMap.Of(earlier.Task, task);
    }

    /// <summary>The classifier that goes on learning; it stays as it is.</summary>
    public TextClassifier Earlier { get; }

    /// <summary>Where its scores stand.</summary>
    public OutputMap Map { get; }

    /// <summary>What of a classifier holds for texts; null where there is none.</summary>
    /// <param name="settings">The settings, of which <see cref="TrainingSettings.From"/> is the classifier.</param>
    /// <param name="task">What is learned, as <see cref="TaskOf"/> says.</param>
    public static Adaptation? Of(TrainingSettings settings, TextTask task) =>
        settings.From is { } earlier ? new(earlier, task) : null;

    /// <summary>The settings with the classifier's own recipe.</summary>
    /// <exception cref="ArgumentException">They ask for another recipe or preparation of texts, or the recipe is not
    /// known.</exception>
    public static TrainingSettings WithRecipe(TrainingSettings settings)
    {
        if (settings.From is not { } earlier) return settings;
        if (settings.Recipe is { } other && other.Name != earlier.Recipe)
            throw new ArgumentException($"The classifier to go on from is of the recipe '{earlier.Recipe}', which goes "
                + $"on learning as it is; received the recipe '{other.Name}'. Leave the recipe out, or train without "
                + "the classifier.", nameof(settings));
        if (earlier.Recipe == Recipes.EmbeddingsName)
            throw new ArgumentException($"The classifier to go on from is of the recipe '{earlier.Recipe}', whose "
                + "encoder stays as it is: there is nothing to go on from but its last layer. Train anew with the "
                + "texts of both.", nameof(settings));
        if (earlier.Encoder is JoinedEncoder)
            throw new ArgumentException("The classifier to go on from is the mean of several, "
                + $"'{earlier.Recipe}', which do not go on learning together. Train anew with the texts of both.",
                nameof(settings));
        if (earlier.HasInt8Weights)
            throw new ArgumentException("The classifier to go on from has weights of 8 bits, which do not learn. Go on "
                + "from the one that it was made of.", nameof(settings));
        var defaults = new TrainingSettings();
        if (settings.Cleaning != defaults.Cleaning || settings.Split != defaults.Split)
            throw new ArgumentException($"{nameof(settings.Cleaning)} and {nameof(settings.Split)} are those of the "
                + "classifier to go on from. Leave them out.", nameof(settings));
        if (settings.Minutes is not null)
            throw new ArgumentException($"{nameof(settings.Minutes)} bounds the networks that are tried where there is "
                + "neither a recipe nor a classifier to go on from. Leave it out.", nameof(settings));
        return settings with
        {
            Recipe = settings.Recipe ?? Recipes.All.FirstOrDefault(recipe => recipe.Name == earlier.Recipe)
                ?? throw new ArgumentException($"The classifier to go on from is of a recipe of one's own, "
                    + $"'{earlier.Recipe}'. Give it as the Recipe.", nameof(settings)),
        };
    }

    /// <summary>What is learned: the task of the earlier classifier with the labels of the texts.</summary>
    /// <exception cref="ArgumentException">The settings ask for a task of another kind, or it is one's own.</exception>
    /// <exception cref="DataException">The texts' labels are not of this kind.</exception>
    public static TextTask TaskOf(IReadOnlyList<LabelledText> texts, TextClassifier earlier, TrainingSettings settings)
    {
        if (settings.Task is { } learn && learn(texts, settings) is var other
            && other.GetType() != earlier.Task.GetType())
            throw new ArgumentException($"The classifier to go on from answers with {earlier.Task.Description}, "
                + $"received a task that answers with {other.Description}. Leave the task out.", nameof(settings));
        return earlier.Task.Grown(texts, settings);
    }

    /// <summary>What is new and what is missing among the labels; null where these are the same.</summary>
    public string? Labels(IReadOnlyList<LabelledText> texts)
    {
        var missing = Missing(texts);
        string[] added = [.. _task.Labels.Names.Where(name => !Earlier.Labels.Contains(name))];
        string[] sentences = [.. added.Length == 0 ? [] : new[] { $"New labels: {Listed(added)}." },
            .. missing.Length == 0 ? [] : new[] { $"No text has {Listed(missing)}: what the earlier model knows of "
                + $"{(missing.Length == 1 ? "it" : "them")} stays, and such answers become rare." }];
        return sentences.Length == 0 ? null : string.Join(' ', sentences);
    }

    /// <summary>Whether no text has some of the earlier labels.</summary>
    public bool HasMissing(IReadOnlyList<LabelledText> texts) => Missing(texts).Length > 0;

    /// <summary>How the earlier classifier does on texts; one with a label that it does not know is wrong.</summary>
    public Judged Judge(IReadOnlyList<LabelledText> texts)
    {
        var earlier = Earlier.Task;
        if (texts.Count == 0) return _task.Judge((Before, 0), texts, [], double.NaN);
        var outputs = Earlier.Outputs(Earlier.Encoder.Encode([.. texts.Select(row => row.Text)]));
        if (_task.Labels.Count > 0) outputs = ByLabel(outputs, texts.Count);
        var task = earlier is not SeveralLabels labels ? _task : new SeveralLabels(_task.Labels.Names,
            [.. _task.Labels.Names.Select(name => labels.Labels.Contains(name)
                ? labels.Thresholds[labels.Labels.IndexOf(name, 0)] : 0.5f)]);
        var scores = task.Scores(outputs);
        // Of a label that it never gives it has no probability either.
        var loss = texts.SelectMany(LabelsOf).All(name => _task.Labels.Count == 0 || earlier.Labels.Contains(name))
            ? _task.LossOf(texts, scores) : double.NaN;
        var judged = task.Judge((Before, 0), texts, scores, loss);
        return judged with { Result = judged.Result with { Loss = loss } };
    }

    /// <summary>The encoder and the network with what the texts have in addition.</summary>
    /// <param name="texts">The texts that are learned from.</param>
    /// <param name="settings">The settings, with the recipe.</param>
    /// <exception cref="ArgumentException">The encoder is one's own, or the network is not of the recipe.</exception>
    public (TextEncoder Encoder, Functional Model) Grown(IReadOnlyList<string> texts, TrainingSettings settings)
    {
        var recipe = settings.Recipe!;
        var encoder = Earlier.Encoder.With(texts, recipe.NumWords, settings.CancellationToken)
            ?? throw new ArgumentException("The classifier to go on from has an encoder of texts of one's own, "
                + $"'{Earlier.Encoder.ClassName}', to which nothing can be added. Train its network by its own means, "
                + "and give that to WithNetwork.", nameof(settings));
        return (encoder, GrownNetwork.Of(Earlier, recipe, encoder, _task, texts, settings));
    }

    /// <summary>How many of the texts that the earlier classifier keeps as examples have the same answer; null where it
    /// keeps none.</summary>
    public string? Examples(TextClassifier now)
    {
        var texts = Earlier.Training.Examples;
        if (texts.Count == 0 || Earlier.Task is OneNumber) return null;
        var same = Earlier.Predict(texts).Zip(now.Predict(texts)).Count(pair =>
            pair.First.Label == pair.Second.Label && pair.First.Labels.ToHashSet().SetEquals(pair.Second.Labels));
        return string.Create(CultureInfo.InvariantCulture, $"Of {texts.Count} texts that the earlier model keeps as "
            + $"examples, {same} {(same == 1 ? "has" : "have")} the same answer.");
    }

    private string[] Missing(IReadOnlyList<LabelledText> texts)
    {
        var there = texts.SelectMany(row => LabelsOf(row)).ToHashSet(StringComparer.Ordinal);
        return [.. Earlier.Labels.Names.Where(name => !there.Contains(name))];
    }

    private static IEnumerable<string> LabelsOf(LabelledText row) => row.Labels ?? (row.Label is { } label ? [label]
        : Enumerable.Empty<string>());

    private static string Listed(string[] names)
    {
        const int shown = 20;
        return string.Join(", ", names.Take(shown).Select(DataChecks.Listed)) + (names.Length <= shown ? ""
            : string.Create(CultureInfo.InvariantCulture, $" and {names.Length - shown} more"));
    }

    // Probabilities of the earlier labels, and 0 for the others.
    private float[] ByLabel(float[] outputs, int rows)
    {
        var (from, to) = (Earlier.Task, _task);
        if (from.Outputs == to.Outputs) return outputs;
        var found = new float[rows * to.Outputs];
        for (var row = 0; row < rows; row++)
            foreach (var (k, name) in from.Labels.Names.Index())
                found[row * to.Outputs + to.Labels.IndexOf(name, 0)] = from.Outputs == from.Labels.Count
                    ? outputs[row * from.Outputs + k] : k == 1 ? outputs[row] : 1 - outputs[row];
        return found;
    }
}
