using System.Text.Json.Nodes;
using Valence.Saving;
using Valence.Text;

namespace Valence.Classification;

/// <summary>How often answers of one class are wrong when those with the least confidence are left out, found on
/// held-out texts.</summary>
internal sealed class HeldOutRisks
{
    private const int Steps = 100;

    // Fewer answers tell no share of wrong ones.
    private const int FewAnswers = 20;

    private const string ConfidencesField = "confidences", RisksField = "risks";

    private readonly IReadOnlyList<float> _confidences, _risks;

    private HeldOutRisks(IReadOnlyList<float> confidences, IReadOnlyList<float> risks) =>
        (_confidences, _risks) = (confidences, risks);

    /// <summary>The least risk that there is.</summary>
    public float Least => _risks.Min();

    /// <summary>Learns from the answers to held-out texts.</summary>
    public static HeldOutRisks Of(OneClass task, IReadOnlyList<LabelledText> texts, ReadOnlySpan<float> outputs)
    {
        var answers = new (float Confidence, bool IsRight)[texts.Count];
        for (var i = 0; i < answers.Length; i++)
        {
            var answer = task.Answer(outputs.Slice(i * task.Outputs, task.Outputs));
            answers[i] = (answer.Probability, answer.Label == texts[i].Label);
        }
        float[] ascending = [.. answers.Select(answer => answer.Confidence).Order()];
        var (confidences, risks) = (new List<float>(), new List<float>());
        for (var step = 0; step < Steps; step++)
        {
            var confidence = step == 0 ? 0 : ascending[(int)((long)ascending.Length * step / Steps)];
            var left = answers.Where(answer => answer.Confidence >= confidence).ToArray();
            if (left.Length < FewAnswers) break;
            confidences.Add(confidence);
            risks.Add((float)left.Count(answer => !answer.IsRight) / left.Length);
        }
        return new(confidences, risks);
    }

    /// <summary>The confidence from which on answers are wrong at most so often; null where there is none.</summary>
    public float? LeastConfidence(double risk)
    {
        for (var i = 0; i < _risks.Count; i++)
            if (_risks[i] <= risk) return _confidences[i];
        return null;
    }

    /// <summary>What a file holds of it.</summary>
    public JsonObject ToJson() => new()
    {
        [ConfidencesField] = new JsonArray([.. _confidences.Select(number => (JsonNode)number)]),
        [RisksField] = new JsonArray([.. _risks.Select(number => (JsonNode)number)]),
    };

    /// <summary>That of a file.</summary>
    public static HeldOutRisks Read(ConfigReader config)
    {
        ClassifierFile.RefuseOthers(config, ConfidencesField, RisksField);
        var (confidences, risks) = (config.Floats(ConfidencesField), config.Floats(RisksField));
        if (risks.Count is 0 or > Steps || risks.Any(IsOutside)) throw config.Wrong(RisksField, "numbers from 0 to 1");
        return confidences.Count != risks.Count || confidences.Any(IsOutside)
            || !confidences.Order().SequenceEqual(confidences)
            ? throw config.Wrong(ConfidencesField, $"as many ascending numbers from 0 to 1 as '{RisksField}'")
            : new(confidences, risks);

        static bool IsOutside(float number) => number is not (>= 0 and <= 1);
    }
}
