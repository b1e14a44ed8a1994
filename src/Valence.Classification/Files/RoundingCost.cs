using System.Globalization;
using System.Text.Json.Nodes;
using Valence.Saving;

namespace Valence.Classification;

/// <summary>What smaller weights cost: how the answers to some texts differ from those before.</summary>
/// <param name="Texts">How many texts were answered both ways.</param>
/// <param name="Changed">Those with another answer than before.</param>
/// <param name="Farthest">The largest change of a probability, or of a number that is the answer.</param>
public sealed record RoundingCost(int Texts, int Changed, double Farthest)
{
    private const string TextsField = "texts", ChangedField = "changed", FarthestField = "farthest",
        Before = "right_before", Now = "right";

    /// <summary>How many were right before, where each has one class and it is known; null elsewhere.</summary>
    public int? RightBefore { get; init; }

    /// <summary>How many are right now; null where <see cref="RightBefore"/> is.</summary>
    public int? Right { get; init; }

    /// <summary>Such as <c>3 of 500 texts have another answer than before, the largest change is 0.012; right are 455,
    /// before 456</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Changed} of {Texts} texts have "
        + $"another answer than before, the largest change is {Farthest:G2}")
        + (Right is null ? "" : string.Create(CultureInfo.InvariantCulture,
            $"; right are {Right}, before {RightBefore}"));

    internal static RoundingCost Of(IReadOnlyList<Prediction> before, IReadOnlyList<Prediction> after,
        IReadOnlyList<string?>? labels = null)
    {
        var (changed, farthest) = (0, 0f);
        foreach (var (one, other) in before.Zip(after))
        {
            if (one.Label != other.Label || !one.Labels.SequenceEqual(other.Labels, StringComparer.Ordinal)) changed++;
            farthest = one.Probabilities.Zip(other.Probabilities, (p, q) => Math.Abs(p - q))
                .Append(Math.Abs((one.Value - other.Value) ?? 0)).Append(farthest).Max();
        }
        var cost = new RoundingCost(before.Count, changed, farthest);
        return labels is null ? cost : cost with { RightBefore = Count(before), Right = Count(after) };

        int Count(IReadOnlyList<Prediction> answers) => answers.Zip(labels)
            .Count(pair => pair.First.Label == pair.Second);
    }

    internal JsonObject ToJson()
    {
        var json = new JsonObject
        {
            [TextsField] = Texts,
            [ChangedField] = Changed,
            [FarthestField] = double.IsFinite(Farthest) ? Farthest : null,
        };
        if (Right is not null) (json[Before], json[Now]) = (RightBefore, Right);
        return json;
    }

    internal static RoundingCost Read(ConfigReader config)
    {
        var isRight = config.Has(Now);
        ClassifierFile.RefuseOthers(config, [TextsField, ChangedField, FarthestField,
            .. isRight ? (string[])[Before, Now] : []]);
        var texts = Number(TextsField, int.MaxValue);
        return new(texts, Number(ChangedField, texts), config.Double(FarthestField, double.NaN))
        {
            RightBefore = isRight ? Number(Before, texts) : null,
            Right = isRight ? Number(Now, texts) : null,
        };

        int Number(string field, int most) => config.Int(field) is >= 0 and var number && number <= most ? number
            : throw config.Wrong(field, string.Create(CultureInfo.InvariantCulture, $"a number from 0 to {most}"));
    }
}
