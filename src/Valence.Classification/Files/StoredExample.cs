using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Saving;
using Valence.Text;

namespace Valence.Classification;

/// <summary>A text in a classifier's file with the answer that was given to it when the file was written: whoever opens
/// it must get the same, whatever changed in between.</summary>
internal sealed class StoredExample
{
    /// <summary>The largest member of a file.</summary>
    public const int MostBytes = 1 << 18;

    /// <summary>How far a probability may move, as between processors; numbers that are larger than 1 by this part of
    /// themselves.</summary>
    private const double Tolerance = 1e-4;

    private const int Most = 8, MostLetters = 2_000, MostRowsLookedAt = 2_000;

    // Of thousands of classes the other probabilities add nothing.
    private const int MostProbabilities = 10;

    private const string TextField = "text", LabelsField = "labels", ReadableField = "readable",
        AbstainedField = "abstained", ValueField = "value", PlacesField = "places",
        ProbabilitiesField = "probabilities";

    private readonly IReadOnlyList<string> _labels;
    private readonly bool _isReadable, _isAbstained;
    private readonly float? _value;
    private readonly IReadOnlyList<int> _places;
    private readonly IReadOnlyList<float> _probabilities;

    private StoredExample(ConfigReader config)
    {
        ClassifierFile.RefuseOthers(config, TextField, LabelsField, ReadableField, AbstainedField, ValueField,
            PlacesField, ProbabilitiesField);
        Text = config.Text(TextField) is { Length: <= MostLetters } text ? text
            : throw config.Wrong(TextField, $"a text of at most {MostLetters} letters");
        (_labels, _value) = (LabelSet.NamesIn(config, LabelsField), config.OptionalFloat(ValueField));
        (_isReadable, _isAbstained) = (config.Bool(ReadableField, true), config.Bool(AbstainedField, false));
        (_places, _probabilities) = (config.Ints(PlacesField), config.Floats(ProbabilitiesField));
        if (_places.Count > MostProbabilities || _places.Any(place => place < 0))
            throw config.Wrong(PlacesField, $"at most {MostProbabilities} numbers from 0 on");
        if (_probabilities.Count != _places.Count)
            throw config.Wrong(ProbabilitiesField, $"as many numbers as '{PlacesField}'");
    }

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>Texts to keep, of each label in turn; none that is long.</summary>
    /// <param name="rows">The texts of the training, the best ones to keep first.</param>
    public static IReadOnlyList<string> Choose(IEnumerable<LabelledText> rows)
    {
        var groups = rows.Take(MostRowsLookedAt)
            .Where(row => row.Text.Length <= MostLetters && KeptTexts.IsWhole(row.Text)
                && !string.IsNullOrWhiteSpace(row.Text))
            .GroupBy(row => row.Label ?? row.Labels?.FirstOrDefault(), row => row.Text, StringComparer.Ordinal!)
            .Select(group => group.Distinct(StringComparer.Ordinal).Take(Most).ToArray()).Take(Most).ToArray();
        return [.. Enumerable.Range(0, Most).SelectMany(turn => groups.Where(group => turn < group.Length)
            .Select(group => group[turn])).Distinct(StringComparer.Ordinal).Take(Most)];
    }

    /// <summary>What a file holds of the classifier's examples: as many as have room; null where there are
    /// none.</summary>
    public static byte[]? ToBytes(TextClassifier classifier)
    {
        var texts = classifier.Training.Examples;
        var answers = classifier.Predict(texts);
        for (var count = texts.Count; count > 0; count--)
        {
            var json = new JsonArray([.. texts.Take(count).Zip(answers, ToJson)]).ToJsonString();
            if (Encoding.UTF8.GetByteCount(json) <= MostBytes) return Encoding.UTF8.GetBytes(json);
        }
        return null;
    }

    /// <summary>The examples in a file's member.</summary>
    /// <exception cref="FileFormatException">It is something else.</exception>
    public static IReadOnlyList<StoredExample> Read(ReadOnlyMemory<byte> bytes, FilePlace place)
    {
        var json = StrictJson.Parse(bytes.Span, place);
        return json.ValueKind == JsonValueKind.Array && json.GetArrayLength() is > 0 and <= Most
            ? [.. json.EnumerateArray().Select(one => Parse(one, place))]
            : throw new FileFormatException("C-CONTENT", place, $"expected a list of 1 to {Most} examples",
                SealedForm.Damaged);
    }

    private static StoredExample Parse(JsonElement one, FilePlace place)
    {
        try
        {
            return new(new(one, ClassifierFile.ExamplesMember, KerasTables.Default));
        }
        catch (Exception error) when (error is ConfigException or InvalidOperationException)
        {
            throw new FileFormatException("C-CONTENT", place, error.Message.TrimEnd('.'), SealedForm.Damaged,
                error);
        }
    }

    /// <summary>Proves that a classifier answers as it did when its file was written.</summary>
    /// <exception cref="FileFormatException">It does not.</exception>
    public static void Require(TextClassifier classifier, IReadOnlyList<StoredExample> examples, FilePlace place,
        CancellationToken cancellation)
    {
        var answers = classifier.Predict([.. examples.Select(example => example.Text)], cancellation);
        for (var i = 0; i < examples.Count; i++)
            if (examples[i].Difference(answers[i], classifier) is { } difference)
                throw new FileFormatException("C-EXAMPLE", place, string.Create(CultureInfo.InvariantCulture,
                    $"expected {difference} for example {i + 1} of {examples.Count}, as when the file was written"),
                    "The preparation of texts, the network or the calculation is another than then: use the version of "
                    + "Valence that wrote it, or train again");
    }

    private string? Difference(Prediction answer, TextClassifier classifier)
    {
        foreach (var (place, probability) in _places.Zip(_probabilities))
        {
            if (place >= answer.Probabilities.Count)
                return string.Create(CultureInfo.InvariantCulture, $"a probability of class {place + 1}, received "
                    + $"those of {answer.Probabilities.Count}");
            if (!(Math.Abs(answer.Probabilities[place] - probability) <= Tolerance))
                return FormattableString.Invariant($"the probability {probability:F6}, received ")
                    + FormattableString.Invariant($"{answer.Probabilities[place]:F6}");
        }
        if (_value is { } value
            && !(Math.Abs(answer.Value - value ?? double.NaN) <= Tolerance * Math.Max(1, Math.Abs(value))))
            return FormattableString.Invariant($"the number {value}, received ")
                + (answer.Value is { } other ? FormattableString.Invariant($"{other}") : "none");
        if (_isReadable == answer.IsReadable && _isAbstained == answer.IsAbstained
            && _labels.SequenceEqual(LabelsOf(answer), StringComparer.Ordinal)) return null;
        // Within the tolerance of another answer either may be given.
        return answer.IsReadable && _isReadable && classifier.Margin(answer) <= 2 * Tolerance ? null
            : $"the answer '{Shown(_labels, _isAbstained, _isReadable)}', received "
                + $"'{Shown(LabelsOf(answer), answer.IsAbstained, answer.IsReadable)}'";
    }

    private static string Shown(IReadOnlyList<string> labels, bool isAbstained, bool isReadable) =>
        !isReadable ? "nothing to read" : isAbstained ? "unsure"
        : labels.Count == 0 ? "no label" : Printable.Label(string.Join(", ", labels));

    private static IReadOnlyList<string> LabelsOf(Prediction answer) =>
        answer.Label is { } label ? [label] : answer.Labels;

    private static JsonNode ToJson(string text, Prediction answer)
    {
        int[] places = [.. Enumerable.Range(0, answer.Probabilities.Count)
            .OrderByDescending(k => answer.Probabilities[k]).Take(MostProbabilities)];
        return new JsonObject
        {
            [TextField] = text,
            [LabelsField] = new JsonArray([.. LabelsOf(answer).Select(label => (JsonNode)label)]),
            [ReadableField] = answer.IsReadable,
            [AbstainedField] = answer.IsAbstained,
            [ValueField] = answer.Value,
            [PlacesField] = new JsonArray([.. places.Select(k => (JsonNode)k)]),
            [ProbabilitiesField] = new JsonArray([.. places.Select(k => (JsonNode)answer.Probabilities[k])]),
        };
    }
}
