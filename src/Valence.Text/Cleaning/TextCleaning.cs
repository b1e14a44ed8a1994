using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Valence.Text;

/// <summary>An ordered list of cleaning steps that cannot change and goes into files, so that texts are cleaned for prediction as they were for training.</summary>
/// <remarks><c>TextCleaning.None.RemoveHtml().ReplacePattern("[^A-Za-z]", " ").RemoveWords(EnglishStopWords.Words).Lower()</c></remarks>
public sealed class TextCleaning : IEquatable<TextCleaning>
{
    private readonly CleaningStep[] _steps;

    private TextCleaning(CleaningStep[] steps) => _steps = steps;

    /// <summary>No steps: texts stay as they are.</summary>
    public static TextCleaning None { get; } = new([]);

    /// <summary>The names of the steps, in order.</summary>
    public IReadOnlyList<string> Steps => [.. _steps.Select(step => step.Kind.Name)];

    /// <summary>Adds: lower-case, as Python does it for all of Unicode.</summary>
    public TextCleaning Lower() => With(CleaningStepKind.Lower);

    /// <summary>Adds: put <paramref name="with"/> in place of every HTML tag, which is <c>&lt;</c> and all up to the next <c>&gt;</c> of the line.</summary>
    public TextCleaning RemoveHtml(string with = "") => With(CleaningStepKind.RemoveHtml, with);

    /// <summary>Adds: put <paramref name="with"/> in place of every address that begins with http://, https:// or www.</summary>
    public TextCleaning RemoveUrls(string with = "") => With(CleaningStepKind.RemoveUrls, with);

    /// <summary>Adds: put <paramref name="with"/> in place of every @user.</summary>
    public TextCleaning RemoveMentions(string with = "") => With(CleaningStepKind.RemoveMentions, with);

    /// <summary>Adds: put <paramref name="with"/> in place of every word RT or rt; words that contain it, such as party, stay.</summary>
    public TextCleaning RemoveRetweetMarks(string with = "") => With(CleaningStepKind.RemoveRetweetMarks, with);

    /// <summary>Adds: put <paramref name="with"/> in place of every ASCII punctuation character, the apostrophe included (Python's <c>string.punctuation</c>).</summary>
    public TextCleaning RemovePunctuation(string with = "") => With(CleaningStepKind.RemovePunctuation, with);

    /// <summary>Adds: put <paramref name="with"/>, taken literally, in place of all that matches a regular expression.</summary>
    /// <exception cref="ArgumentException">The pattern is malformed, or could take more than linear time.</exception>
    public TextCleaning ReplacePattern(string pattern, string with) => With(CleaningStepKind.ReplacePattern, pattern, with);

    /// <summary>Adds: put <paramref name="with"/> in place of a text wherever it occurs, inside words too.</summary>
    /// <exception cref="ArgumentException"><paramref name="text"/> is empty.</exception>
    public TextCleaning ReplaceText(string text, string with) => With(CleaningStepKind.ReplaceText, text, with);

    /// <summary>Adds: split at white space, drop these words (case matters), and join by single spaces.</summary>
    /// <param name="words">Words without white space in them, such as <see cref="EnglishStopWords.Words"/>; they become part of the cleaning and of its files.</param>
    /// <exception cref="ArgumentException">A word is empty or has white space in it.</exception>
    public TextCleaning RemoveWords(IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        string[] list = [.. words];
        foreach (var word in list)
            if (word.Length == 0 || word.Any(char.IsWhiteSpace)) throw new ArgumentException($"Expected words without white space, received '{word}'.", nameof(words));
        return With(CleaningStepKind.RemoveWords, string.Join(' ', list));
    }

    /// <summary>Adds: split at white space, keep the words of letters only, and join by single spaces.</summary>
    public TextCleaning KeepAlphabeticWords() => With(CleaningStepKind.KeepAlphabeticWords);

    /// <summary>Adds: make every run of white space one space, and remove it at both ends.</summary>
    public TextCleaning CollapseWhiteSpace() => With(CleaningStepKind.CollapseWhiteSpace);

    /// <summary>The text after all steps.</summary>
    public string Apply(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var step in _steps) text = step.Apply(text);
        return text;
    }

    /// <summary>The steps as a JSON list: <c>[{"step": "remove_html", "with": ""}, {"step": "lower"}]</c>.</summary>
    public string ToJson()
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartArray();
            foreach (var step in _steps)
            {
                writer.WriteStartObject();
                writer.WriteString("step", step.Kind.Name);
                for (var i = 0; i < step.Arguments.Count; i++) writer.WriteString(step.Kind.Parameters[i], step.Arguments[i]);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    /// <summary>The cleaning that <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="FormatException">The text is not such a list, or names a step or parameter that does not exist; nothing is skipped.</exception>
    public static TextCleaning FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json);
            return new([.. document.RootElement.EnumerateArray().Select(Read)]);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"Expected a list of cleaning steps: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public bool Equals(TextCleaning? other) => other is not null && _steps.SequenceEqual(other._steps);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TextCleaning);

    /// <inheritdoc/>
    public override int GetHashCode() => _steps.Aggregate(17, HashCode.Combine);

    private static CleaningStep Read(JsonElement step)
    {
        var members = step.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetString() ?? throw new FormatException($"'{member.Name}' of a step is null."));
        if (!members.Remove("step", out var name)) throw new FormatException("A step has no name under 'step'.");
        var kind = CleaningStepKind.All.FirstOrDefault(kind => kind.Name == name)
            ?? throw new FormatException($"There is no step '{name}'; the steps are {string.Join(", ", CleaningStepKind.All.Select(kind => kind.Name))}.");
        if (!members.Keys.ToHashSet().SetEquals(kind.Parameters))
            throw new FormatException($"The step '{name}' has the parameters {string.Join(", ", kind.Parameters)}, received {string.Join(", ", members.Keys)}.");
        return new(kind, [.. kind.Parameters.Select(parameter => members[parameter])]);
    }

    private TextCleaning With(CleaningStepKind kind, params string[] arguments)
    {
        foreach (var argument in arguments) ArgumentNullException.ThrowIfNull(argument);
        return new([.. _steps, new(kind, arguments)]);
    }
}
