using Valence.Losses;

namespace Valence.Saving;

/// <summary>Keras' losses by class name, and by the names that <c>compile</c> takes.</summary>
internal sealed class LossTable : KerasTable<Loss>
{
    // The functions of keras.losses that need nothing but truth and predictions.
    private static readonly string[] Functions = ["binary_crossentropy", "binary_focal_crossentropy",
        "categorical_crossentropy", "categorical_focal_crossentropy", "categorical_hinge", "circle",
        "cosine_similarity", "dice", "hinge", "huber", "kl_divergence", "log_cosh", "mean_absolute_error",
        "mean_absolute_percentage_error", "mean_squared_error", "mean_squared_logarithmic_error", "poisson",
        "sparse_categorical_crossentropy", "squared_hinge", "tversky"];

    private const string NeedsPower = "categorical_generalized_cross_entropy";

    private LossTable() : base("loss",
    [
        .. Of(new BinaryCrossentropy(), f => new(f.Of(d => d.FromLogits), f.Of(d => d.LabelSmoothing),
            f.Of(d => d.Axis)), "BinaryCrossentropy", "binary_crossentropy", "bce", "BCE"),
        .. Of(new BinaryFocalCrossentropy(), f => new(f.Of(d => d.ApplyClassBalancing), f.Of(d => d.Alpha),
            f.Of(d => d.Gamma), f.Of(d => d.FromLogits), f.Of(d => d.LabelSmoothing)) { Axis = f.Of(d => d.Axis) },
            "BinaryFocalCrossentropy", "binary_focal_crossentropy"),
        .. Of(new CategoricalCrossentropy(), f => new(f.Only("axis", -1).Of(d => d.FromLogits),
            f.Of(d => d.LabelSmoothing)), "CategoricalCrossentropy", "categorical_crossentropy"),
        .. Of(new CategoricalFocalCrossentropy(), f => new(
            f.Only("axis", -1).Of(d => d.Alpha, FieldKinds.OneOrManyDoubles), f.Of(d => d.Gamma),
            f.Of(d => d.FromLogits), f.Of(d => d.LabelSmoothing)),
            "CategoricalFocalCrossentropy", "categorical_focal_crossentropy"),
        .. Of(new SparseCategoricalCrossentropy(), f => new(
            f.Only("axis", -1, isWritten: false).Of(d => d.FromLogits), f.Of(d => d.IgnoreClass),
            f.Given(d => d.LabelSmoothing > 0 ? d.LabelSmoothing : (double?)null, name: "label_smoothing") ?? 0),
            "SparseCategoricalCrossentropy", "sparse_categorical_crossentropy"),
        .. Of(new CategoricalGeneralizedCrossEntropy(), f => new(f.Of(d => d.Q)),
            "CategoricalGeneralizedCrossEntropy", "categorical_generalized_cross_entropy"),
        .. Of(new MeanSquaredError(), _ => new(), "MeanSquaredError", "mean_squared_error", "mse", "MSE"),
        .. Of(new MeanAbsoluteError(), _ => new(), "MeanAbsoluteError", "mean_absolute_error", "mae", "MAE"),
        .. Of(new MeanAbsolutePercentageError(), _ => new(),
            "MeanAbsolutePercentageError", "mean_absolute_percentage_error", "mape", "MAPE"),
        .. Of(new MeanSquaredLogarithmicError(), _ => new(),
            "MeanSquaredLogarithmicError", "mean_squared_logarithmic_error", "msle", "MSLE"),
        .. Of(new Huber(), f => new(f.Of(d => d.Delta)), "Huber", "huber", "huber_loss"),
        .. Of(new LogCosh(), _ => new(), "LogCosh", "log_cosh", "logcosh"),
        .. Of(new KLDivergence(), _ => new(), "KLDivergence", "kl_divergence", "kld", "KLD",
            "kullback_leibler_divergence"),
        .. Of(new Poisson(), _ => new(), "Poisson", "poisson"),
        .. Of(new Hinge(), _ => new(), "Hinge", "hinge"),
        .. Of(new SquaredHinge(), _ => new(), "SquaredHinge", "squared_hinge"),
        .. Of(new CategoricalHinge(), _ => new(), "CategoricalHinge", "categorical_hinge"),
        .. Of(new CosineSimilarity(), f => new(f.Of(d => d.Axis)), "CosineSimilarity", "cosine_similarity",
            "cosine_proximity"),
        .. Of(new Dice(), f => new([.. f.Of(d => d.Axes, FieldKinds.NullIfEmpty, "axis")]), "Dice", "dice"),
        .. Of(new Tversky(), f => new(f.Of(d => d.Alpha), f.Of(d => d.Beta),
            [.. f.Of(d => d.Axes, FieldKinds.NullIfEmpty, "axis")]), "Tversky", "tversky"),
        .. Of(new Circle(), f => new(f.Of(d => d.Gamma), f.Of(d => d.Margin), f.Of(d => d.RemoveDiagonal)),
            "Circle", "circle"),
        .. NamedRows.Of<Loss, CrfLoss>("valence", new CrfLoss(), _ => new(), "CrfLoss", "crf_loss")
            .Select(row => row with
            {
                RegisteredName = row.ClassName == "CrfLoss" ? "valence>CrfLoss" : null,
            }),
    ]) => WithoutMeaning = ["dtype"];

    public static KerasTable<Loss> Keras { get; } = new LossTable();

    /// <summary>The row of one of Keras' functions; null where Keras has no such function.</summary>
    /// <param name="name">The function.</param>
    /// <param name="hasArguments">Whether arguments besides truth and predictions are given.</param>
    public static KerasRow<Loss>? OfFunction(string name, bool hasArguments) =>
        Functions.Contains(name) || hasArguments && name == NeedsPower
            ? Keras.Rows.First(row => row.ClassName == name) : null;

    /// <summary>The name of Keras' function that a loss computes; null for a user's own loss.</summary>
    public static string? FunctionOf(Loss loss) => Keras.Rows.FirstOrDefault(row => row.Type == loss.GetType()
        && OfFunction(row.ClassName, hasArguments: true) is not null)?.ClassName;

    // As everywhere, a loss of a function has the function's name.
    private protected override Loss? OfFunction(string name, string place, KerasTables tables) =>
        OfFunction(name, hasArguments: false) is null ? null : Plain(name, place, tables);

    /// <inheritdoc/>
    private protected override void Share(Loss loss, Fields<Loss> f)
    {
        var (name, reduction) = (f.Given(d => d.Name), f.Of(d => d.Reduction, ReductionKind));
        if (f.Reader is not null) loss.Restore(name, reduction);
    }

    // Keras 2 wrote its default as auto.
    private static FieldKind<Choice<Reduction>> ReductionKind { get; } =
        FieldKinds.Choice(("auto", Reduction.SumOverBatchSize));

    private static IEnumerable<KerasRow<Loss>> Of<T>(T prototype, Func<Fields<T>, T> fields, params string[] names)
        where T : Loss => NamedRows.Of<Loss, T>("keras.losses", prototype, fields, names);
}
