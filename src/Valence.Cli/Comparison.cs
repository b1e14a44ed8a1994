using System.Globalization;
using System.Text.Json.Nodes;
using Valence.Classification;
using Valence.Models;
using Valence.Text;
using Valence.Training;

namespace Valence.Cli;

/// <summary>What two models answer on the same rows.</summary>
/// <param name="Difference">How far the outputs lie apart.</param>
/// <param name="OutputNames">The names of the elements of a row, or empty where they are numbers.</param>
/// <param name="RowOf">The number of a row as its file counts it.</param>
/// <param name="OtherLabels">The rows whose answers differ.</param>
/// <param name="Note">What else is to be known, or null.</param>
internal sealed record Comparison(PredictionDifference Difference, IReadOnlyList<string> OutputNames,
    Func<int, int> RowOf, IReadOnlyList<int> OtherLabels, string? Note)
{
    private const int PairsShown = 10, WordsShown = 8;
    private const double Significant = 0.05;

    /// <summary>Whose answers changed, of two classifiers of the same classes or labels; null of others.</summary>
    public AnswerComparison? Compared { get; init; }

    /// <summary>What the numbers of rows count.</summary>
    public string Counted { get; init; } = "row";

    /// <summary>Compares on arrays, which both models take.</summary>
    public static Comparison OfArrays(ComparedModel a, ComparedModel b, string path)
    {
        try
        {
            var x = ArrayFile.Read(path);
            IReadOnlyList<Tensor> first = a.Model.PredictAll(x), second = b.Model.PredictAll(x);
            if (first.Count != second.Count)
                throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"'{a.Path}' has {first.Count} "
                    + $"outputs, '{b.Path}' has {second.Count}. Compare models with the same outputs."));
            var differences = first.Zip(second, PredictionDifference.Of).ToList();
            var worst = differences.MaxBy(difference => difference.Max)!;
            var note = differences.Count > 1
                ? $"The largest difference is in the output '{a.Model.OutputNames[differences.IndexOf(worst)]}'."
                : null;
            return new(worst, [], row => row,
                [.. differences.SelectMany(difference => difference.OtherAnswers).Distinct().Order()], note);
        }
        catch (Exception error) when (error is ArgumentException or ValenceException)
        {
            throw UsageException.At(path, error);
        }
    }

    /// <summary>Compares on texts. A network alone gets them as the other side prepares them, unless it takes texts
    /// itself.</summary>
    public static Comparison OfTexts(ComparedModel a, ComparedModel b, IReadOnlyList<LabelledText> texts,
        CancellationToken cancellation)
    {
        if (a.TakesTexts && b.TakesTexts)
        {
            Data x = texts.Select(row => row.Text).ToArray();
            var difference = PredictionDifference.Of(a.Model.Predict(x), b.Model.Predict(x));
            return new(difference, [], row => texts[row].Row, difference.OtherAnswers, null);
        }
        (a, b) = (a.PreparedAs(b), b.PreparedAs(a));
        if ((a.Classifier ?? b.Classifier) is null)
            throw new UsageException($"Neither '{a.Path}' nor '{b.Path}' says how texts become numbers. Give --data "
                + "as .npy or .npz, or compare with a .valence file.");
        var (one, two) = (Classifier(a), Classifier(b));
        if (one.Task.ClassName != two.Task.ClassName)
            throw new UsageException($"'{a.Path}' answers with {one.Task.Description}, '{b.Path}' with "
                + $"{two.Task.Description}. Compare models of the same task.");
        if (one.Labels.Count != two.Labels.Count)
            throw new UsageException($"'{a.Path}' tells {one.Labels.Count} classes apart, '{b.Path}' "
                + $"{two.Labels.Count}. Compare models with the same classes.");
        var (first, second) = (one.Predict(texts.Texts(), cancellation),
            two.Predict(texts.Texts(), cancellation));
        var names = one.Task is OneClass { Labels.Count: 2 } ? [one.Labels.Names[1]] : one.Labels.Names;
        var note = one.Labels.Names.SequenceEqual(two.Labels.Names) ? null
            : $"The classes differ: {Listed(one.Labels)} and {Listed(two.Labels)}; they are compared in this "
                + "order.";
        var width = one.Task.Outputs;
        return new(PredictionDifference.Of(Outputs(first, width), Outputs(second, width)), names,
            row => texts[row].Row, [.. Enumerable.Range(0, texts.Count).Where(row =>
                !first[row].Labels.ToHashSet().SetEquals(second[row].Labels))], note)
        {
            Compared = one.Task is OneClass or SeveralLabels && texts.Count > 0
                && one.Labels.Names.ToHashSet(StringComparer.Ordinal).SetEquals(two.Labels.Names)
                ? AnswerComparison.Of(Known(texts, one.Labels), first, second) : null,
        };
    }

    /// <summary>Tells people.</summary>
    public void Print(TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Rows: {Difference.Rows}"));
        if (Difference.Row >= 0)
        {
            output.WriteLine(Printable.Line(string.Create(CultureInfo.InvariantCulture,
                $"Largest difference: {Difference.Max:G6} at {Counted} {RowOf(Difference.Row)}, output {Output} "
                    + $"({Difference.First:G9} and {Difference.Second:G9})")));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Mean difference: {Difference.Mean:G6}"));
            output.WriteLine(OtherLabels.Count == 0 ? "Other labels: none"
                : string.Create(CultureInfo.InvariantCulture,
                    $"Other labels: {OtherLabels.Count} (first: {Counted} {RowOf(OtherLabels[0])})"));
        }
        if (Note is not null) output.WriteLine(Printable.Line(Note));
        foreach (var line in Sentences()) output.WriteLine(Printable.Line(line));
    }

    private IEnumerable<string> Sentences()
    {
        if (Compared is not { Changed.Count: > 0 } answers) yield break;
        yield return "From A to B: " + string.Join(", ", Pairs(answers).Take(PairsShown).Select(pair =>
            string.Create(CultureInfo.InvariantCulture, $"{pair.Key.From} → {pair.Key.To} {pair.Value}")));
        if (answers.Words.Count > 0)
            yield return "Words that stand in these oftener than by chance: " + string.Join(", ",
                answers.Words.Take(WordsShown).Select(word => string.Create(CultureInfo.InvariantCulture,
                    $"'{word.Word}' (in {word.Changed} of {word.Texts} texts with it)")));
        if (answers.Test is not { } test) yield break;
        yield return string.Create(CultureInfo.InvariantCulture, $"Of {answers.Labelled} rows with a label A has "
            + $"{answers.FirstRight} right, B {answers.SecondRight}: {test.Difference:+.000;-.000;.000} "
            + $"({test.Low:+.000;-.000;.000} to {test.High:+.000;-.000;.000}; McNemar p = {test.P:G2}), "
            + $"{(test.P < Significant ? "which is more than chance." : "which chance alone may bring.")}");
    }

    private static IEnumerable<KeyValuePair<(string From, string To), int>> Pairs(AnswerComparison answers) =>
        answers.Changed.CountBy(answer => (Named(answer.First), Named(answer.Second)))
            .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key);

    private static string Named(Prediction answer) => answer.Labels.Count == 0 ? "none"
        : string.Join(" + ", answer.Labels.Select(DataChecks.Listed));

    // A label that neither knows is none to judge by.
    private static List<LabelledText> Known(IReadOnlyList<LabelledText> texts, LabelSet labels) =>
        [.. texts.Select(row => row.Label is { } label && !labels.Contains(label) ? row with { Label = null } : row)];

    /// <summary>Tells programs.</summary>
    public JsonObject Json() => new()
    {
        ["rows"] = Difference.Rows,
        ["max"] = Number(Difference.Max),
        ["mean"] = Number(Difference.Mean),
        ["row"] = Difference.Row < 0 ? null : RowOf(Difference.Row),
        ["output"] = Difference.Row < 0 ? null : Difference.Output,
        ["output_name"] = OutputNames.Count == 0 || Difference.Row < 0 ? null : OutputNames[Difference.Output],
        ["a"] = Number(Difference.First),
        ["b"] = Number(Difference.Second),
        ["other_labels"] = OtherLabels.Count,
        ["first_other_label"] = OtherLabels.Count == 0 ? null : RowOf(OtherLabels[0]),
        ["note"] = Note,
        ["changed"] = Compared is null ? null : new JsonArray([.. Compared.Changed.Select(answer => new JsonObject
        {
            ["row"] = answer.Text.Row,
            ["a"] = new JsonArray([.. answer.First.Labels.Select(label => JsonValue.Create(label))]),
            ["b"] = new JsonArray([.. answer.Second.Labels.Select(label => JsonValue.Create(label))]),
        })]),
        ["words"] = Compared is null ? null : new JsonArray([.. Compared.Words.Select(word => new JsonObject
        {
            ["word"] = word.Word,
            ["changed"] = word.Changed,
            ["texts"] = word.Texts,
        })]),
        ["labelled"] = Compared?.Labelled,
        ["a_right"] = Compared?.FirstRight,
        ["b_right"] = Compared?.SecondRight,
        ["p"] = Compared?.P,
    };

    private string Output => OutputNames.Count > 0 ? $"'{OutputNames[Difference.Output]}'"
        : Difference.Output.ToString(CultureInfo.InvariantCulture);

    // JSON has no infinity; a missing number beside the row where it is says the same.
    private static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    private static string Listed(LabelSet labels) => string.Join(", ", labels.Names.Select(DataChecks.Listed));

    private static TextClassifier Classifier(ComparedModel side) => side.Classifier
        ?? throw new UsageException($"'{side.Path}' takes texts itself, the other model's classes do not fit it. "
            + "Give --data as .npy or .npz.");

    // Of two classes the network gives the second one's probability. A text with nothing to read has none.
    private static Tensor Outputs(IReadOnlyList<Prediction> answers, int width)
    {
        var outputs = new Tensor([answers.Count, width]);
        for (var row = 0; row < answers.Count; row++)
            for (var i = 0; i < width; i++)
                outputs.Change<float>()[row * width + i] = !answers[row].IsReadable ? float.NaN
                    : answers[row].Value ?? answers[row].Probabilities[^(width - i)];
        return outputs;
    }
}
