namespace Valence.Losses;

/// <summary>The targets that a loss has a meaning for; it computes with others too, as Keras does.</summary>
/// <param name="Least">The least.</param>
/// <param name="Greatest">The greatest.</param>
/// <param name="Words">How a sentence tells them, such as <c>from 0 to 1</c>.</param>
/// <param name="Advice">What to do about others.</param>
internal sealed record TargetRange(float Least, float Greatest, string Words, string Advice)
{
    /// <summary>Probabilities of yes, 0 or 1 in most data.</summary>
    public static TargetRange YesOrNo { get; } = new(0, 1, "from 0 to 1",
        "Number the labels 0 and 1; labels -1 and 1 go with Hinge, and more than two classes with "
            + "SparseCategoricalCrossentropy.");

    /// <summary>Shares of classes.</summary>
    public static TargetRange Shares { get; } = new(0, 1, "from 0 to 1",
        "Give each class its share of the row, 1 for the row's own class.");

    /// <summary>Counts and sizes.</summary>
    public static TargetRange NotNegative { get; } = new(0, float.PositiveInfinity, "of at least 0",
        "Take MeanSquaredError for numbers of both signs.");

    /// <summary>Two classes as signs; 0 and 1 are taken for them.</summary>
    public static TargetRange Signs { get; } = new(-1, 1, "-1 and 1, or 0 and 1", "Number the labels so.");
}
