using System.Globalization;
using Valence.Layers;

namespace Valence.Saving;

/// <summary>The layers that files may name. Adds to each the fields that all Keras layers share: name, trainable,
/// dtype, activity regularizer.</summary>
public sealed class LayerTable : KerasTable<Layer>
{
    // How Keras runs a layer and not what it computes; what is derived from other fields; what files of Keras 2 have
    // besides; and what our rows read under a condition only.
    internal static readonly IReadOnlySet<string> Unread = new HashSet<string>(StringComparer.Ordinal)
    {
        "autocast", "implementation", "unroll", "lora_rank", "lora_alpha", "lora_enabled", "sparse", "ragged",
        "optional", "encoding", "vocabulary_dtype", "vocabulary_size",
        "tie_weights", "build_input_shape", "build_config", "registered_name", "batch_input_shape", "input_shape",
        "input_dim", "input_length", "input_tensor", "synchronized",
        "virtual_batch_size", "adjustment", "renorm", "renorm_clipping", "renorm_momentum", "fused", "flash_attention",
        "seed", "batch_shape", "query_shape", "key_shape", "value_shape",
    };

    private LayerTable(IEnumerable<KerasRow<Layer>> rows) : base("layer", rows)
    {
    }

    /// <summary>Keras' layers.</summary>
    public static LayerTable Keras { get; } = new([
        .. CoreLayerRows.All,
        .. ModelRows.All,
        .. ActivationLayerRows.All,
        .. AttentionLayerRows.All,
        .. ConvolutionLayerRows.All,
        .. MaskLayerRows.All,
        .. MergingLayerRows.All,
        .. NormalizationLayerRows.All,
        .. PoolingLayerRows.All,
        .. PreprocessingLayerRows.All,
        .. RecurrentLayerRows.All,
        .. RegularizationLayerRows.All,
        .. ReshapingLayerRows.All,
    ]);

    /// <summary>This table and a user's own layer.</summary>
    /// <param name="className">The class' name, or for a class registered with Keras its registered name,
    /// <c>Package&gt;Name</c>.</param>
    /// <param name="read">Makes a layer from its fields.</param>
    /// <param name="write">Writes its fields.</param>
    public LayerTable With<TLayer>(string className, Func<ConfigReader, TLayer> read,
        Action<TLayer, ConfigWriter> write) where TLayer : Layer =>
        new(Rows.Append(className.Split('>') is [_, var name]
            ? Row(name, read, write) with { RegisteredName = className }
            : Row(className, read, write)));

    /// <summary>A row for a layer of Keras' module <c>keras.layers</c>.</summary>
    internal static KerasRow<Layer> Row<TLayer>(
        string className, Func<ConfigReader, TLayer> read, Action<TLayer, ConfigWriter> write) where TLayer : Layer =>
        new(className, "keras.layers", typeof(TLayer), read, (layer, writer) => write((TLayer)layer, writer));

    /// <summary>Plain keyword arguments of the calls of <paramref name="layer"/>.</summary>
    internal System.Text.Json.Nodes.JsonObject CallArguments(Layer layer, KerasTables tables) =>
        Fields(layer, tables).Call;

    /// <inheritdoc/>
    protected override void Complete(Layer made, ConfigReader config)
    {
        config.Tables.Budget?.SpendLayer(config.Place);
        made.Budget = config.Tables.Budget;
        if (config.OptionalText("name") is { } name)
        {
            RequireName(name, $"{config.Place}.name");
            made.AssignName(name);
        }
        KerasPolicy.RequireFloat(config);
        foreach (var kind in (string[])["sparse", "ragged"])
            if (config.Bool(kind, false))
                throw config.Wrong(kind, $"false: there are no {kind} tensors. Save the model with dense inputs");
        if (config.Has("lora_rank"))
            config.Tables.Notes?.Add("low-rank additions (LoRA) are in the kernels already, which training changes "
                + "as a whole", config.Text("name", "?"));
        foreach (var field in (string[])["virtual_batch_size", "adjustment"])
            if (config.Has(field))
                config.Tables.Notes?.Add($"'{field}' is not used: statistics of training are those of the whole batch",
                    config.Text("name", "?"));
        Keras2.RequireKnown(config);
        if (!config.Bool("trainable", true)) made.Freeze();
        if (config.Regularizer("activity_regularizer") is { } penalty) made.ActivityRegularizer = penalty;
    }

    /// <summary>Refuses names that are none, that other programs would take for paths, or that do not show what they
    /// are.</summary>
    internal static void RequireName(string name, string place)
    {
        if (name.Length is 0 or > 500 || name is "." or ".." || name.AsSpan().ContainsAny('/', '\\')
            || name.Any(IsUnseen))
            throw new ConfigException(place, "expected a name of 1 to 500 characters without slashes and control "
                + $"or formatting characters, found '{Formats.FilePlace.Shown(name)}'", "J15");

        static bool IsUnseen(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
    }

    /// <inheritdoc/>
    private protected override bool IsWithoutMeaning(string field) => Unread.Contains(field);

    /// <inheritdoc/>
    protected override void Begin(Layer value, ConfigWriter writer)
    {
        writer.Set("name", value.Name).Set("trainable", value.Trainable);
        writer.Set("dtype", new System.Text.Json.Nodes.JsonObject
        {
            ["module"] = "keras",
            ["class_name"] = "DTypePolicy",
            ["config"] = new System.Text.Json.Nodes.JsonObject { ["name"] = "float32" },
            ["registered_name"] = null,
        });
        if (value.ActivityRegularizer is { } penalty) writer.Regularizer("activity_regularizer", penalty);
    }

    /// <inheritdoc/>
    private protected override ConfigException Unknown(string name, string place) => name switch
    {
        "Lambda" => new(place, "a Lambda layer holds Python code, which is never run. Replace it by a layer of "
            + "Keras' own, or register a layer of yours for it", "J09"),
        "TFSMLayer" or "TorchModuleWrapper" or "JaxLayer"
            or "FlaxLayer" => new(place, $"a {name} runs a model of another framework from outside the file, which "
                + "is never done. Replace it by layers", "J09"),
        _ => base.Unknown(name, place),
    };
}
