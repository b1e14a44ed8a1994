using System.Globalization;
using Valence.Operations;

namespace Valence.Losses;

/// <summary>A class number names no class of the predictions: it is outside of them, has a fraction or is no
/// number.</summary>
public sealed class LabelOutOfRangeException : ValenceException, IRowError
{
    private readonly int _classes;

    private LabelOutOfRangeException(float label, int classes, int row, int? position, string rows)
        : base(Text(label, classes, row, position, rows)) =>
            (Label, Row, Position, _classes) = (label, row, position, classes);

    /// <summary>The number that names no class.</summary>
    public float Label { get; }

    /// <summary>The row that it is in, counted from 0: of the batch, or of the data where that is known.</summary>
    public int Row { get; }

    /// <summary>Its place in the row, where a row has several class numbers.</summary>
    public int? Position { get; }

    /// <summary>Whether <paramref name="label"/> is one of <paramref name="classes"/> classes.</summary>
    internal static bool IsClass(float label, int classes) => (uint)(int)label < (uint)classes && (int)label == label;

    /// <summary>The error of label number <paramref name="index"/> among labels of which <paramref name="rows"/> rows
    /// have equally many.</summary>
    internal static LabelOutOfRangeException Of(float label, int index, int count, int rows, int classes)
    {
        var width = Math.Max(1, count / Math.Max(1, rows));
        return new(label, classes, index / width, width == 1 ? null : index % width, "of the batch");
    }

    bool IRowError.IsOfBatch(int rows) => true;

    Exception IRowError.At(int row, string whose) =>
        new LabelOutOfRangeException(Label, _classes, row, Position, whose);

    private static string Text(float label, int classes, int row, int? position, string rows)
    {
        var place = position is { } p ? $"row {row}, position {p} {rows}" : $"row {row} {rows}";
        var advice = label == MathF.Floor(label)
            ? "Give the last layer as many units as there are classes, number the classes from 0, or name a class "
                + "that shall not count as the loss's ignoreClass."
            : "Give each sample the whole number of its class; shares of classes, one column a class, go with "
                + "CategoricalCrossentropy.";
        return string.Create(CultureInfo.InvariantCulture,
            $"Expected class numbers from 0 to {classes - 1}, received {label} in {place}. {advice}");
    }
}
