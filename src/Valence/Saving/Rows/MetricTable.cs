using System.Text.Json.Nodes;
using Valence.Losses;
using Valence.Metrics;

namespace Valence.Saving;

/// <summary>Keras' metrics by class name, and by the names that <c>compile</c> takes; such a metric is named as
/// written.</summary>
internal sealed class MetricTable : KerasTable<Metric>
{
    // The functions of keras.metrics that are no losses.
    private static readonly string[] Functions = ["binary_accuracy", "categorical_accuracy",
        "concordance_correlation", "pearson_correlation", "sparse_categorical_accuracy",
        "sparse_top_k_categorical_accuracy", "top_k_categorical_accuracy"];

    private MetricTable() : base("metric",
    [
        .. Of(new Accuracy(), _ => new(), "accuracy", "acc"),
        .. Of(new ExactAccuracy(), _ => new(), "Accuracy"),
        .. Of(new BinaryAccuracy(), f => new(f.Of(d => d.Threshold)), "BinaryAccuracy", "binary_accuracy"),
        .. Of(new CategoricalAccuracy(), _ => new(), "CategoricalAccuracy", "categorical_accuracy"),
        .. Of(new SparseCategoricalAccuracy(), _ => new(), "SparseCategoricalAccuracy", "sparse_categorical_accuracy"),
        .. Of(new TopKCategoricalAccuracy(), f => new(f.Of(d => d.K)),
            "TopKCategoricalAccuracy", "top_k_categorical_accuracy"),
        .. Of(new SparseTopKCategoricalAccuracy(), f => new(f.Of(d => d.K))
            { FromSortedIds = f.GivenTrue(d => d.FromSortedIds) },
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
        .. Of(new MeanLoss(new LogCosh()), _ => new(new LogCosh()), "LogCoshError", "logcosh", "log_cosh"),
        .. Of(new MeanLoss(new CosineSimilarity(), negated: true), f => new(
            f.Part(d => (CosineSimilarity)d.Loss, loss => new(loss.Of(d => d.Axis))), negated: true),
            "CosineSimilarity", "cosine_similarity"),
        .. Of(new RootMeanSquaredError(), _ => new(), "RootMeanSquaredError", "root_mean_squared_error"),
        .. Of(new R2Score(), f => new(f.Of(d => d.ClassAggregation), f.Of(d => d.NumRegressors)),
            "R2Score", "r2_score"),
        .. Of(new Precision(), f => new(Thresholds(f), f.Of(d => d.TopK), f.Of(d => d.ClassId)),
            "Precision", "precision"),
        .. Of(new Recall(), f => new(Thresholds(f), f.Of(d => d.TopK), f.Of(d => d.ClassId)), "Recall", "recall"),
        .. Of(new TruePositives(), f => new(Thresholds(f)), "TruePositives", "true_positives"),
        .. Of(new FalsePositives(), f => new(Thresholds(f)), "FalsePositives", "false_positives"),
        .. Of(new TrueNegatives(), f => new(Thresholds(f)), "TrueNegatives", "true_negatives"),
        .. Of(new FalseNegatives(), f => new(Thresholds(f)), "FalseNegatives", "false_negatives"),
        .. Of(new SensitivityAtSpecificity(0.5f), f => new(f.Need(d => d.Specificity), f.Of(d => d.NumThresholds),
            f.Of(d => d.ClassId)), "SensitivityAtSpecificity"),
        .. Of(new SpecificityAtSensitivity(0.5f), f => new(f.Need(d => d.Sensitivity), f.Of(d => d.NumThresholds),
            f.Of(d => d.ClassId)), "SpecificityAtSensitivity"),
        .. Of(new PrecisionAtRecall(0.5f), f => new(f.Need(d => d.Recall), f.Of(d => d.NumThresholds),
            f.Of(d => d.ClassId)), "PrecisionAtRecall"),
        .. Of(new RecallAtPrecision(0.5f), f => new(f.Need(d => d.Precision), f.Of(d => d.NumThresholds),
            f.Of(d => d.ClassId)), "RecallAtPrecision"),
        .. Of(new Auc(), f => new(f.Of(d => d.NumThresholds), f.Of(d => d.Curve), f.Of(d => d.SummationMethod),
            f.Of(d => d.MultiLabel), f.Of(d => d.FromLogits))
        {
            NumLabels = f.Of(d => d.NumLabels), LabelWeights = f.Of(d => d.LabelWeights, Array),
            Thresholds = f.Given(d => d.Thresholds),
        }, "AUC", "auc"),
        .. Of(new FBetaScore(), f => new(f.Of(d => d.Average), f.Of(d => d.Beta), f.Of(d => d.Threshold)),
            "FBetaScore", "fbeta_score"),
        .. Of(new F1Score(), f => new(f.Of(d => d.Average), f.Of(d => d.Threshold)), "F1Score", "f1_score"),
        .. Of(new MeanIoU(1), Mean, "MeanIoU"),
        .. Of(new IoU(1, 0), Some, "IoU"),
        .. Of(new MeanIoU(1) { SparseYTrue = false, SparseYPred = false }, Mean, "OneHotMeanIoU"),
        .. Of(new IoU(1, 0) { SparseYTrue = false, SparseYPred = false }, Some, "OneHotIoU"),
        .. Of(new BinaryIoU(), f => new(f.Of(d => d.Threshold), [.. f.Of(d => d.TargetClassIds)])
            { Type = CountType(f) }, "BinaryIoU"),
        .. Of(new Mean(), _ => new(), "Mean", "mean"),
        .. Of(new Sum(), _ => new(), "Sum", "sum"),
        .. Of(new PearsonCorrelation(), f => new() { Axis = f.Of(d => d.Axis, FieldKinds.OneOrMany) },
            "PearsonCorrelation", "pearson_correlation"),
        .. Of(new ConcordanceCorrelation(), f => new() { Axis = f.Of(d => d.Axis, FieldKinds.OneOrMany) },
            "ConcordanceCorrelation", "concordance_correlation"),
        KerasRow<Metric>.Of("Perplexity", "keras_hub.src.metrics.perplexity", new Perplexity(),
            f => new(f.Of(d => d.FromLogits), f.Of(d => d.MaskTokenId))) with
        {
            // KerasHub's, which is known by this name alone.
            RegisteredName = "keras_hub>Perplexity",
        },
        new("MeanMetricWrapper", "keras.metrics", typeof(MeanMetricWrapper), Wrapped, Wrap),
    ]) => WithoutMeaning = ["dtype"];

    public static KerasTable<Metric> Keras { get; } = new MetricTable();

    // As in Keras, a text names its metric, and accuracy is what suits the outputs however it is spelled.
    private protected override Metric Plain(string name, string place, KerasTables tables)
    {
        var made = base.Plain(Accuracy.IsMeantBy(name) ? name.ToLowerInvariant() : name, place, tables);
        made.Restore(name);
        return made;
    }

    /// <inheritdoc/>
    private protected override void Share(Metric metric, Fields<Metric> f)
    {
        // The overlaps say themselves of which type their counts are.
        var name = (metric is IntersectionOverUnion ? f : f.Constant("dtype", "float32")).Given(d => d.Name);
        if (f.Reader is not null) metric.Restore(name);
    }

    /// <inheritdoc/>
    protected override KerasRow<Metric> RowOf(Metric value) =>
        value is not MeanLoss mean ? base.RowOf(value)
            : Rows.FirstOrDefault(row => row.Prototype is MeanLoss prototype && row.ClassName == value.KerasName
                && prototype.Negated == mean.Negated)
            ?? (!mean.Negated && LossTable.FunctionOf(mean.Loss) is not null
                ? Rows.First(row => row.Type == typeof(MeanMetricWrapper)) : null)
            ?? throw new ConfigException(value.KerasName, "Keras has no metric of this loss");

    // Such a metric has the function's name.
    private protected override Metric? OfFunction(string name, string place, KerasTables tables)
    {
        using var empty = System.Text.Json.JsonDocument.Parse("{}");
        var made = MeanOf(name, new(empty.RootElement.Clone(), place, tables), hasArguments: false);
        made?.Restore(name);
        return made;
    }

    private static IEnumerable<KerasRow<Metric>> Of<T>(T prototype, Func<Fields<T>, T> fields, string className,
        params string[] texts) where T : Metric =>
        NamedRows.Of<Metric, T>("keras.metrics", prototype, fields, className)
            .Concat(texts.Select(text => KerasRow<Metric>.Of(text, "keras.metrics", prototype, f =>
            {
                var metric = fields(f);
                metric.Restore(text);
                return metric;
            })));

    // The fields are those of the loss, but for the axis: a mean has it as a loss, a sum over classes as a metric.
    private static IEnumerable<KerasRow<Metric>> OfLoss(string className, params string[] texts)
    {
        var row = LossTable.Keras.Rows.First(row => row.ClassName == className);
        return Of(new MeanLoss(row.Prototype!), f =>
        {
            if (f.Reader is { } reader) return new(row.Read(reader));
            f.Write((value, c) => row.Write(value.Loss, c));
            if (className == "BinaryCrossentropy") f.Without("axis");
            if (className == "SparseCategoricalCrossentropy") f.Constant("axis", -1);
            return new(row.Prototype!);
        }, className, texts);
    }

    private static ElementType CountType<T>(Fields<T> f) where T : IntersectionOverUnion => f.Of(d => d.Type,
        new FieldKind<ElementType>((c, name) => c.Get(name).ValueKind == System.Text.Json.JsonValueKind.String
            ? KerasElementTypes.Read(c, name) : ElementType.Int32,
            (c, name, type) => c.Set(name, type == ElementType.Int32 ? "int64" : "float32")), name: "dtype");

    // A mean of one of Keras' own functions, with these arguments; null where it is none.
    private static Metric? MeanOf(string function, ConfigReader c, bool hasArguments) =>
        Functions.Contains(function) ? Keras.Rows.First(row => row.ClassName == function).Read(c)
            : LossTable.OfFunction(function, hasArguments) is { } row ? new MeanLoss(row.Read(c)) : null;

    private static Metric Wrapped(ConfigReader c)
    {
        var function = c.Get("fn") is { ValueKind: System.Text.Json.JsonValueKind.Object } json
            ? new ConfigReader(json, $"{c.Place}.fn", c.Tables) : throw c.Wrong("fn", "a function of Keras");
        var name = function.Text("config");
        return MeanOf(name, c, hasArguments: true) ?? throw new ConfigException($"{c.Place}.fn", "expected the name "
            + $"of a function of keras.metrics that is a metric's, found '{Formats.FilePlace.Shown(name)}'. Replace it "
                + "by a metric of your own, registered by its name", "J06");
    }

    // The mean of a loss for which Keras has no class of a metric is that of the loss's function.
    private static void Wrap(Metric metric, ConfigWriter c)
    {
        if (metric is not MeanLoss { Loss: var loss } || LossTable.FunctionOf(loss) is not { } name)
            throw new ConfigException(metric.Name, "a metric of a function, which is code, and files hold no code. "
                + "Make it a class and register it in the table of metrics", "J11");
        c.Set("fn", new JsonObject
        {
            ["module"] = "builtins",
            ["class_name"] = "function",
            ["config"] = name,
            ["registered_name"] = "function",
        });
        LossTable.OfFunction(name, hasArguments: true)!.Write(loss, c);
    }

    private static IReadOnlyList<float>? Thresholds<T>(Fields<T> f) where T : ThresholdMetric =>
        f.Of(d => d.Thresholds, FieldKinds.OneOrManyNumbers);

    private static MeanIoU Mean(Fields<MeanIoU> f) => new(f.Only("axis", -1).Need(d => d.NumClasses))
    {
        Type = CountType(f),
        IgnoreClass = f.Of(d => d.IgnoreClass),
        SparseYTrue = f.Of(d => d.SparseYTrue, name: "sparse_y_true"),
        SparseYPred = f.Of(d => d.SparseYPred, name: "sparse_y_pred"),
    };

    private static IoU Some(Fields<IoU> f) => new(f.Only("axis", -1).Need(d => d.NumClasses),
        [.. f.Need(d => d.TargetClassIds)])
    {
        Type = CountType(f),
        IgnoreClass = f.Of(d => d.IgnoreClass),
        SparseYTrue = f.Of(d => d.SparseYTrue, name: "sparse_y_true"),
        SparseYPred = f.Of(d => d.SparseYPred, name: "sparse_y_pred"),
    };

    // Keras holds these weights as an array, and writes them as one.
    private static FieldKind<IReadOnlyList<float>?> Array { get; } = new((c, name) => c.Floats(name),
        (c, name, numbers) => c.Set(name, numbers is null ? null : new JsonObject
        {
            ["class_name"] = "__tensor__",
            ["config"] = new JsonObject
            {
                ["value"] = new JsonArray([.. numbers.Select(number =>
                    PythonNumber.Of(JsonValue.Create((double)number)))]),
                ["dtype"] = "float32"
            },
        }));
}
