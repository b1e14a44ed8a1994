using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Valence.Text;

/// <summary>The steps that a text goes through, in order, before it is split into words: the same in training and in
/// use.</summary>
public sealed class TextCleaning
{
    private const int MostSteps = 256;

    /// <summary>A cleaning of these steps, in this order.</summary>
    /// <param name="steps">The steps, 256 at most.</param>
    /// <exception cref="ArgumentException">There are more.</exception>
    public TextCleaning(params IReadOnlyList<CleaningStep> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        if (steps.Count > MostSteps)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"Expected at most {MostSteps} steps of cleaning, received {steps.Count}."), nameof(steps));
        Steps = Array.AsReadOnly(steps.ToArray());
    }

    /// <summary>Leaves texts as they are.</summary>
    public static TextCleaning None { get; } = new();

    /// <summary>For reviews from web pages: HTML entities decoded, tags replaced by spaces, lower case.</summary>
    public static TextCleaning Reviews { get; } = new(new DecodeHtmlEntities(), new RemoveHtmlTags(), new LowerCase());

    /// <summary>For tweets and other short messages: as <see cref="Reviews"/>, and web addresses, mentions of users and
    /// the mark <c>RT</c> replaced by spaces.</summary>
    public static TextCleaning Tweets { get; } = new(new DecodeHtmlEntities(), new RemoveHtmlTags(), new RemoveUrls(),
        new RemoveMentions(), new RemoveRetweetMarks(Replacement: " "), new LowerCase());

    /// <summary>Those that have a name, by it.</summary>
    internal static IReadOnlyDictionary<string, TextCleaning> Named { get; } =
        new Dictionary<string, TextCleaning> { ["reviews"] = Reviews, ["tweets"] = Tweets, ["none"] = None };

    /// <summary>The steps, in order.</summary>
    public IReadOnlyList<CleaningStep> Steps { get; }

    /// <summary>The text after all steps.</summary>
    public string Apply(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var step in Steps) text = step.Apply(text);
        return text;
    }

    /// <summary>The steps as an array of objects, each with its name under <c>step</c> and its parameters.</summary>
    public JsonArray ToJson()
    {
        var saved = new JsonArray();
        foreach (var step in Steps)
        {
            JsonNode fields = new JsonObject { ["step"] = step.Name };
            step.Write(fields.AsObject());
            saved.Add(fields);
        }

        return saved;
    }

    /// <summary>The cleaning that <see cref="ToJson"/> saved; parameters that are absent have their defaults.</summary>
    /// <exception cref="TextCleaningException">It is no array of steps, or a step or parameter is unknown.</exception>
    public static TextCleaning FromJson(JsonNode? saved)
    {
        if (saved is not JsonArray steps)
            throw new TextCleaningException($"Expected an array of cleaning steps, found {Kind(saved)}.");
        if (steps.Count > MostSteps)
            throw new TextCleaningException(string.Create(CultureInfo.InvariantCulture,
                $"Expected at most {MostSteps} cleaning steps, found {steps.Count}."));
        return new TextCleaning([.. steps.Select((step, index) => Step(step, index))]);
    }

    /// <summary>The cleaning in the JSON text <paramref name="saved"/>.</summary>
    /// <exception cref="TextCleaningException">The text is no JSON, or no array of known steps.</exception>
    public static TextCleaning Parse(string saved)
    {
        ArgumentNullException.ThrowIfNull(saved);
        try
        {
            return FromJson(JsonNode.Parse(saved));
        }
        catch (JsonException cause)
        {
            throw new TextCleaningException("Expected an array of cleaning steps, found a text that is not JSON.",
                cause);
        }
    }

    /// <summary>The steps as JSON text.</summary>
    public override string ToString() => ToJson().ToJsonString();

    private static CleaningStep Step(JsonNode? saved, int index)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"cleaning step {index}");
        if (saved is not JsonObject step)
            throw new TextCleaningException($"Expected {place} as an object, found {Kind(saved)}.");
        var fields = new StepFields(step, place);
        try
        {
            var cleaning = CleaningSteps.Read(fields);
            fields.RefuseUnread();
            return cleaning;
        }
        catch (Exception cause) when (cause is ArgumentException or InvalidOperationException)
        {
            throw new TextCleaningException($"Expected distinct parameters of valid characters in {place}, found "
                + "one twice or half of a character.", cause);
        }
    }

    private static string Kind(JsonNode? node) =>
        node is null ? "nothing" : $"a JSON {node.GetValueKind().ToString().ToLowerInvariant()}";
}
