using Valence.Backends;
using Valence.Classification;
using Valence.Formats;
using Valence.Models;
using Valence.Saving;

namespace Valence.Language;

/// <summary>Finds parts of texts, such as names of people and places, or tells the part of speech of each word: a
/// network over words and letters with a conditional random field, learned in one call and kept in one file.</summary>
/// <remarks>Answers may be asked for from many threads at once.</remarks>
/// <example><code>
/// var tagger = TextTagger.Train(TaggedTexts.Read("names.conll"));
/// foreach (var span in tagger.Predict("We met in Paris."))
///     Console.WriteLine($"{span.Label} from {span.Start} to {span.End}: {span.Probability:P0}");
/// tagger.Save("names.valence");
/// </code></example>
public sealed class TextTagger
{
    private const int TextsAtOnce = 32;

    private readonly Dictionary<string, int> _tags;
    private readonly LabelTransitions _rules;

    internal TextTagger(LabelScheme scheme, IReadOnlyList<string> labels, WordReader reader, Model model, string recipe)
    {
        (Scheme, Labels, Reader, Model, Recipe) = (scheme, labels, reader, model, recipe);
        _rules = scheme.Transitions(labels);
        _tags = labels.Select((label, i) => (label, i)).ToDictionary(pair => pair.label, pair => pair.i,
            StringComparer.Ordinal);
    }

    /// <summary>What the network's tags follow: BIO, or labels of single words.</summary>
    public LabelScheme Scheme { get; }

    /// <summary>The network's tags; the first is <c>O</c>, a word outside.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The labels that spans may have.</summary>
    public IReadOnlyList<string> Types => [.. Scheme.Entities(Labels).Select(entity => entity.Type).Distinct()
        .Order(StringComparer.Ordinal)];

    /// <summary>The network, whose output are the scores of a <see cref="Layers.Crf"/>.</summary>
    public Model Model { get; }

    /// <summary>The name of its recipe.</summary>
    public string Recipe { get; }

    /// <summary>The networks that were tried, with their F1 of held-out texts.</summary>
    public IReadOnlyList<TriedTagger> Tried { get; internal init; } = [];

    /// <summary>What scores are divided by before they are probabilities: chosen on held-out texts, above 0.</summary>
    public double Temperature { get; internal init; } = 1;

    /// <summary>What is added to the score of a word outside where the answer is looked for, but not in its
    /// probability: chosen by the F1 of held-out texts; mostly below 0, as of rare spans too few would be
    /// found.</summary>
    public double OutsideBias { get; internal init; }

    internal WordReader Reader { get; }

    /// <summary>The texts that it learned from; null where the file does not say.</summary>
    internal TrainedTexts? Trained { get; init; }

    /// <summary>Learns from texts with spans.</summary>
    /// <param name="texts">The texts. Where all of them came with labels of single words
    /// (<see cref="LabelScheme.Words"/>) such labels are learned, otherwise spans.</param>
    /// <param name="settings">How; the defaults when null.</param>
    /// <exception cref="ArgumentException">There are fewer than two texts with words, none to hold out or to learn
    /// from, or no label.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public static TextTagger Train(IReadOnlyList<TaggedText> texts, TaggingSettings? settings = null) =>
        new TaggerTraining(Require.NotNull(texts), settings ?? new()).Run();

    /// <summary>The spans of a text, in order.</summary>
    public IReadOnlyList<PredictedSpan> Predict(string text) => Predict([Require.NotNull(text)])[0];

    /// <summary>The spans of each text, in order. A text has the same answer alone and among others.</summary>
    /// <param name="texts">The texts; they may be none.</param>
    /// <param name="cancellationToken">What ends it between some texts.</param>
    /// <exception cref="ArgumentNullException">They or one of them is null.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<IReadOnlyList<PredictedSpan>> Predict(IReadOnlyList<string> texts,
        CancellationToken cancellationToken = default) =>
        Predict([.. Require.Texts(texts).Select(text => new TaggedText(text))], cancellationToken);

    /// <summary>The spans of texts, in order, by the words that they came with, else by those that are found; what
    /// spans these have is not looked at.</summary>
    /// <inheritdoc cref="Predict(IReadOnlyList{string}, CancellationToken)" path="/param"/>
    /// <inheritdoc cref="Predict(IReadOnlyList{string}, CancellationToken)" path="/exception"/>
    public IReadOnlyList<IReadOnlyList<PredictedSpan>> Predict(IReadOnlyList<TaggedText> texts,
        CancellationToken cancellationToken = default)
    {
        TaggedText[] asked = [.. Require.NotNull(texts).Select(text => text.Asked)];
        return [.. asked.Zip(Chains(asked, cancellationToken), Spans)];
    }

    /// <summary>Judges the tagger by texts whose spans are known, which it is asked for without them: a span that
    /// begins or ends within a word as <see cref="Predict(string)"/> finds words is never found.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="cancellationToken">What ends it between some texts.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public TaggingResult Evaluate(IReadOnlyList<TaggedText> texts, CancellationToken cancellationToken = default) =>
        Judge(texts, cancellationToken).Result;

    /// <summary>How the tagger does on such texts, as a page for people.</summary>
    /// <inheritdoc cref="Evaluate" path="/param"/>
    /// <inheritdoc cref="Evaluate" path="/exception"/>
    public TaskReport Report(IReadOnlyList<TaggedText> texts, CancellationToken cancellationToken = default)
    {
        var (result, spans) = Judge(texts, cancellationToken);
        return TaggingPage.Of(this, texts, spans, result, result.Report.Intervals(cancellationToken:
            cancellationToken));
    }

    /// <summary>The figures of texts, and the spans that were found.</summary>
    internal (TaggingResult Result, IReadOnlyList<IReadOnlyList<PredictedSpan>> Spans) Judge(
        IReadOnlyList<TaggedText> texts, CancellationToken cancellation)
    {
        TaggedText[] asked = [.. Require.NotNull(texts).Select(text => text.Asked)];
        var chains = Chains(asked, cancellation);
        return (Judged(texts, [.. asked.Zip(chains, texts).Select(one =>
            one.Third.LabelsOf(one.First, Named(one.Second.Best(OutsideBias)), Scheme))], Scheme),
            [.. asked.Zip(chains, Spans)]);
    }

    /// <summary>Writes the tagger to one file, which appears whole or not at all.</summary>
    /// <exception cref="DataException">Its weights are no numbers.</exception>
    public void Save(string path) => ReplacedFile.Write(path, Save);

    /// <summary>Writes the content of such a file to a stream, from its position on.</summary>
    /// <inheritdoc cref="Save(string)"/>
    public void Save(Stream stream) => TaggerFile.Write(this, stream);

    /// <summary>Reads a tagger.</summary>
    /// <param name="path">A file that <see cref="Save(string)"/> wrote.</param>
    /// <param name="backend">Where operations run; all processors when null.</param>
    /// <exception cref="FileFormatException">The file is missing, damaged, no tagger, or from a newer
    /// version.</exception>
    public static TextTagger Load(string path, Backend? backend = null)
    {
        using var source = ModelSource.OpenFile(path);
        return TaggerFile.Read(source, new() { Backend = backend });
    }

    /// <summary>Reads a tagger from a stream with the content of such a file, which is left open.</summary>
    /// <inheritdoc cref="Load(string, Backend?)"/>
    public static TextTagger Load(Stream stream, Backend? backend = null) =>
        TaggerFile.Read(ModelSource.Read(Require.NotNull(stream), "the stream"), new() { Backend = backend });

    /// <summary>The figures of labels that were found.</summary>
    internal static TaggingResult Judged(IReadOnlyList<TaggedText> texts, IReadOnlyList<IReadOnlyList<string>> found,
        LabelScheme scheme) => new(
            new(Labelled(texts, scheme), found, scheme),
            SpanReport.SurfaceForms([.. texts.Select(WordsOf)], [.. texts.Select(text => text.Entities)],
                [.. found.Select(scheme.Entities)]));

    /// <summary>The words of a text.</summary>
    internal static string[] WordsOf(TaggedText text) =>
        [.. text.Words.Select(word => word.Of(text.Text).ToString())];

    /// <summary>The labels of tags.</summary>
    internal string[] Named(int[] path) => [.. path.Select(tag => Labels[tag])];

    /// <summary>The tags of a text; null where the network does not know a label.</summary>
    internal int[]? TagsOf(TaggedText text)
    {
        var tags = text.Labels(Scheme).Select(label => _tags.GetValueOrDefault(label, -1)).ToArray();
        return tags.Contains(-1) ? null : tags;
    }

    /// <summary>The chains of texts, in their order.</summary>
    private TagChain[] Chains(IReadOnlyList<TaggedText> texts, CancellationToken cancellation) =>
        ChainsOf([.. texts.Select(text => Reader.Read(WordsOf(text)))], cancellation);

    /// <summary>The chains of texts that are read already.</summary>
    internal TagChain[] ChainsOf(IReadOnlyList<ReadWords> texts, CancellationToken cancellation)
    {
        var parts = texts.Select(text => text.Parts).ToArray();
        var scores = new Queue<float[]>(ScoresOf([.. parts.SelectMany(some => some)], cancellation));
        return [.. parts.Select(some => new TagChain(some.Length == 1 ? scores.Dequeue()
            : Joined([.. some.Select(part => (part.Windows[0], scores.Dequeue()))]), Labels.Count))];
    }

    private float[][] ScoresOf(ReadWords[] texts, CancellationToken cancellation)
    {
        var square = Labels.Count * Labels.Count;
        var all = new float[texts.Length][];
        // Without padding the sums of a text have the same order, and so the same bits, whatever is beside it.
        foreach (var alike in Enumerable.Range(0, texts.Length).GroupBy(i => texts[i].Size))
            foreach (var some in alike.Chunk(TextsAtOnce))
            {
                cancellation.ThrowIfCancellationRequested();
                var size = alike.Key.Words * square;
                var scores = size == 0 ? [] : Model.Predict(ReadWords.Padded([.. some.Select(i => texts[i])]),
                    TextsAtOnce, 0).Floats;
                for (var row = 0; row < some.Length; row++)
                    all[some[row]] = scores.Slice(row * size, size).ToArray();
            }
        return all;
    }

    // Each word's scores are those of the window in which it has most around it.
    private float[] Joined((ReadTokens Window, float[] Scores)[] parts)
    {
        var (square, words) = (Labels.Count * Labels.Count, parts[^1].Window.End);
        var joined = new float[words * square];
        for (var i = 0; i < words; i++)
        {
            var (window, scores) = parts.Where(part => i >= part.Window.First && i < part.Window.End)
                .MaxBy(part => Math.Min(part.Window.First == 0 ? words : i - part.Window.First,
                    part.Window.End == words ? words : part.Window.End - 1 - i));
            scores.AsSpan((i - window.First) * square, square).CopyTo(joined.AsSpan(i * square));
        }
        return joined;
    }

    private static IReadOnlyList<IReadOnlyList<string>> Labelled(IReadOnlyList<TaggedText> texts, LabelScheme scheme) =>
        [.. texts.Select(text => text.Labels(scheme))];

    private PredictedSpan[] Spans(TaggedText text, TagChain chain)
    {
        if (chain.Words == 0) return [];
        var path = chain.Best(OutsideBias);
        var sums = chain.Sums(Temperature);
        return [.. Scheme.Entities(Named(path)).Select(entity => new PredictedSpan(text.Words[entity.First].Start,
            text.Words[entity.End - 1].End, entity.Type,
            chain.Probability(entity, path, tag => GoesOn(path[entity.End - 1], tag), sums)))];
    }

    // Of labels that follow each other the second goes on with the first where it could not begin a text.
    private bool GoesOn(int last, int next) => _rules[last, next] && !_rules.Start[next];
}
