using System.Globalization;
using System.Text.Json;
using Valence.Classification;
using Valence.Formats;
using Valence.Saving;
using Valence.Text;

namespace Valence.Language;

/// <summary>What a chatbot knows to answer, as <c>intents.json</c> has it.</summary>
public sealed class Intents
{
    private const int MostBytes = 1 << 28;
    private const string List = "intents", TagField = "tag", PatternsField = "patterns", ResponsesField = "responses",
        Set = "context_set", Context = "context", Filter = "context_filter";

    private static readonly string[] Known = [TagField, PatternsField, ResponsesField, Set, Context, Filter];
    private static readonly string[] Fallbacks = ["noanswer", "no_answer", "no-answer", "fallback"];

    /// <summary>Takes intents.</summary>
    /// <param name="answered">Those with questions, at least two.</param>
    /// <param name="fallback">What is answered to questions that mean none of them, with such questions as patterns
    /// where some are known; a sentence that says so when null.</param>
    /// <exception cref="DataException">A tag stands twice or is empty, an intent has no question or no answer, a
    /// question is empty or is one of two intents, or an intent waits for a state that none sets.</exception>
    public Intents(IReadOnlyList<Intent> answered, Intent? fallback = null)
    {
        Answered = [.. Require.NotNull(answered)];
        Fallback = fallback ?? new("fallback", [], ["I did not understand that. Could you say it in other words?"]);
        Check();
    }

    /// <summary>The intents with questions, in their order.</summary>
    public IReadOnlyList<Intent> Answered { get; }

    /// <summary>What is answered to questions that mean none of them.</summary>
    public Intent Fallback { get; }

    /// <summary>Fields of the file that are not used, each once.</summary>
    public IReadOnlyList<string> Unused { get; private init; } = [];

    /// <summary>All questions with the tags of their intents, those of the fallback last.</summary>
    internal LabelledText[] Questions =>
        [.. Answered.Append(Fallback).SelectMany(intent => intent.Patterns.Select(pattern => (pattern, intent.Tag)))
            .Select((question, i) => new LabelledText(question.pattern, question.Tag, i + 1))];

    /// <summary>Reads <c>{"intents": [{"tag", "patterns", "responses", "context_set",
    /// "context_filter"}]}</c>.</summary>
    /// <remarks>An intent called <c>noanswer</c> or <c>fallback</c> is what is answered to questions that mean none of
    /// the others, and its patterns, where it has any, are such questions. <c>context</c>, a text or a list of one, is
    /// another name of <c>context_set</c>, but that an empty one says nothing.</remarks>
    /// <exception cref="FileFormatException">The file is no JSON, or has another content; the message says
    /// where.</exception>
    public static Intents Read(string path) => Parse(FileBytes.Read(path, MostBytes), path);

    /// <summary>Whether a file begins as such files do.</summary>
    internal static bool AreIn(string path)
    {
        var start = TextSample.Of(TextFile.At(path), null).Text;
        return start.TrimStart().StartsWith('{') && start.Contains($"\"{List}\"", StringComparison.Ordinal)
            && start.Contains($"\"{PatternsField}\"", StringComparison.Ordinal);
    }

    /// <summary>The same, of the bytes of such a file.</summary>
    internal static Intents Parse(ReadOnlySpan<byte> utf8, string name)
    {
        var place = new FilePlace(name);
        var json = StrictJson.Parse(utf8, place, new JsonLimits { MaxBytes = MostBytes, MaxTextBytes = MostBytes });
        try
        {
            return Of(new ConfigReader(json, "the file", KerasTables.Default));
        }
        catch (Exception error) when (error is ConfigException or DataException)
        {
            throw new FileFormatException("C-CONTENT", place, error.Message.TrimEnd('.'), "Correct it there", error);
        }
    }

    /// <summary>The intents of a description.</summary>
    internal static Intents Of(ConfigReader config)
    {
        if (config.Json.ValueKind != JsonValueKind.Object || !config.Has(List))
            throw new ConfigException(config.Place, $"expected {{\"{List}\": [{{\"{TagField}\", \"{PatternsField}\", "
                + $"\"{ResponsesField}\"}}]}}, found something else");
        var unused = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var field in config.Json.EnumerateObject()) if (field.Name != List) unused.Add(field.Name);
        var (answered, fallback) = (new List<Intent>(), (Intent?)null);
        foreach (var read in config.Objects(List))
        {
            foreach (var field in read.Json.EnumerateObject())
                if (!Known.Contains(field.Name)) unused.Add(field.Name);
            var intent = new Intent(read.Text(TagField), Texts(read, PatternsField), Texts(read, ResponsesField))
            {
                SetsContext = read.Has(Set) && read.Has(Context) ? throw read.Wrong(Context, $"one of '{Set}' and "
                        + $"'{Context}', which both name the state afterwards")
                    : read.Has(Set) ? read.Text(Set)
                    : Texts(read, Context) is { Count: > 0 } contexts ? One(read, contexts) : null,
                Contexts = [.. Texts(read, Filter).Where(state => state.Length > 0)],
            };
            if (!Fallbacks.Contains(intent.Tag.ToLowerInvariant())) answered.Add(intent);
            else if (fallback is not null)
                throw read.Wrong(TagField, $"one intent for questions that mean no other, '{fallback.Tag}' is another");
            else fallback = intent with { Patterns = [.. intent.Patterns.Where(HasText)] };
        }
        return new(answered, fallback) { Unused = [.. unused] };
    }

    private static string? One(ConfigReader read, IReadOnlyList<string> contexts) => contexts switch
    {
        [""] => null,
        [var only] => only,
        _ => throw read.Wrong(Context, "one state that a conversation is in afterwards"),
    };

    // A text stands for a list of one.
    private static IReadOnlyList<string> Texts(ConfigReader read, string field)
    {
        if (!read.Has(field)) return [];
        var value = read.Get(field);
        if (value.ValueKind == JsonValueKind.String) return [value.GetString()!];
        if (value.ValueKind != JsonValueKind.Array
            || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
            throw read.Wrong(field, "a list of texts");
        return [.. value.EnumerateArray().Select(item => item.GetString()!)];
    }

    private void Check()
    {
        if (Answered.Count < 2)
            throw new DataException(string.Create(CultureInfo.InvariantCulture,
                $"Expected at least two intents with questions, received {Answered.Count}."));
        var tags = new HashSet<string>(StringComparer.Ordinal);
        var owners = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var states = Answered.Append(Fallback).Select(intent => intent.SetsContext)
            .Where(state => !string.IsNullOrEmpty(state)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var intent in Answered.Append(Fallback))
        {
            var tag = Printable.Label(intent.Tag);
            if (!HasText(intent.Tag)) throw new DataException("Expected intents with names, one has an empty tag.");
            if (!tags.Add(intent.Tag))
                throw new DataException($"Expected one intent of each tag, '{tag}' stands twice. Join the two.");
            if (intent.Responses.Count == 0 || !intent.Responses.All(HasText))
                throw new DataException($"Intent '{tag}': expected answers in '{ResponsesField}', "
                    + (intent.Responses.Count == 0 ? "found none." : "found an empty one."));
            if (intent != Fallback && intent.Patterns.Count == 0)
                throw new DataException($"Intent '{tag}': expected questions in '{PatternsField}', found none.");
            foreach (var pattern in intent.Patterns)
            {
                if (!HasText(pattern))
                    throw new DataException($"Intent '{tag}': expected questions in '{PatternsField}', found an empty "
                        + "one. Leave it out.");
                if (!owners.TryAdd(pattern.Trim(), intent.Tag) && owners[pattern.Trim()] is var owner
                    && owner != intent.Tag)
                    throw new DataException($"Intent '{tag}': the question '{Printable.Label(pattern.Trim())}' is also "
                        + $"one of '{Printable.Label(owner)}'. Leave it out of one of the two.");
            }
            foreach (var state in intent.Contexts)
                if (!states.Contains(state))
                    throw new DataException($"Intent '{tag}' is answered in the state '{Printable.Label(state)}' "
                        + $"alone, which no intent sets. {(states.Count == 0 ? "None sets a state."
                            : NearName.List(state, states, "There are"))}");
        }
    }

    private static bool HasText(string text) => !string.IsNullOrWhiteSpace(text);
}
