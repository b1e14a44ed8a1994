using System.Security.Cryptography;
using System.Text;
using Valence.Text;

namespace Valence.Classification;

/// <summary>What tells a search from others: its texts and all settings that change what is tried or how it
/// ends.</summary>
internal static class SearchIdentity
{
    /// <summary>What has to be the same where a search goes on, by what it is called.</summary>
    /// <param name="training">The task and all texts.</param>
    /// <param name="settings">Those of the search.</param>
    /// <param name="parts">How many parts judge in turn; 0 for none.</param>
    public static IReadOnlyList<(string What, string Value)> Of(TrialTraining training, TrainingSettings settings,
        int parts)
    {
        var weights = settings.ClassWeight is { } given
            ? string.Join(',', given.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one =>
                FormattableString.Invariant($"{one.Key}={one.Value}"))) : "";
        return
        [
            ("texts", Digest(training.Texts.Select(row =>
                $"{row.Text}\0{(row.Labels is null ? row.Label : string.Join('\n', row.Labels))}"))),
            ("seed", FormattableString.Invariant($"{settings.Seed}")),
            ("task", $"{training.Task.ClassName} {training.Task.Config().ToJsonString()}"),
            ("list to try", settings.Try?.ToString() ?? "the search's own"),
            ("recipe", settings.Recipe?.Name ?? "none"),
            ("recipes besides", string.Join(',', settings.MoreRecipes.Select(one => one.Name + one.Options))
                + settings.EncoderOptions),
            ("texts without labels", Digest(settings.Unlabelled ?? [])),
            ("folds", FormattableString.Invariant($"{parts}")),
            ("settings", FormattableString.Invariant($"{settings.Epochs} {settings.Patience} {settings.BatchSize} ")
                + FormattableString.Invariant($"{settings.LearningRate} {settings.Split} ")
                + FormattableString.Invariant($"{settings.ValidationSplit} {settings.Threshold} {settings.Goal} ")
                + $"{TextCleaning.Named.FirstOrDefault(one => one.Value == settings.Cleaning).Key} {weights}"),
        ];
    }

    private static string Digest(IEnumerable<string> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in texts) hash.AppendData(Encoding.UTF8.GetBytes($"{text}\0"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
