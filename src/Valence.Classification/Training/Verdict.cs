using System.Globalization;
using System.Text;

namespace Valence.Classification;

/// <summary>What a training of several recipes says of them.</summary>
internal static class Verdict
{
    // Of what half the texts come to.
    private const double LeastGain = 0.005;

    // As often by chance: the loss decides.
    private const double Chance = 0.05;

    // Below it nobody asks how far.
    private const double LeastShown = 0.0001;

    /// <summary>How a recipe did.</summary>
    public static string Line(TriedRecipe tried)
    {
        if (tried.Rows == 0) return $"{tried.Name,-12} not judged: too few texts were held out, or none";
        var epochs = tried.Epochs == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {tried.Epochs} epochs");
        var loss = double.IsNaN(tried.Loss) ? "" : string.Create(CultureInfo.InvariantCulture,
            $", loss {tried.Loss:F3}");
        return tried.Measure is { } measure
            ? string.Create(CultureInfo.InvariantCulture,
                $"{tried.Name,-12} {measure} {tried.Value:F3} on {tried.Rows} held-out texts{loss}{epochs}")
            : string.Create(CultureInfo.InvariantCulture,
            $"{tried.Name,-12} {(double)tried.Right / tried.Rows:F3} of "
            + $"{tried.Rows} held-out texts right{loss}{epochs}");
    }

    /// <summary>Which recipe is kept, and by how much; with McNemar's test where texts are right or wrong.</summary>
    /// <param name="kept">How it did.</param>
    /// <param name="next">How the next best did; null where there is none.</param>
    /// <param name="madeBy">The options that make it again, or null.</param>
    public static string Kept(Judged kept, Judged? next, string? madeBy)
    {
        var text = new StringBuilder($"Kept: {kept.Result.Name}");
        if (next is not null && kept.Result.Measure is not null)
            text.Append(string.Create(CultureInfo.InvariantCulture, $", {kept.Result.Measure} "
                + $"{kept.Result.Value:F3} beside {next.Result.Value:F3} of {next.Result.Name}"));
        else if (next is not null)
        {
            var test = kept.Beside(next);
            text.Append(string.Create(CultureInfo.InvariantCulture, $", {test.Difference:+.000;-.000;.000} "
                + $"({test.Low:+.000;-.000;.000} to {test.High:+.000;-.000;.000}; McNemar {Chances(test.P)}) beside "
                    + $"{next.Result.Name}"));
        }
        if (madeBy is { } command) text.Append($". The same again: {command}");
        return text.ToString();
    }

    /// <summary>Why a trial is kept, or is not.</summary>
    /// <param name="kept">How the kept one did.</param>
    /// <param name="other">How this one did.</param>
    public static string Why(Judged kept, Judged other)
    {
        if (ReferenceEquals(kept, other)) return "kept";
        if (kept.Result.Measure is { } measure)
            return string.Create(CultureInfo.InvariantCulture,
                $"{measure} {other.Result.Value - kept.Result.Value:+.000;-.000;.000}");
        var test = other.Beside(kept);
        return string.Create(CultureInfo.InvariantCulture, $"{test.Difference:+.000;-.000;.000}, {Chances(test.P)}"
            + $"{(test.P >= Chance ? ", no smaller loss" : "")}");
    }

    private static string Chances(double p) => p < LeastShown
        ? string.Create(CultureInfo.InvariantCulture, $"p < {LeastShown}")
        : string.Create(CultureInfo.InvariantCulture, $"p = {p:G2}");

    /// <summary>What smaller weights cost.</summary>
    public static string Slim(IReadOnlyList<Prediction> before, IReadOnlyList<Prediction> after)
    {
        var cost = RoundingCost.Of(before, after);
        var moved = before[0].Value is null ? "probabilities moved" : "numbers moved";
        return string.Create(CultureInfo.InvariantCulture, $"Slim: {cost.Changed} of {cost.Texts} held-out texts "
            + $"have another answer than before, {moved} by up to {cost.Farthest:G2}.");
    }

    /// <summary>Whether more texts would help: what the second half of them brought is about what as many again would
    /// bring.</summary>
    public static string Help(Judged half, Judged all)
    {
        var helps = all.Score - half.Score >= LeastGain * Math.Abs(half.Score);
        return string.Create(CultureInfo.InvariantCulture, $"What would help: "
            + $"{(helps ? "more labelled texts" : "hardly more texts of this kind, rather other recipes or clearer "
                + "labels")}. With half of these the linear model has {Value(half.Result)}, with all of them "
            + $"{Value(all.Result)}.");

        static string Value(TriedRecipe tried) => tried.Measure is { } measure
            ? string.Create(CultureInfo.InvariantCulture, $"{measure} {tried.Value:F3}")
            : string.Create(CultureInfo.InvariantCulture, $"{(double)tried.Right / tried.Rows:F3} right");
    }
}
