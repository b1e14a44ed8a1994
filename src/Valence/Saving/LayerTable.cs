using Valence.Layers;

namespace Valence.Saving;

/// <summary>The layers that files may name. Adds to each the fields that all Keras layers share: name, trainable, dtype, activity regularizer.</summary>
public sealed class LayerTable : KerasTable<Layer>
{
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
    /// <param name="className">The class' name, or for a class registered with Keras its registered name, <c>Package&gt;Name</c>.</param>
    /// <param name="read">Makes a layer from its fields.</param>
    /// <param name="write">Writes its fields.</param>
    public LayerTable With<TLayer>(string className, Func<ConfigReader, TLayer> read, Action<TLayer, ConfigWriter> write) where TLayer : Layer =>
        new(Rows.Append(className.Split('>') is [_, var name]
            ? Row(name, read, write) with { RegisteredName = className }
            : Row(className, read, write)));

    /// <summary>A row for a layer of Keras' module <c>keras.layers</c>.</summary>
    internal static KerasRow<Layer> Row<TLayer>(string className, Func<ConfigReader, TLayer> read, Action<TLayer, ConfigWriter> write) where TLayer : Layer =>
        new(className, "keras.layers", typeof(TLayer), read, (layer, writer) => write((TLayer)layer, writer));

    /// <summary>Plain keyword arguments of the calls of <paramref name="layer"/>.</summary>
    internal System.Text.Json.Nodes.JsonObject CallArguments(Layer layer, KerasTables tables) => Fields(layer, tables).Call;

    /// <inheritdoc/>
    protected override void Complete(Layer made, ConfigReader outer)
    {
        var config = new ConfigReader(outer.Get("config"), $"{outer.Place}.config", outer.Tables);
        outer.Tables.Budget?.SpendLayer(outer.Place);
        made.Budget = outer.Tables.Budget;
        if (config.OptionalText("name") is { } name)
        {
            if (name.Length is 0 or > 500 || name.Any(char.IsControl)) throw config.Wrong("name", "a name of 1 to 500 characters");
            made.AssignName(name);
        }
        KerasPolicy.RequireFloat(config);
        Keras2.RequireKnown(config);
        if (!config.Bool("trainable", true)) made.Freeze();
        if (config.Regularizer("activity_regularizer") is { } penalty) made.ActivityRegularizer = penalty;
    }

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
        "Lambda" => new(place, "a Lambda layer holds Python code, which is never run. Replace it by a layer of Keras' own, or register a layer of yours for it"),
        "TFSMLayer" or "TorchModuleWrapper" or "JaxLayer" or "FlaxLayer" => new(place, $"a {name} runs a model of another framework from outside the file, which is never done. Replace it by layers"),
        _ => base.Unknown(name, place),
    };
}
