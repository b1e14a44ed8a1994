using System.Globalization;
using System.Text;
using Valence.Training;

namespace Valence.Cli;

/// <summary>The loss of each epoch of a training, a line for a figure.</summary>
internal static class TrainingCurves
{
    private const string Loss = "loss", HeldOutLoss = "val_loss";
    private const string Steps = "▁▂▃▄▅▆▇█";

    // What has room beside the numbers.
    private const int MostColumns = 40;

    /// <summary>The lines; none of fewer than two epochs.</summary>
    /// <param name="history">The training.</param>
    /// <param name="kept">The epoch whose weights were kept, the first being 1.</param>
    /// <param name="isDrawn">Whether blocks show the curve beside the numbers, all losses on one scale.</param>
    public static IEnumerable<string> Of(History history, int? kept, bool isDrawn) => history.Epochs.Count < 2 ? []
        : Of([.. new[] { Loss, HeldOutLoss }.Where(history.Names.Contains)
            .Select(name => (name, history.EpochsOf(name), history[name]))], kept, isDrawn);

    /// <summary>The same of figures by their names, with their epochs from 0 and values.</summary>
    public static IEnumerable<string> Of(
        IReadOnlyList<(string Name, IReadOnlyList<int> Epochs, IReadOnlyList<float> Values)> figures, int? kept,
        bool isDrawn)
    {
        float[] all = [.. figures.SelectMany(figure => figure.Values).Where(float.IsFinite)];
        if (all.Length == 0) yield break;
        var (least, most) = (all.Min(), all.Max());
        var width = figures.Max(figure => figure.Name.Length);
        foreach (var (name, epochs, values) in figures)
        {
            var lowest = Enumerable.Range(0, values.Count).MinBy(i => float.IsNaN(values[i]) ? float.MaxValue
                : values[i]);
            var isKept = name == figures[^1].Name && kept == epochs[lowest] + 1;
            yield return string.Create(CultureInfo.InvariantCulture, $"{name.PadRight(width)} "
                + $"{(isDrawn ? $"{Drawn(values, least, most)} " : "")}{values[0]:F4} to {values[^1]:F4}, least "
                + $"{values[lowest]:F4} in epoch {epochs[lowest] + 1}{(isKept ? ", kept" : "")}");
        }
    }

    private static string Drawn(IReadOnlyList<float> values, float least, float most)
    {
        var columns = Math.Min(MostColumns, values.Count);
        var drawn = new StringBuilder(columns);
        for (var column = 0; column < columns; column++)
        {
            // Of more epochs than columns, those at even distances, the first and the last among them.
            var value = values[columns == 1 ? 0 : (int)((long)column * (values.Count - 1) / (columns - 1))];
            var height = most == least ? 0 : (value - least) / (most - least) * (Steps.Length - 1);
            drawn.Append(float.IsFinite(value) ? Steps[(int)MathF.Round(height)] : ' ');
        }
        return drawn.ToString();
    }
}
