using System.Text.Json;
using Valence.Losses;

namespace Valence.Saving;

/// <summary>Keras' losses by class name, and by the names that <c>compile</c> takes.</summary>
internal sealed class LossTable : KerasTable<Loss>
{
    private LossTable() : base("loss",
    [
        .. Of<BinaryCrossentropy>(
            c => new(c.Bool("from_logits", false), c.Float("label_smoothing", 0), c.Int("axis", -1)),
            (value, c) => c.Set("from_logits", value.FromLogits).Set("label_smoothing", value.LabelSmoothing)
                .Set("axis", value.Axis), "BinaryCrossentropy", "binary_crossentropy", "bce", "BCE"),
        .. Of<BinaryFocalCrossentropy>(c => new(c.Bool("apply_class_balancing", false), c.Float("alpha", 0.25f),
            c.Float("gamma", 2), c.Bool("from_logits", false),
            c.Float("label_smoothing", 0)) { Axis = c.Int("axis", -1) },
            (value, c) => c.Set("from_logits", value.FromLogits).Set("label_smoothing", value.LabelSmoothing)
                .Set("axis", value.Axis)
                .Set("apply_class_balancing", value.ApplyClassBalancing).Set("alpha", value.Alpha)
                .Set("gamma", value.Gamma), "BinaryFocalCrossentropy", "binary_focal_crossentropy"),
        .. Of<CategoricalCrossentropy>(c => new(LastAxis(c).Bool("from_logits", false), c.Float("label_smoothing", 0)),
            (value, c) => c.Set("from_logits", value.FromLogits).Set("label_smoothing", value.LabelSmoothing)
                .Set("axis", -1), "CategoricalCrossentropy", "categorical_crossentropy"),
        .. Of<CategoricalFocalCrossentropy>(c => new(LastAxis(c).Float("alpha", 0.25f), c.Float("gamma", 2),
            c.Bool("from_logits", false), c.Float("label_smoothing", 0)),
            (value, c) => c.Set("from_logits", value.FromLogits).Set("label_smoothing", value.LabelSmoothing)
                .Set("axis", -1).Set("alpha", value.Alpha).Set("gamma", value.Gamma),
            "CategoricalFocalCrossentropy", "categorical_focal_crossentropy"),
        .. Of<SparseCategoricalCrossentropy>(c =>
            new(LastAxis(c).Bool("from_logits", false), c.OptionalInt("ignore_class")),
            (value, c) => c.Set("from_logits", value.FromLogits).Set("ignore_class", value.IgnoreClass),
            "SparseCategoricalCrossentropy", "sparse_categorical_crossentropy"),
        .. Of<CategoricalGeneralizedCrossEntropy>(c => new(c.Float("q", 0.5f)),
            (value, c) => c.Set("q", value.Q), "CategoricalGeneralizedCrossEntropy",
            "categorical_generalized_cross_entropy"),
        .. Plain<MeanSquaredError>("MeanSquaredError", "mean_squared_error", "mse", "MSE"),
        .. Plain<MeanAbsoluteError>("MeanAbsoluteError", "mean_absolute_error", "mae", "MAE"),
        .. Plain<MeanAbsolutePercentageError>("MeanAbsolutePercentageError", "mean_absolute_percentage_error", "mape",
            "MAPE"),
        .. Plain<MeanSquaredLogarithmicError>("MeanSquaredLogarithmicError", "mean_squared_logarithmic_error", "msle",
            "MSLE"),
        .. Of<Huber>(c => new(c.Float("delta", 1)), (value, c) => c.Set("delta", value.Delta), "Huber", "huber",
            "huber_loss"),
        .. Plain<LogCosh>("LogCosh", "log_cosh", "logcosh"),
        .. Plain<KLDivergence>("KLDivergence", "kl_divergence", "kld", "KLD", "kullback_leibler_divergence"),
        .. Plain<Poisson>("Poisson", "poisson"),
        .. Plain<Hinge>("Hinge", "hinge"),
        .. Plain<SquaredHinge>("SquaredHinge", "squared_hinge"),
        .. Plain<CategoricalHinge>("CategoricalHinge", "categorical_hinge"),
        .. Of<CosineSimilarity>(c => new(c.Int("axis", -1)), (value, c) => c.Set("axis", value.Axis),
            "CosineSimilarity", "cosine_similarity", "cosine_proximity"),
        .. Of<Dice>(c => new(Axes(c)), (value, c) => c.Set("axis", value.Axes.Count == 0 ? null : value.Axes), "Dice",
            "dice"),
        .. Of<Tversky>(c => new(c.Float("alpha", 0.5f), c.Float("beta", 0.5f), Axes(c)),
            (value, c) => c.Set("alpha", value.Alpha).Set("beta", value.Beta)
                .Set("axis", value.Axes.Count == 0 ? null : value.Axes), "Tversky", "tversky"),
        .. Of<Circle>(c => new(c.Float("gamma", 80), c.Float("margin", 0.4f), c.Bool("remove_diagonal", true)),
            (value, c) => c.Set("gamma", value.Gamma).Set("margin", value.Margin)
                .Set("remove_diagonal", value.RemoveDiagonal), "Circle", "circle"),
    ]) => WithoutMeaning = ["dtype"];

    public static KerasTable<Loss> Keras { get; } = new LossTable();

    /// <inheritdoc/>
    protected override void Begin(Loss value, ConfigWriter writer) =>
        writer.Set("name", value.Name)
            .Set("reduction", value.Reduction == Reduction.None ? null
                : Models.Naming.SnakeCase(value.Reduction.ToString()));

    /// <inheritdoc/>
    protected override void Complete(Loss made, ConfigReader config) =>
        made.Restore(config.OptionalText("name"), ReductionOf(config));

    private static IEnumerable<KerasRow<Loss>> Of<T>(
        Func<ConfigReader, T> read, Action<T, ConfigWriter> write, params string[] names) where T : Loss =>
        NamedRows.Of<Loss, T>("keras.losses", read, write, names);

    private static IEnumerable<KerasRow<Loss>> Plain<T>(params string[] names) where T : Loss, new() =>
        Of(_ => new T(), (_, _) => { }, names);

    // Keras 3 writes no reduction as null; Keras 2 wrote its default as auto.
    private static Reduction ReductionOf(ConfigReader config) => config.Has("reduction")
        ? config.Get("reduction") is { ValueKind: JsonValueKind.String } text && text.ValueEquals("auto")
            ? Reduction.SumOverBatchSize : config.Choice("reduction", Reduction.SumOverBatchSize)
        : config.Json.TryGetProperty("reduction", out _) ? Reduction.None : Reduction.SumOverBatchSize;

    // The only axis these losses know.
    private static ConfigReader LastAxis(ConfigReader config) =>
        config.Int("axis", -1) == -1 ? config : throw config.Wrong("axis", "-1");

    private static int[] Axes(ConfigReader config) => config.Has("axis") ? [.. config.Ints("axis")] : [];
}
