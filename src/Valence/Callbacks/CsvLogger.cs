using System.Globalization;
using Valence.Training;

namespace Valence.Callbacks;

/// <summary>Writes each epoch's figures as a row of a CSV file: the epoch, then the figures by name, as Keras'
/// CSVLogger does; <c>NA</c> where an epoch has no such figure.</summary>
/// <param name="path">The file.</param>
/// <param name="separator">What stands between fields.</param>
/// <param name="append">Whether to add to a file that exists; otherwise it is replaced.</param>
public sealed class CsvLogger(string path, string separator = ",", bool append = false) : Callback
{
    private readonly string _path = Require.NotNull(path);
    private readonly string _separator = Require.NotNull(separator);
    private string[]? _names;

    /// <inheritdoc/>
    public override void OnTrainBegin(TrainingState state)
    {
        _names = null;
        if (!append) File.Delete(_path);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, TrainingState state)
    {
        var rows = new List<string>();
        if (_names is null)
        {
            _names = [.. state.Logs.Keys];
            // The first epochs may be without the validation whose figures later ones have.
            if (state.Validates && !_names.Any(name => name.StartsWith("val_", StringComparison.Ordinal)))
                _names = [.. _names, .. _names.Where(state.Directions.ContainsKey).Select(name => "val_" + name)];
            if (!File.Exists(_path) || new FileInfo(_path).Length == 0)
                rows.Add(string.Join(_separator, _names.Prepend("epoch")));
        }
        var figures = _names.Select(name => state.Logs.TryGetValue(name, out var value) ? Number(value) : "NA");
        rows.Add(string.Join(_separator, figures.Prepend(epoch.ToString(CultureInfo.InvariantCulture))));
        File.AppendAllText(_path, string.Concat(rows.Select(row => row + "\n")));
    }

    // The shortest text that reads back as the same double, in Python's spelling.
    private static string Number(float value)
    {
        var text = ((double)value).ToString("R", CultureInfo.InvariantCulture)
            .Replace("E", "e", StringComparison.Ordinal);
        return text switch
        {
            "NaN" => "nan",
            "Infinity" => "inf",
            "-Infinity" => "-inf",
            _ => text.AsSpan().ContainsAny('.', 'e') ? text : text + ".0",
        };
    }
}
