using System.Text.Json.Nodes;
using Valence.Losses;
using Valence.Metrics;

namespace Valence.Saving;

/// <summary>Keras' metrics by class name, and by the names that <c>compile</c> takes; such a metric is named as
/// written.</summary>
internal sealed class MetricTable : KerasTable<Metric>
{
    private MetricTable() : base("metric",
    [
        .. Of<Accuracy>(c => new(), (value, c) => { }, "accuracy", "acc"),
        .. Plain<ExactAccuracy>("Accuracy"),
        .. Of<BinaryAccuracy>(c => new(c.Float("threshold", 0.5f)), (value, c) => c.Set("threshold", value.Threshold),
            "BinaryAccuracy", "binary_accuracy"),
        .. Plain<CategoricalAccuracy>("CategoricalAccuracy", "categorical_accuracy"),
        .. Plain<SparseCategoricalAccuracy>("SparseCategoricalAccuracy", "sparse_categorical_accuracy"),
        .. Of<TopKCategoricalAccuracy>(c => new(c.Int("k", 5)), (value, c) => c.Set("k", value.K),
            "TopKCategoricalAccuracy", "top_k_categorical_accuracy"),
        .. Of<SparseTopKCategoricalAccuracy>(c => new(c.Int("k", 5)), (value, c) => c.Set("k", value.K),
            "SparseTopKCategoricalAccuracy", "sparse_top_k_categorical_accuracy"),
        .. OfLoss("BinaryCrossentropy", "binary_crossentropy", "bce", "BCE"),
        .. OfLoss("CategoricalCrossentropy", "categorical_crossentropy"),
        .. OfLoss("SparseCategoricalCrossentropy", "sparse_categorical_crossentropy"),
        .. OfLoss("MeanSquaredError", "mean_squared_error", "mse", "MSE"),
        .. OfLoss("MeanAbsoluteError", "mean_absolute_error", "mae", "MAE"),
        .. OfLoss("MeanAbsolutePercentageError", "mean_absolute_percentage_error", "mape", "MAPE"),
        .. OfLoss("MeanSquaredLogarithmicError", "mean_squared_logarithmic_error", "msle", "MSLE"),
        .. OfLoss("KLDivergence", "kl_divergence", "kld", "KLD"),
        .. OfLoss("Poisson", "poisson"),
        .. OfLoss("Hinge", "hinge"),
        .. OfLoss("SquaredHinge", "squared_hinge"),
        .. OfLoss("CategoricalHinge", "categorical_hinge"),
        .. Of<MeanLoss>(c => new(new LogCosh()), (value, c) => { }, "LogCoshError", "logcosh", "log_cosh"),
        .. Of<MeanLoss>(c => new(new CosineSimilarity(c.Int("axis", -1)), negated: true),
            (value, c) => c.Set("axis", ((CosineSimilarity)value.Loss).Axis), "CosineSimilarity", "cosine_similarity"),
        .. Plain<RootMeanSquaredError>("RootMeanSquaredError", "root_mean_squared_error"),
        .. Of<R2Score>(c => new(c.Json.TryGetProperty("class_aggregation", out _)
            ? c.Choice("class_aggregation", R2Aggregation.None) : R2Aggregation.UniformAverage,
            c.Int("num_regressors", 0)),
            (value, c) => c.Set("class_aggregation", NullOr(value.ClassAggregation))
                .Set("num_regressors", value.NumRegressors), "R2Score", "r2_score"),
        .. Of<Precision>(c => new(Thresholds(c), c.OptionalInt("top_k"), c.OptionalInt("class_id")), WriteThresholds,
            "Precision", "precision"),
        .. Of<Recall>(c => new(Thresholds(c), c.OptionalInt("top_k"), c.OptionalInt("class_id")), WriteThresholds,
            "Recall", "recall"),
        .. Of<TruePositives>(c => new(Thresholds(c)), (value, c) => Thresholds(value, c), "TruePositives",
            "true_positives"),
        .. Of<FalsePositives>(c => new(Thresholds(c)), (value, c) => Thresholds(value, c), "FalsePositives",
            "false_positives"),
        .. Of<TrueNegatives>(c => new(Thresholds(c)), (value, c) => Thresholds(value, c), "TrueNegatives",
            "true_negatives"),
        .. Of<FalseNegatives>(c => new(Thresholds(c)), (value, c) => Thresholds(value, c), "FalseNegatives",
            "false_negatives"),
        .. Of<SensitivityAtSpecificity>(c => new(c.Float("specificity"), c.Int("num_thresholds", 200),
            c.OptionalInt("class_id")), (value, c) => Constrained(value, c).Set("specificity", value.Specificity),
            "SensitivityAtSpecificity"),
        .. Of<SpecificityAtSensitivity>(c => new(c.Float("sensitivity"), c.Int("num_thresholds", 200),
            c.OptionalInt("class_id")), (value, c) => Constrained(value, c).Set("sensitivity", value.Sensitivity),
            "SpecificityAtSensitivity"),
        .. Of<PrecisionAtRecall>(c => new(c.Float("recall"), c.Int("num_thresholds", 200), c.OptionalInt("class_id")),
            (value, c) => Constrained(value, c).Set("recall", value.Recall), "PrecisionAtRecall"),
        .. Of<RecallAtPrecision>(c => new(c.Float("precision"), c.Int("num_thresholds", 200),
            c.OptionalInt("class_id")), (value, c) => Constrained(value, c).Set("precision", value.Precision),
            "RecallAtPrecision"),
        .. Of<AUC>(ReadAuc, WriteAuc, "AUC", "auc"),
        .. Of<FBetaScore>(
            c => new(c.Choice("average", Averaging.None), c.Float("beta", 1), c.OptionalFloat("threshold")),
            (value, c) => c.Set("average", NullOr(value.Average)).Set("beta", value.Beta)
                .Set("threshold", value.Threshold), "FBetaScore", "fbeta_score"),
        .. Of<F1Score>(c => new(c.Choice("average", Averaging.None), c.OptionalFloat("threshold")),
            (value, c) => c.Set("average", NullOr(value.Average)).Set("threshold", value.Threshold), "F1Score",
            "f1_score"),
        .. Of<MeanIoU>(c => new(OverClasses(c).Int("num_classes")) { IgnoreClass = c.OptionalInt("ignore_class"),
            SparseYTrue = c.Bool("sparse_y_true", true), SparseYPred = c.Bool("sparse_y_pred", true) }, Overlap,
            "MeanIoU"),
        .. Of<IoU>(c => new(OverClasses(c).Int("num_classes"), Targets(c)) { IgnoreClass =
                c.OptionalInt("ignore_class"),
            SparseYTrue = c.Bool("sparse_y_true", true), SparseYPred = c.Bool("sparse_y_pred", true) },
            (value, c) => Overlap(value, c.Set("target_class_ids", value.TargetClassIds)), "IoU"),
        .. Of<MeanIoU>(c => new(OverClasses(c).Int("num_classes")) { IgnoreClass = c.OptionalInt("ignore_class"),
            SparseYTrue = false, SparseYPred = c.Bool("sparse_y_pred", false) }, Overlap, "OneHotMeanIoU"),
        .. Of<IoU>(c => new(OverClasses(c).Int("num_classes"), Targets(c)) { IgnoreClass =
                c.OptionalInt("ignore_class"),
            SparseYTrue = false, SparseYPred = c.Bool("sparse_y_pred", false) },
            (value, c) => Overlap(value, c.Set("target_class_ids", value.TargetClassIds)), "OneHotIoU"),
        .. Of<BinaryIoU>(c => new(c.Float("threshold", 0.5f), c.Has("target_class_ids") ? Targets(c) : [0, 1]),
            (value, c) => c.Set("target_class_ids", value.TargetClassIds).Set("threshold", value.Threshold),
            "BinaryIoU"),
    ]) => WithoutMeaning = ["dtype"];

    public static KerasTable<Metric> Keras { get; } = new MetricTable();

    /// <inheritdoc/>
    protected override void Complete(Metric made, ConfigReader config) => made.Restore(config.OptionalText("name"));

    /// <inheritdoc/>
    protected override void Begin(Metric value, ConfigWriter writer) =>
        writer.Set("name", value.Name).Set("dtype", value is IntersectionOverUnion ? "int64" : "float32");

    /// <inheritdoc/>
    protected override KerasRow<Metric> RowOf(Metric value) =>
        value is MeanLoss ? Rows.FirstOrDefault(row => row.Type == typeof(MeanLoss) && row.ClassName == value.KerasName)
            ?? throw new ConfigException(value.KerasName, "Keras has no metric of this loss") : base.RowOf(value);

    private static IEnumerable<KerasRow<Metric>> Of<T>(Func<ConfigReader, T> read, Action<T, ConfigWriter> write,
        string className, params string[] texts) where T : Metric =>
        NamedRows.Of<Metric, T>("keras.metrics", read, write, className)
            .Concat(texts.SelectMany(
                text => NamedRows.Of<Metric, T>("keras.metrics", c => Named(read(c), text), write, text)));

    private static T Named<T>(T metric, string name) where T : Metric
    {
        metric.Restore(name);
        return metric;
    }

    private static IEnumerable<KerasRow<Metric>> Plain<T>(string className, params string[] texts)
        where T : Metric, new() => Of(_ => new T(), (_, _) => { }, className, texts);

    // The fields are those of the loss, but for the axis: a mean has it as a loss, a sum over classes as a metric.
    private static IEnumerable<KerasRow<Metric>> OfLoss(string className, params string[] texts)
    {
        var row = LossTable.Keras.Rows.First(row => row.ClassName == className);
        return Of<MeanLoss>(c => new(row.Read(c)), (value, c) =>
        {
            row.Write(value.Loss, c);
            if (value.Loss is BinaryCrossentropy) c.Json.Remove("axis");
            if (value.Loss is SparseCategoricalCrossentropy) c.Set("axis", -1);
        }, className, texts);
    }

    private static string? NullOr<TEnum>(TEnum value) where TEnum : struct, Enum =>
        Convert.ToInt32(value, null) == 0 ? null : Models.Naming.SnakeCase(value.ToString());

    private static IReadOnlyList<float>? Thresholds(ConfigReader config) =>
        config.Has("thresholds") ? config.Floats("thresholds") : null;

    // The only axis of classes that these metrics know.
    private static ConfigReader OverClasses(ConfigReader config) =>
        config.Int("axis", -1) == -1 ? config : throw config.Wrong("axis", "-1");

    private static int[] Targets(ConfigReader config) => [.. config.Ints("target_class_ids")];

    private static ConfigWriter Thresholds(ThresholdMetric value, ConfigWriter config) =>
        value.Thresholds is [var only] ? config.Set("thresholds", only) : config.Set("thresholds", value.Thresholds);

    private static void WriteThresholds(ThresholdMetric value, ConfigWriter config) =>
        Thresholds(value, config).Set("top_k", value.TopK).Set("class_id", value.ClassId);

    private static ConfigWriter Constrained(ConstrainedMetric value, ConfigWriter config) =>
        config.Set("num_thresholds", value.NumThresholds).Set("class_id", value.ClassId);

    private static void Overlap(IntersectionOverUnion value, ConfigWriter config) =>
        config.Set("num_classes", value.NumClasses).Set("ignore_class", value.IgnoreClass)
            .Set("sparse_y_true", value.SparseYTrue).Set("sparse_y_pred", value.SparseYPred).Set("axis", -1);

    private static AUC ReadAuc(ConfigReader c) =>
        new(c.Int("num_thresholds", 200), c.Choice("curve", AucCurve.ROC),
            c.Choice("summation_method", AucSummation.Interpolation), c.Bool("multi_label", false),
            c.Bool("from_logits", false))
        {
            NumLabels = c.OptionalInt("num_labels"),
            LabelWeights = c.Has("label_weights") ? c.Floats("label_weights") : null,
            Thresholds = Thresholds(c),
        };

    // Keras holds these weights as an array, and writes them as one.
    private static JsonObject? Array(IReadOnlyList<float>? numbers) => numbers is null ? null : new()
    {
        ["class_name"] = "__tensor__",
        ["config"] = new JsonObject
        {
            ["value"] = new JsonArray(
            [.. numbers.Select(number => PythonNumber.Of(JsonValue.Create((double)number)))]),
            ["dtype"] = "float32"
        },
    };

    private static void WriteAuc(AUC value, ConfigWriter c)
    {
        c.Set("num_thresholds", value.NumThresholds).Set("curve", value.Curve.ToString())
            .Choice("summation_method", value.SummationMethod)
            .Set("multi_label", value.MultiLabel).Set("num_labels", value.NumLabels)
            .Set("label_weights", Array(value.LabelWeights)).Set("from_logits", value.FromLogits);
        if (value.Thresholds is { } own) c.Set("thresholds", own);
    }
}
