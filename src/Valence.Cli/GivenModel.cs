using System.CommandLine;
using Valence.Classification;
using Valence.Language;
using Valence.Saving;

namespace Valence.Cli;

/// <summary>Models' files that arguments name. What cannot be read, or is of another kind, is wrong input, whatever the
/// reason.</summary>
internal static class GivenModel
{
    /// <summary>A form that holds a network, in words.</summary>
    public const string WholeModel = "a whole model (.valence, .keras or .h5)";

    /// <summary>A form that has layers, in words.</summary>
    public const string WithLayers = "a model (.valence, .keras or .h5) or its description (.json)";

    /// <summary>Every form that is known, in words.</summary>
    public static string AnyForm
    {
        get;
    } = $"a model, weights or arrays ({SealedFormats.All.Endings(_ => true)})";

    /// <summary>A file, of which no more is read than is needed; it stays open until the program ends.</summary>
    public static ModelSource Read(string path)
    {
        if (path.Length == 0) throw new UsageException("Expected the path of a model's file, received an empty one.");
        if (!GivenTexts.MayBeOpened(path))
            throw new UsageException($"{path}: expected a file, found {GivenTexts.Named(path)}, which comes only once. "
                + "Write it to a file, and give that.");
        return UsageException.Reading(path, () => ModelSource.OpenFile(path));
    }

    /// <summary>The classifier in a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How its network is opened.</param>
    /// <param name="swap">What to write where <paramref name="texts"/> is the classifier.</param>
    /// <param name="texts">The file of texts that was given beside it, or null.</param>
    public static TextClassifier Classifier(string path, KerasLoadOptions options, string? swap = null,
        string? texts = null)
    {
        ModelSource source;
        try
        {
            source = Read(path);
            FormatOf(source, path, format => format is ClassifierFormat,
                "a Valence classifier, which 'valence train' writes");
        }
        catch (Exception error) when (error is UsageException or Formats.FileFormatException
            && swap is not null && texts is not null && Is(texts))
        {
            throw new UsageException($"'{texts}' is a Valence classifier and '{path}' is none: they look swapped. "
                + $"Write '{swap}'.", error);
        }
        return ClassifierFormat.Load(source, options);
    }

    /// <summary>Doubts classes whose names an answer would show alike, and a network that nothing ties to the
    /// preparation of its texts.</summary>
    public static void Doubt(TextClassifier classifier, string path, CommandConsole console)
    {
        if (classifier.Tie == PreparationTie.None)
            console.Warn($"{path}: nothing ties the network to the preparation of texts, since the file is of an "
                + "earlier version. Train again, or write it again with 'valence convert' if you trust it.");
        foreach (var doubt in LookAlikes.OfModel(classifier.Labels.Names)) console.Warn($"{path}: {doubt}");
    }

    /// <summary>An option with another threshold than the model's.</summary>
    public static Option<float?> Threshold() => NumberOption.Create<float>("--threshold", "Of two classes: the "
        + "probability of the second above which it is the answer. Of several labels: that of each.",
        number => number is >= 0 and <= 1, "a number from 0 to 1", "what the model was trained with");

    /// <summary>The classifier with that threshold, where one is given.</summary>
    public static TextClassifier WithThreshold(TextClassifier classifier, float? threshold)
    {
        if (threshold is not { } given) return classifier;
        try
        {
            return classifier.WithThreshold(given);
        }
        catch (InvalidOperationException error)
        {
            throw new UsageException($"--threshold: {error.Message} Leave --threshold out.", error);
        }
    }

    /// <summary>An option with the part of answers that may be wrong.</summary>
    public static Option<double?> HighestRisk() => NumberOption.Create<double>("--highest-risk", "Of one class a "
        + "text: the part of answers that may be wrong, found on held-out texts of the training; texts that are less "
        + "sure have no answer.", number => number is >= 0 and <= 1, "a number from 0 to 1", "every text is answered");

    /// <summary>The classifier that abstains beyond that risk, where one is given.</summary>
    public static TextClassifier WithHighestRisk(TextClassifier classifier, double? risk)
    {
        if (risk is not { } given) return classifier;
        try
        {
            return classifier.WithHighestRisk(given);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            throw new UsageException($"--highest-risk: {UsageException.Said(error)} Otherwise leave --highest-risk "
                + "out.", error);
        }
    }

    /// <summary>Whether a path is that of a classifier; false where it cannot be told.</summary>
    public static bool Is(string path)
    {
        if (!GivenTexts.IsFile(path)) return false;
        try
        {
            using var source = ModelSource.OpenFile(path);
            return source.IsArchive && FileKind.FormatOf(source) is ClassifierFormat;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException
            or Formats.FileFormatException)
        {
            return false;
        }
    }

    /// <summary>The form of a file that was read.</summary>
    /// <param name="source">Its content.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="isAllowed">Which forms will do.</param>
    /// <param name="expected">The same in words.</param>
    public static ModelFormat FormatOf(ModelSource source, string path, Func<ModelFormat, bool> isAllowed,
        string expected)
    {
        if (FileKind.FormatOf(source) is { } format && isAllowed(format)) return format;
        var kind = FileKind.Of(source);
        throw new UsageException($"{path}: expected {expected}, found {kind.Name}. {kind.Advice}");
    }
}
