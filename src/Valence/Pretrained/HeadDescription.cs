using System.Globalization;
using System.Text.Json;

namespace Valence.Pretrained;

/// <summary>What a head answers.</summary>
/// <param name="Task">The kind of answer.</param>
/// <param name="Labels">The names of its logits.</param>
/// <param name="Problem">What they mean.</param>
internal sealed record HeadDescription(PretrainedTask Task, IReadOnlyList<string> Labels, PretrainedProblem Problem)
{
    private const int MostLabels = 1 << 20;

    /// <summary>The kinds by the ends of class names.</summary>
    public static IReadOnlyDictionary<string, PretrainedTask> Tasks { get; } = new Dictionary<string, PretrainedTask>
    {
        ["Model"] = PretrainedTask.HiddenStates,
        ["ForSequenceClassification"] = PretrainedTask.SequenceClassification,
        ["ForTokenClassification"] = PretrainedTask.TokenClassification,
        ["LMHeadModel"] = PretrainedTask.CausalLanguageModel,
        ["ForMaskedLM"] = PretrainedTask.MaskedLanguageModel,
    };

    /// <summary>The meanings by Hugging Face's words.</summary>
    public static IReadOnlyDictionary<string, PretrainedProblem> Problems { get; } =
        new Dictionary<string, PretrainedProblem>
        {
            ["single_label_classification"] = PretrainedProblem.SingleLabel,
            ["multi_label_classification"] = PretrainedProblem.SeveralLabels,
            ["regression"] = PretrainedProblem.Regression,
        };

    /// <summary>The head that the fields describe; of a class with another head, none.</summary>
    public static HeadDescription Read(FamilyConfig config, EncoderFamily family)
    {
        var task = TaskOf(config, family);
        if (task is not (PretrainedTask.SequenceClassification or PretrainedTask.TokenClassification))
            return new(task, [], PretrainedProblem.SingleLabel);
        var labels = Names(config);
        var missing = labels.Count == 1 ? "regression" : "single_label_classification";
        return Problems.TryGetValue(config.Text("problem_type", missing), out var problem) ? new(task, labels, problem)
            : throw config.Wrong("problem_type", string.Join(" or ", Problems.Keys));
    }

    private static PretrainedTask TaskOf(FamilyConfig config, EncoderFamily family)
    {
        if (config.Texts("architectures") is not [var name, ..]) return PretrainedTask.HiddenStates;
        var prefix = family.ClassNames.FirstOrDefault(known => name.StartsWith(known, StringComparison.Ordinal))
            ?? throw config.Wrong("architectures", $"a class of {string.Join(" or ", family.ClassNames)}");
        return Tasks.GetValueOrDefault(name[prefix.Length..]);
    }

    private static IReadOnlyList<string> Names(FamilyConfig config)
    {
        if (!config.Has("id2label"))
            return [.. Enumerable.Range(0, config.Size("num_labels", 2)).Select(i => Automatic(i))];
        var json = config.Json.GetProperty("id2label");
        var count = json.ValueKind == JsonValueKind.Object ? json.EnumerateObject().Count() : 0;
        if (count is 0 or > MostLabels) throw Wrong();
        var names = new string[count];
        foreach (var entry in json.EnumerateObject())
        {
            if (!int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var i) || i >= count
                || names[i] is not null || entry.Value.ValueKind != JsonValueKind.String) throw Wrong();
            names[i] = entry.Value.GetString()!;
        }
        return names;

        Saving.ConfigException Wrong() => config.Wrong("id2label", "an object of labels by their numbers from 0");
    }

    private static string Automatic(int i) => string.Create(CultureInfo.InvariantCulture, $"LABEL_{i}");
}
