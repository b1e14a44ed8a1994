using Valence.Pictures;

namespace Valence.Training;

/// <summary>The curves of a training as Keras' notebooks plot them: a chart for each figure and its
/// validation.</summary>
internal static class HistoryPicture
{
    private const string Held = "val_";
    private const string LearningRate = "learning_rate";

    /// <summary>The picture of a history.</summary>
    /// <exception cref="InvalidOperationException">It has no epoch.</exception>
    public static string Of(History history)
    {
        var names = history.Names.ToHashSet(StringComparer.Ordinal);
        if (names.Count == 0)
            throw new InvalidOperationException("The history has no epoch to draw. Train for at least one.");
        var charts = names.Where(name => !name.StartsWith(Held, StringComparison.Ordinal)
                || !names.Contains(name[Held.Length..]))
            .OrderBy(name => name is "loss" ? 0 : name is LearningRate ? 2 : 1).ThenBy(name => name,
                StringComparer.Ordinal)
            .Select(name => new LineChart(name, "epoch", [.. new[] { name, Held + name }.Where(names.Contains)
                .Select(curve => CurveOf(history, curve))])).ToArray();

        var picture = new Svg();
        var bottom = 0.0;
        foreach (var row in charts.Chunk(2))
        {
            for (var i = 0; i < row.Length; i++) row[i].Draw(picture, i * LineChart.Width, bottom);
            bottom += row.Max(chart => chart.Height);
        }
        return picture.ToString("Training history", string.Join(' ', charts.Select(chart => chart.Description)),
            LineChart.Width * Math.Min(2, charts.Length), bottom);
    }

    private static Curve CurveOf(History history, string name) =>
        new(name, [.. history.EpochsOf(name).Select(epoch => epoch + 1)], history[name]);
}
