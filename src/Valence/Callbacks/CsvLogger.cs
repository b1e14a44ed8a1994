using System.Globalization;
using System.Text;
using Valence.Training;

namespace Valence.Callbacks;

/// <summary>Writes each epoch's figures as a row of a CSV file: the epoch, then the figures by name, as Keras'
/// CSVLogger does; <c>NA</c> where an epoch has no such figure.</summary>
/// <param name="path">The file.</param>
/// <param name="separator">What stands between fields.</param>
/// <param name="append">Whether to add to a file that exists; otherwise it is replaced. Rows of a training
/// that was ended before its first backup then stay.</param>
public sealed class CsvLogger(string path, string separator = ",", bool append = false) : Callback
{
    private const string Length = "length", Column = "column ";

    private readonly string _path = Require.NotNull(path);
    private readonly string _separator = Require.NotNull(separator);

    /// <inheritdoc/>
    internal override bool WritesOneFile => true;

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, TrainingState state)
    {
        var memory = state.MemoryOf(this);
        using var file = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.Write);
        // Rows of epochs that a training did not get to back up are written again.
        if (memory[Length] is { } written) file.SetLength(Math.Min((long)written, file.Length));
        else if (!append) file.SetLength(0);
        var names = Names(memory, state);
        var figures = names.Select(name => state.Logs.TryGetValue(name, out var value) ? Number(value) : "NA");
        var rows = string.Join(_separator, figures.Prepend(epoch.ToString(CultureInfo.InvariantCulture))) + "\n";
        if (file.Length == 0) rows = string.Join(_separator, names.Prepend("epoch")) + "\n" + rows;
        file.Seek(0, SeekOrigin.End);
        file.Write(Encoding.UTF8.GetBytes(rows));
        memory[Length] = file.Length;
    }

    // Those of the first epoch, which may be without the validation whose figures later ones have.
    private static string[] Names(CallbackMemory memory, TrainingState state)
    {
        if (memory[Length] is null)
        {
            string[] names = [.. state.Logs.Keys];
            if (state.Validates && !names.Any(name => name.StartsWith("val_", StringComparison.Ordinal)))
                names = [.. names, .. names.Where(state.Directions.ContainsKey).Select(name => "val_" + name)];
            for (var i = 0; i < names.Length; i++) memory[Column + names[i]] = i;
        }
        return [.. memory.Numbers.Where(number => number.Key.StartsWith(Column, StringComparison.Ordinal))
            .OrderBy(number => number.Value).Select(number => number.Key[Column.Length..])];
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
