using Valence.Backends;
using Valence.Classification;
using Valence.Formats;
using Valence.Saving;
using Valence.Text;

namespace Valence.Language;

/// <summary>Answers questions by what they mean, and says so where it does not understand one; safe to use from many
/// threads.</summary>
/// <remarks>What is said so far is kept by a <see cref="Conversation"/>.</remarks>
public sealed class Chatbot
{
    private const float ThresholdOfFew = 0.5f;

    private readonly Dictionary<string, Intent> _byTag;

    internal Chatbot(Intents intents, TextClassifier classifier, float threshold, ChatFigures? heldOut)
    {
        (Intents, Classifier, Threshold, HeldOut) = (intents, classifier, threshold, heldOut);
        _byTag = intents.Answered.ToDictionary(intent => intent.Tag, StringComparer.Ordinal);
    }

    /// <summary>What it knows to answer.</summary>
    public Intents Intents { get; }

    /// <summary>What tells the intents of questions apart.</summary>
    public TextClassifier Classifier { get; }

    /// <summary>The probability of an intent below which the fallback is answered, from 0 to 1.</summary>
    public float Threshold { get; }

    /// <summary>What the threshold came to on questions that were not learned from; null where it was given, or no
    /// intent has two questions, and then it is ½.</summary>
    public ChatFigures? HeldOut { get; }

    /// <summary>Learns to tell intents apart, and when to answer none.</summary>
    /// <remarks>Every question is held out once; the threshold is that under which most is dealt with rightly, where
    /// questions that mean no intent (the fallback's patterns, which are learned as an intent of their own) are
    /// expected as often as <see cref="ChatSettings.ShareOfNone"/> says. Where no such questions are known, those of
    /// intents that were left out whole stand for them.</remarks>
    /// <param name="intents">The intents.</param>
    /// <param name="settings">How; the defaults when null.</param>
    /// <exception cref="ArgumentException">A setting is outside its range.</exception>
    /// <exception cref="OperationCanceledException">The settings' token was cancelled.</exception>
    public static Chatbot Train(Intents intents, ChatSettings? settings = null)
    {
        settings ??= new();
        Require.AtLeast(2, settings.Folds);
        Require.Between(0, 1, settings.ShareOfNone);
        if (settings.ShareOfNone >= 1)
            throw new ArgumentException("Expected a share of questions of no intent below 1, received 1.",
                nameof(settings));
        if (settings.Threshold is { } given) Require.Between(0, 1, given);
        var questions = Require.NotNull(intents).Questions;
        float? threshold = (float?)settings.Threshold;
        ChatFigures? figures = null;
        if (threshold is null && intents.Answered.Any(intent => intent.Patterns.Count > 1))
        {
            var (asked, none) = ChatThreshold.HeldOut(intents, settings);
            threshold = ChatThreshold.Best(asked, none, settings.ShareOfNone);
            figures = ChatThreshold.Figures(asked, none, threshold.Value);
        }
        return new(intents, ChatThreshold.Learn(questions, settings), threshold ?? ThresholdOfFew, figures);
    }

    /// <summary>Begins a conversation, which shares nothing with others.</summary>
    /// <param name="seed">Decides which of several answers is given.</param>
    public Conversation NewConversation(ulong seed = 0) => new(this, seed);

    /// <summary>How questions with their tags are dealt with, each at the beginning of a conversation.</summary>
    /// <param name="questions">The questions; those with the fallback's tag mean no intent.</param>
    /// <param name="cancellationToken">What ends it between some questions.</param>
    /// <exception cref="DataException">There are none, or one has no tag, or one that is not known.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ChatFigures Evaluate(IReadOnlyList<LabelledText> questions, CancellationToken cancellationToken = default)
    {
        var (asked, none) = Ask(questions, cancellationToken);
        return ChatThreshold.Figures(asked, none, Threshold);
    }

    /// <summary>How such questions are dealt with, as a page for people.</summary>
    /// <inheritdoc cref="Evaluate" path="/param"/>
    /// <inheritdoc cref="Evaluate" path="/exception"/>
    public TaskReport Report(IReadOnlyList<LabelledText> questions, CancellationToken cancellationToken = default)
    {
        var (asked, none) = Ask(questions, cancellationToken);
        return ChatPage.Of(this, asked, none);
    }

    /// <summary>The nearest intents of questions that mean one, and of those that mean none.</summary>
    internal (List<ChatThreshold.Asked> Questions, List<ChatThreshold.Asked> None) Ask(
        IReadOnlyList<LabelledText> questions, CancellationToken cancellation)
    {
        if (Require.NotNull(questions).Count == 0) throw new DataException("Expected questions, received none.");
        foreach (var row in questions)
            if (row.Label is null || row.Label != Intents.Fallback.Tag && !_byTag.ContainsKey(row.Label))
                throw new DataException(FormattableString.Invariant($"Row {row.Row}: ") + (row.Label is null
                    ? "expected the tag of an intent, found none."
                    : $"there is no intent '{Printable.Label(row.Label)}'. "
                        + NearName.List(row.Label, [.. _byTag.Keys, Intents.Fallback.Tag])).TrimEnd());
        List<ChatThreshold.Asked> asked = [], none = [];
        ChatThreshold.Ask(Classifier, questions, Intents, asked, none, cancellation);
        return (asked, none);
    }

    /// <summary>The intent that an answered question means most probably among those that are answered in a state; null where the
    /// question holds no known word or no intent is answered in it.</summary>
    internal (Intent Intent, float Probability)? Meant(Prediction answer, string? context)
    {
        if (!answer.IsReadable) return null;
        var found = answer.ByLabel.Where(entry => entry.Key != Intents.Fallback.Tag)
            .Select(entry => (Intent: _byTag[entry.Key], Probability: entry.Value))
            .Where(one => one.Intent.Contexts.Count == 0 || one.Intent.Contexts.Contains(context))
            .OrderByDescending(one => one.Probability).ThenBy(one => one.Intent.Tag, StringComparer.Ordinal);
        return found.Select(one => ((Intent, float)?)one).FirstOrDefault();
    }

    /// <summary>Writes the chatbot to one file, which appears whole or not at all.</summary>
    public void Save(string path) => ReplacedFile.Write(path, Save);

    /// <summary>Writes the content of the chatbot's file to a stream.</summary>
    public void Save(Stream stream) => ChatFormat.Write(this, Require.NotNull(stream));

    /// <summary>Reads a chatbot.</summary>
    /// <param name="path">A file that <see cref="Save(string)"/> wrote.</param>
    /// <param name="backend">Where operations run; all processors when null.</param>
    /// <exception cref="FileFormatException">The file is missing, damaged, of another form or from a newer
    /// version.</exception>
    public static Chatbot Load(string path, Backend? backend = null)
    {
        using var source = ModelSource.OpenFile(path);
        return ChatFormat.Load(source, new() { Backend = backend });
    }
}
