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
    public static IEnumerable<string> Of(History history, int? kept, bool isDrawn)
    {
        string[] names = [.. new[] { Loss, HeldOutLoss }.Where(history.Names.Contains)];
        if (history.Epochs.Count < 2 || names.Length == 0) yield break;
        float[] all = [.. names.SelectMany(name => history[name]).Where(float.IsFinite)];
        if (all.Length == 0) yield break;
        var (least, most) = (all.Min(), all.Max());
        var width = names.Max(name => name.Length);
        foreach (var name in names)
        {
            var values = history[name];
            var lowest = Enumerable.Range(0, values.Count).MinBy(i => float.IsNaN(values[i]) ? float.MaxValue
                : values[i]);
            var isKept = name == names[^1] && kept == history.EpochsOf(name)[lowest] + 1;
            yield return string.Create(CultureInfo.InvariantCulture, $"{name.PadRight(width)} "
                + $"{(isDrawn ? $"{Drawn(values, least, most)} " : "")}{values[0]:F4} to {values[^1]:F4}, least "
                + $"{values[lowest]:F4} in epoch {history.EpochsOf(name)[lowest] + 1}{(isKept ? ", kept" : "")}");
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
