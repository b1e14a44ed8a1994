namespace Valence.Language;

/// <summary>How labels of single words say which words belong together: a prefix for the place in the entity, a hyphen
/// and the type, such as <c>B-location</c>; <c>O</c> is a word outside.</summary>
/// <remarks>
/// E. Tjong Kim Sang and J. Veenstra, "Representing text chunks" (1999). A label of a prefix alone has the type
/// <c>""</c>. All members are safe to use at once.
/// </remarks>
public sealed class LabelScheme
{
    private readonly char _first;
    private readonly char _middle;
    private readonly char _last;
    private readonly char _single;
    private readonly bool _betweenAlone;

    private LabelScheme(string name, char first, char middle, char last, char single, bool betweenAlone = false)
    {
        Name = name;
        (_first, _middle, _last, _single, _betweenAlone) = (first, middle, last, single, betweenAlone);
    }

    /// <summary>BIO, which is also called IOB2: every entity begins with B.</summary>
    public static LabelScheme Bio { get; } = new("BIO", 'B', 'I', 'I', 'B');

    /// <summary>IOB1: an entity begins with B where it follows one of the same type, else with I.</summary>
    public static LabelScheme Iob1 { get; } = new("IOB1", 'B', 'I', 'I', 'B', betweenAlone: true);

    /// <summary>IOE2: every entity ends with E.</summary>
    public static LabelScheme Ioe2 { get; } = new("IOE2", 'I', 'I', 'E', 'E');

    /// <summary>IOE1: an entity ends with E where one of the same type follows, else with I.</summary>
    public static LabelScheme Ioe1 { get; } = new("IOE1", 'I', 'I', 'E', 'E', betweenAlone: true);

    /// <summary>BIOES: begin and end are marked, and S is a single word.</summary>
    public static LabelScheme Bioes { get; } = new("BIOES", 'B', 'I', 'E', 'S');

    /// <summary>BILOU: BIOES with other letters, L for the last word and U for a single one.</summary>
    public static LabelScheme Bilou { get; } = new("BILOU", 'B', 'I', 'L', 'U');

    /// <summary>Labels of single words without prefixes, such as parts of speech: each word but those of <c>O</c> is an
    /// entity.</summary>
    public static LabelScheme Words { get; } = new("words", default, default, default, default);

    /// <summary>All schemes. Labels that fit several are most likely of the first of them.</summary>
    public static IReadOnlyList<LabelScheme> All { get; } = [Bio, Iob1, Ioe2, Ioe1, Bioes, Bilou, Words];

    /// <summary>The name, such as <c>BIO</c>.</summary>
    public string Name { get; }

    private bool HasPrefixes => _middle != default;

    private string Prefixes => string.Join(", ",
        new[] { _first, _middle, _last, _single }.Distinct().Order());

    /// <summary>The scheme of a name, in any case; <c>IOB2</c> and <c>IOBES</c> are known as well.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static LabelScheme Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var known = name.ToUpperInvariant() switch { "IOB2" => "BIO", "IOBES" => "BIOES", var other => other };
        return All.FirstOrDefault(scheme => scheme.Name.Equals(known, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"Expected a scheme of {string.Join(", ", All)}, received '{name}'.",
                nameof(name));
    }

    /// <summary>The labels that entities of <paramref name="types"/> can have, <c>O</c> first, each once.</summary>
    public IReadOnlyList<string> LabelsOf(IEnumerable<string> types)
    {
        ArgumentNullException.ThrowIfNull(types);
        char[] prefixes = [.. new[] { _first, _middle, _last, _single }.Distinct()];
        return [.. types.SelectMany(type => HasPrefixes
            ? prefixes.Select(prefix => PrefixedLabel.Joined(prefix, type)) : [type])
            .Prepend(PrefixedLabel.Joined(PrefixedLabel.OutsidePrefix, "")).Distinct()];
    }

    /// <summary>The entities that conlleval reads, in order: what follows the scheme, and of what does not, as much as
    /// can be. Prefixes of the other schemes are read too, L as E and U as S.</summary>
    /// <exception cref="ArgumentException">A label has no prefix of any scheme.</exception>
    public IReadOnlyList<Entity> Entities(IReadOnlyList<string> labels)
    {
        var cut = Cut(labels, lenient: true);
        var entities = new List<Entity>();
        var before = PrefixedLabel.Outside;
        var first = 0;
        for (var i = 0; i <= cut.Length; i++)
        {
            var label = i < cut.Length ? AsConlleval(cut[i]) : PrefixedLabel.Outside;
            var isOther = before.Type != label.Type;
            if (!before.IsOutside && (label.IsOutside || isOther || Closes(before.Prefix) || Begins(label.Prefix)))
                entities.Add(new(before.Type, first, i));
            if (!label.IsOutside && (before.IsOutside || isOther || Closes(before.Prefix) || Begins(label.Prefix)))
                first = i;
            before = label;
        }
        return entities;

        static bool Closes(char prefix) => prefix is 'E' or 'S';
        static bool Begins(char prefix) => prefix is 'B' or 'S';
    }

    /// <summary>The entities, in order, that begin and end as the scheme says; what does not is none.</summary>
    /// <exception cref="ArgumentException">A label has a prefix that is none of the scheme.</exception>
    public IReadOnlyList<Entity> StrictEntities(IReadOnlyList<string> labels)
    {
        var cut = Cut(labels, lenient: false);
        var entities = new List<Entity>();
        for (var i = 0; i < cut.Length;)
        {
            var first = i++;
            if (!MayBegin(At(first - 1), cut[first])) continue;
            while (i < cut.Length && Continues(cut[i - 1], cut[i])) i++;
            if (MayFinish(cut[i - 1], At(i), i - first == 1)) entities.Add(new(cut[first].Type, first, i));
        }
        return entities;

        PrefixedLabel At(int i) => i < 0 || i >= cut.Length ? PrefixedLabel.Outside : cut[i];
    }

    /// <summary>The labels of a sentence.</summary>
    /// <param name="words">The number of its words.</param>
    /// <param name="entities">Its entities, in any order.</param>
    /// <exception cref="ArgumentException">An entity is empty, beyond the sentence or overlaps another one; or the
    /// scheme is <see cref="Words"/> and it has several words.</exception>
    public string[] Labels(int words, IEnumerable<Entity> entities)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(words);
        ArgumentNullException.ThrowIfNull(entities);
        var labels = new string[words];
        Array.Fill(labels, PrefixedLabel.Joined(PrefixedLabel.OutsidePrefix, ""));
        Entity[] ordered = [.. entities.OrderBy(entity => entity.First)];
        for (var e = 0; e < ordered.Length; e++)
        {
            var (type, first, end) = ordered[e];
            if (first < 0 || end <= first || end > words)
                throw new ArgumentException($"Expected entities within {words} words, received '{type}' from {first} "
                    + $"to {end}.", nameof(entities));
            if (e > 0 && first < ordered[e - 1].End)
                throw new ArgumentException($"Expected entities that do not overlap, received '{ordered[e - 1].Type}' "
                    + $"up to {ordered[e - 1].End} and '{type}' from {first}.", nameof(entities));
            if (!HasPrefixes && end - first > 1)
                throw new ArgumentException($"Expected entities of one word each, received '{type}' from {first} to "
                    + $"{end}. Labels without prefixes do not say what belongs together: take another scheme.",
                    nameof(entities));
            var isBehind = e > 0 && ordered[e - 1] is var left && left.End == first && left.Type == type;
            var isBefore = e + 1 < ordered.Length && ordered[e + 1] is var right && right.First == end
                && right.Type == type;
            for (var i = first; i < end; i++) labels[i] = Label(type, i == first, i + 1 == end, isBehind, isBefore);
        }
        return labels;
    }

    /// <summary>The labels of the same entities, as conlleval reads them, in another scheme.</summary>
    /// <exception cref="ArgumentException">As for <see cref="Entities"/> and <see cref="Labels"/>.</exception>
    public string[] Convert(IReadOnlyList<string> labels, LabelScheme to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Labels(labels.Count, Entities(labels));
    }

    /// <summary>Whether label <paramref name="to"/> may stand right behind label <paramref name="from"/>; null is the
    /// beginning or the end of the sentence.</summary>
    /// <exception cref="ArgumentException">A label has a prefix that is none of the scheme.</exception>
    public bool Allows(string? from, string? to) =>
        Allows(from is null ? PrefixedLabel.Outside : Required(from),
            to is null ? PrefixedLabel.Outside : Required(to));

    /// <summary>Which of <paramref name="labels"/> may follow each other.</summary>
    /// <exception cref="ArgumentException">A label has a prefix that is none of the scheme.</exception>
    public LabelTransitions Transitions(IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return new(this, labels);
    }

    /// <summary>The first thing wrong with a sequence of labels; null where it follows the scheme. An entity that is
    /// not ended is told at its last word.</summary>
    public LabelMistake? Mistake(IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var before = PrefixedLabel.Outside;
        for (var i = 0; i <= labels.Count; i++)
        {
            if (i < labels.Count && Unknown(labels[i]) is { } unknown) return new(i, unknown);
            var label = i < labels.Count ? Required(labels[i]) : PrefixedLabel.Outside;
            if (!Allows(before, label)) return Wrong(labels, i, before, label);
            before = label;
        }
        return null;
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>Whether a label begins as one of an entity, or of a word outside, does in some scheme.</summary>
    internal static bool HasPrefix(string label) => PrefixedLabel.Cut(label) is { Prefix: var prefix }
        && (prefix == PrefixedLabel.OutsidePrefix
            || All.Any(scheme => scheme.HasPrefixes && scheme.Parts(prefix) != 0));

    /// <summary>Whether a label is one of the scheme.</summary>
    internal bool Knows(string label) => Unknown(label) is null;

    /// <summary>The word <paramref name="i"/> is wrong with respect to the one before it, or that one has not been
    /// followed as it asks for.</summary>
    private LabelMistake Wrong(IReadOnlyList<string> labels, int i, PrefixedLabel before, PrefixedLabel label)
    {
        var place = i == 0 ? "at the beginning of a sentence" : $"behind '{labels[i - 1]}'";
        // What may not begin an entity here and continues none is wrong itself; else the label before it is.
        return !label.IsOutside && !MayBegin(before, label) && !Continues(before, label)
            ? new(i, $"'{labels[i]}' {place} continues nothing of its type and cannot begin an entity in {Name}.")
            : new(i - 1, $"'{labels[i - 1]}' does not end an entity in {Name}, and " + (i == labels.Count
                ? "the sentence ends behind it." : $"'{labels[i]}' does not continue it."));
    }

    private WordPart Parts(char prefix) =>
        (prefix == _first ? WordPart.First : 0) | (prefix == _middle ? WordPart.Middle : 0)
        | (prefix == _last ? WordPart.Last : 0) | (prefix == _single ? WordPart.Single : 0)
        // Where only what stands between two entities is marked, the other prefix may stand anywhere.
        | (_betweenAlone && prefix == _middle ? WordPart.Any : 0);

    private string Label(string type, bool isFirst, bool isLast, bool isBehind, bool isBefore)
    {
        if (!HasPrefixes) return type;
        var prefix = (isFirst, isLast) switch
        {
            (true, true) => _single,
            (true, false) => _first,
            (false, true) => _last,
            _ => _middle,
        };
        if (!_betweenAlone) return PrefixedLabel.Joined(prefix, type);
        var isMarked = MarksBegin ? isFirst && isBehind : isLast && isBefore;
        return PrefixedLabel.Joined(isMarked ? _single : _middle, type);
    }

    private bool MarksBegin => _first == _single;

    private bool Allows(PrefixedLabel from, PrefixedLabel to) => Continues(from, to)
        || (from.IsOutside || MayFinish(from, to, null)) && (to.IsOutside || MayBegin(from, to));

    /// <summary>Whether the second word may go on with the entity of the first.</summary>
    private bool Continues(PrefixedLabel from, PrefixedLabel to) => HasPrefixes && !from.IsOutside && !to.IsOutside
        && from.Type == to.Type && (Parts(from.Prefix) & WordPart.Open) != 0
        && (Parts(to.Prefix) & WordPart.Inner) != 0;

    private bool MayBegin(PrefixedLabel before, PrefixedLabel label) => !label.IsOutside
        && (!HasPrefixes || (Parts(label.Prefix) & WordPart.Begin) != 0
            && (!_betweenAlone || !MarksBegin || label.Prefix == _middle
                || !before.IsOutside && before.Type == label.Type));

    private bool MayFinish(PrefixedLabel label, PrefixedLabel behind, bool? isSingle)
    {
        if (!HasPrefixes) return true;
        var asked = isSingle switch { null => WordPart.Finish, true => WordPart.Single, _ => WordPart.Last };
        return (Parts(label.Prefix) & asked) != 0 && (!_betweenAlone || MarksBegin || label.Prefix == _middle
            || !behind.IsOutside && behind.Type == label.Type);
    }

    private PrefixedLabel[] Cut(IReadOnlyList<string> labels, bool lenient)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return [.. labels.Select((label, i) => lenient && HasPrefixes && HasPrefix(label)
            ? PrefixedLabel.Cut(label) ?? default : Required(label, i))];
    }

    private PrefixedLabel Required(string label, int? position = null) => Unknown(label) is { } reason
        ? throw new ArgumentException((position is { } at ? $"Label {at}: " : "") + reason, nameof(label))
        : HasPrefixes ? PrefixedLabel.Cut(label) ?? default : label == "O" ? PrefixedLabel.Outside : new('S', label);

    private string? Unknown(string label) => !HasPrefixes
        ? string.IsNullOrEmpty(label) ? "expected a label, found an empty one." : null
        : PrefixedLabel.Cut(label) is { Prefix: var prefix }
            && (prefix == PrefixedLabel.OutsidePrefix || Parts(prefix) != 0) ? null
        : $"expected a label of {Name}, which is O or one of {Prefixes} with a hyphen and a type, found '{label}'.";

    private static PrefixedLabel AsConlleval(PrefixedLabel label) => label.Prefix switch
    {
        'L' => label with { Prefix = 'E' },
        'U' => label with { Prefix = 'S' },
        _ => label,
    };
}
