using Valence.Text;
using static System.FormattableString;

namespace Valence.Language;

/// <summary>A text, its words and the parts of it that have labels.</summary>
/// <remarks>Spans begin and end with words, do not overlap and are in order.</remarks>
public sealed class TaggedText
{
    private readonly TextSpan[] _words;
    private readonly TaggedSpan[] _spans;
    private readonly bool _hasGivenWords;

    /// <summary>A text whose words are found: runs of letters, digits and their marks; an apostrophe with the letters
    /// behind it (<c>it</c> and <c>'s</c>); whole addresses, @names and #tags; every other sign alone. White space is
    /// between words, everything else in exactly one. A word in which a span begins or ends is cut there.</summary>
    /// <param name="text">The text.</param>
    /// <param name="spans">Its spans, in any order; none when null.</param>
    /// <exception cref="ArgumentException">A span has no label, is empty, beyond the text, begins or ends with white
    /// space or within a character, or overlaps another one.</exception>
    public TaggedText(string text, IEnumerable<TaggedSpan>? spans = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        Text = text;
        _spans = InOrder(spans);
        if (Problem(text, _spans) is { } problem) throw new ArgumentException(problem, nameof(spans));
        _words = [.. WordScanner.Words(text, _spans)];
        Entities = EntitiesOf(_words, _spans);
    }

    /// <summary>A text whose words are known.</summary>
    /// <param name="text">The text.</param>
    /// <param name="words">Its words, in order.</param>
    /// <param name="spans">Its spans, in any order; none when null.</param>
    /// <exception cref="ArgumentException">A word is empty, beyond the text or overlaps another one; a span is wrong as
    /// above, or begins or ends within a word.</exception>
    public TaggedText(string text, IEnumerable<TextSpan> words, IEnumerable<TaggedSpan>? spans = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(words);
        Text = text;
        _hasGivenWords = true;
        _words = [.. words];
        _spans = InOrder(spans);
        for (var (i, end) = (0, 0); i < _words.Length; end = _words[i++].End)
            if (_words[i].Start < end || _words[i].Length < 1 || _words[i].End > text.Length)
                throw new ArgumentException(Invariant($"Expected words in order within {text.Length} characters, ")
                    + Invariant($"received {_words[i].Start} to {_words[i].End} behind {end}."), nameof(words));
        if (Problem(text, _spans) is { } problem) throw new ArgumentException(problem, nameof(spans));
        Entities = EntitiesOf(_words, _spans);
    }

    private TaggedText(TaggedText other)
    {
        (Text, _words, _spans, _hasGivenWords) = (other.Text, other._words, other._spans, other._hasGivenWords);
        (Entities, Scheme) = (other.Entities, other.Scheme);
    }

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>Where its words are.</summary>
    public IReadOnlyList<TextSpan> Words => _words;

    /// <summary>Its parts with labels, in order.</summary>
    public IReadOnlyList<TaggedSpan> Spans => _spans;

    /// <summary>The same by the numbers of words.</summary>
    public IReadOnlyList<Entity> Entities { get; }

    /// <summary>What the labels of words followed where it was read; BIO where it came with spans.</summary>
    public LabelScheme Scheme { get; private init; } = LabelScheme.Bio;

    /// <summary>The line of the file at which it begins, the first being 1; 0 where it is of no file.</summary>
    public int Row { get; private init; }

    /// <summary>A text of words joined by blanks.</summary>
    /// <param name="words">The words; none empty or white space.</param>
    /// <param name="labels">A label for each of them.</param>
    /// <param name="scheme">What the labels follow; BIO when null.</param>
    /// <exception cref="ArgumentException">The labels are not as many or do not follow the scheme; or a word holds
    /// nothing.</exception>
    public static TaggedText OfWords(IReadOnlyList<string> words, IReadOnlyList<string> labels,
        LabelScheme? scheme = null)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(labels);
        scheme ??= LabelScheme.Bio;
        if (labels.Count != words.Count)
            throw new ArgumentException(Invariant($"Expected labels of {words.Count} words, received {labels.Count}."),
                nameof(labels));
        if (scheme.Mistake(labels) is { } mistake)
            throw new ArgumentException(Invariant($"Label {mistake.Position}: {mistake.Reason}"), nameof(labels));
        var places = new TextSpan[words.Count];
        for (var (i, start) = (0, 0); i < places.Length; start = places[i++].End + 1)
            places[i] = string.IsNullOrWhiteSpace(words[i])
                ? throw new ArgumentException(Invariant($"Expected words, received an empty one as word {i}."),
                    nameof(words))
                : new(start, start + words[i].Length);
        return new(string.Join(' ', words), places, scheme.StrictEntities(labels)
            .Select(entity => new TaggedSpan(places[entity.First].Start, places[entity.End - 1].End, entity.Type)))
        {
            Scheme = scheme,
        };
    }

    /// <summary>The characters of a word.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such word.</exception>
    public string Word(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _words.Length);
        return _words[index].Of(Text).ToString();
    }

    /// <summary>A label for each word.</summary>
    /// <param name="scheme">What they follow; <see cref="Scheme"/> when null.</param>
    /// <exception cref="ArgumentException">The scheme has no prefixes, and a span has several words.</exception>
    public IReadOnlyList<string> Labels(LabelScheme? scheme = null) =>
        (scheme ?? Scheme).Labels(_words.Length, Entities);

    /// <summary>The text.</summary>
    public override string ToString() => Text;

    /// <summary>The text as whoever asks for its spans has it: with the words that it came with, or those that are
    /// found where no span is known.</summary>
    internal TaggedText Asked => _hasGivenWords ? this : new(Text);

    /// <summary>Labels of the words of <see cref="Asked"/> as labels of these words, of which some may be parts of
    /// those.</summary>
    internal IReadOnlyList<string> LabelsOf(TaggedText asked, IReadOnlyList<string> labels, LabelScheme scheme) =>
        asked._words.Length == _words.Length ? labels
            : new TaggedText(Text, _words, scheme.Entities(labels).Select(entity => new TaggedSpan(
                asked._words[entity.First].Start, asked._words[entity.End - 1].End, entity.Type))).Labels(scheme);

    /// <summary>The same text as one of a file.</summary>
    internal TaggedText At(int row) => new(this) { Row = row };

    /// <summary>What is wrong with spans in order, as a sentence; null where nothing is.</summary>
    internal static string? Problem(string text, IReadOnlyList<TaggedSpan> spans)
    {
        for (var s = 0; s < spans.Count; s++)
        {
            var (start, end, label) = spans[s];
            var span = Invariant($"the span {Named(label)}from {start} to {end} ");
            if (label is null) return span + "has no label. Write one.";
            if (start < 0 || end > text.Length)
                return span + Invariant($"is beyond the text, which has {text.Length} characters.");
            if (end < start) return span + "ends before it begins.";
            if (end == start) return span + "is empty. Take it out, or say where it ends.";
            if (IsWithinCharacter(text, start) || IsWithinCharacter(text, end))
                return span + "begins or ends within a character of two UTF-16 units.";
            if (char.IsWhiteSpace(text[start]) || char.IsWhiteSpace(text[end - 1]))
                return span + "begins or ends with white space. Move it to the word.";
            if (s > 0 && start < spans[s - 1].End)
                return span + Invariant($"overlaps the span {Named(spans[s - 1].Label)}from {spans[s - 1].Start} to ")
                    + Invariant($"{spans[s - 1].End}. A word is of one span here: keep the one that counts.");
        }
        return null;
    }

    internal static TaggedSpan[] InOrder(IEnumerable<TaggedSpan>? spans) =>
        [.. (spans ?? []).OrderBy(span => span.Start).ThenBy(span => span.End)];

    private static bool IsWithinCharacter(string text, int at) => at > 0 && at < text.Length
        && char.IsSurrogatePair(text[at - 1], text[at]);

    private static string Named(string? label) => string.IsNullOrEmpty(label) ? "" : $"'{label}' ";

    private static Entity[] EntitiesOf(TextSpan[] words, TaggedSpan[] spans)
    {
        var entities = new Entity[spans.Length];
        var word = 0;
        for (var s = 0; s < spans.Length; s++)
        {
            while (word < words.Length && words[word].End <= spans[s].Start) word++;
            var first = word;
            while (word < words.Length && words[word].End <= spans[s].End) word++;
            if (word == first || words[first].Start != spans[s].Start || words[word - 1].End != spans[s].End)
                throw new ArgumentException(Invariant($"the span {Named(spans[s].Label)}from {spans[s].Start} to ")
                    + Invariant($"{spans[s].End} does not begin and end with a word."), nameof(spans));
            entities[s] = new(spans[s].Label, first, word);
        }
        return entities;
    }
}
