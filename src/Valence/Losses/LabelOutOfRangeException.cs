namespace Valence.Losses;

/// <summary>A class number names no class of the predictions.</summary>
public sealed class LabelOutOfRangeException : ArgumentException
{
    internal LabelOutOfRangeException(float label, int index, int classes)
        : base(FormattableString.Invariant($"Expected class numbers from 0 to {classes - 1}, received {label} at position {index}. Give the last layer as many units as there are classes, or number the classes from 0.")) => Label = label;

    /// <summary>The number that names no class.</summary>
    public float Label { get; }
}
