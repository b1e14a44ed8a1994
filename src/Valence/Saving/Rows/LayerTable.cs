using System.Globalization;
using System.Text.Json.Nodes;
using Valence.Layers;
using Valence.Models;

namespace Valence.Saving;

/// <summary>The layers that files may name. Adds to each the fields that all Keras layers share: name, trainable,
/// dtype, activity regularizer.</summary>
public sealed class LayerTable : KerasTable<Layer>
{
    // What files of Keras 2 have besides, and what decides how Keras runs any layer and not what it computes; of a
    // single class such fields are said in its row.
    internal static readonly IReadOnlySet<string> Unread = new HashSet<string>(StringComparer.Ordinal)
    {
        "autocast", "build_input_shape", "build_config", "registered_name", Keras2.BatchShape, "batch_shape",
        "input_shape", "input_dim", "input_length",
        // Shapes that an attention of Keras 2 was built for.
        "query_shape", "key_shape", "value_shape",
    };

    private LayerTable(IEnumerable<KerasRow<Layer>> rows) : base("layer", rows)
    {
    }

    /// <summary>Second names of Keras' classes, which files may have and none is written with.</summary>
    internal static IReadOnlyDictionary<string, string> SecondNames { get; } = new Dictionary<string, string>
    {
        ["AvgPool1D"] = "AveragePooling1D",
        ["Convolution1D"] = "Conv1D",
        ["Convolution1DTranspose"] = "Conv1DTranspose",
        ["GlobalAvgPool1D"] = "GlobalAveragePooling1D",
        ["GlobalMaxPool1D"] = "GlobalMaxPooling1D",
        ["MaxPool1D"] = "MaxPooling1D",
        ["SeparableConvolution1D"] = "SeparableConv1D",
    };

    /// <summary>Keras' layers.</summary>
    public static LayerTable Keras { get; } = new([.. Own(), .. SecondNames.Select(pair =>
        Own().First(row => row.ClassName == pair.Value) with { ClassName = pair.Key })]);

    private static KerasRow<Layer>[] Own() =>
    [
        .. CoreLayerRows.All,
        .. ModelRows.All,
        .. ActivationLayerRows.All,
        .. AdaptedLayerRows.All,
        .. AttentionLayerRows.All,
        .. ConvolutionLayerRows.All,
        .. MergingLayerRows.All,
        .. NormalizationLayerRows.All,
        .. PoolingLayerRows.All,
        .. PreprocessingLayerRows.All,
        .. RecurrentLayerRows.All,
        .. RegularizationLayerRows.All,
        .. ReshapingLayerRows.All,
        .. TransformerLayerRows.All,
        .. HubLayerRows.All,
        .. HubModelRows.All,
    ];

    /// <summary>This table and a user's own layer, whose fields are said once.</summary>
    /// <param name="className">The class' name, or for a class registered with Keras its registered name,
    /// <c>Package&gt;Name</c>.</param>
    /// <param name="prototype">A layer with the defaults of all fields that have one.</param>
    /// <param name="fields">Makes a layer from its fields; see <see cref="Fields{T}"/>.</param>
    public new LayerTable With<TLayer>(string className, TLayer prototype, Func<Fields<TLayer>, TLayer> fields)
        where TLayer : Layer => new(Rows.Append(OwnRow(className, prototype, fields)));

    /// <summary>This table and a user's own layer, read and written by two functions.</summary>
    /// <param name="className">The class' name, or for a class registered with Keras its registered name,
    /// <c>Package&gt;Name</c>.</param>
    /// <param name="read">Makes a layer from its fields.</param>
    /// <param name="write">Writes its fields.</param>
    public LayerTable With<TLayer>(string className, Func<ConfigReader, TLayer> read,
        Action<TLayer, ConfigWriter> write) where TLayer : Layer =>
        new(Rows.Append(className.Split('>') is [_, var name]
            ? Row(name, read, write) with { RegisteredName = className }
            : Row(className, read, write)));

    /// <summary>A row for a layer of Keras' module <c>keras.layers</c>, whose fields are said once.</summary>
    internal static KerasRow<Layer> Row<TLayer>(string className, TLayer prototype,
        Func<Fields<TLayer>, TLayer> fields) where TLayer : Layer =>
        KerasRow<Layer>.Of(className, "keras.layers", prototype, fields);

    /// <summary>A row for such a layer, read and written by two functions.</summary>
    internal static KerasRow<Layer> Row<TLayer>(
        string className, Func<ConfigReader, TLayer> read, Action<TLayer, ConfigWriter> write) where TLayer : Layer =>
        new(className, "keras.layers", typeof(TLayer), read, (layer, writer) => write((TLayer)layer, writer));

    /// <inheritdoc/>
    private protected override void Share(Layer layer, Fields<Layer> f)
    {
        var name = f.Given(d => d.Name);
        var trainable = f.Of(d => d.Trainable);
        f.Constant("dtype", Policy);
        var penalty = f.Given(d => d.ActivityRegularizer);
        if (f.Reader is not { } config) return;
        config.Tables.Budget?.SpendLayer(config.Place);
        layer.Budget = config.Tables.Budget;
        if (name is not null)
        {
            RequireName(name, $"{config.Place}.name");
            layer.AssignName(name);
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
        if (!trainable && !layer.Freeze())
            config.Tables.Notes?.Add("a layer is frozen whose weights are trained all the same, since Keras trains "
                + "them when it opens the file; set Trainable to false to freeze them", config.Text("name", "?"));
        if (penalty is not null) layer.ActivityRegularizer = penalty;
    }

    // A stateful layer may have been called on batches of one size that its model does not say.
    /// <inheritdoc/>
    private protected override void ReadBuilt(Layer layer, ConfigReader whole)
    {
        if (layer is RecurrentLayer { Stateful: true } stateful
            && InputShapes.Read(whole.Json, "build_config", "input_shape") is [> 0 and var batch, ..])
            stateful.BatchSize = batch;
    }

    /// <inheritdoc/>
    private protected override void WriteBuilt(Layer layer, JsonObject whole)
    {
        if (layer is RecurrentLayer { BatchSize: { } batch, BuiltFor: { } shape })
            whole["build_config"] = new JsonObject { ["input_shape"] = ConfigWriter.Axes(shape.With(0, batch)) };
    }

    private static JsonObject Policy => new()
    {
        ["module"] = "keras",
        ["class_name"] = "DTypePolicy",
        ["config"] = new JsonObject { ["name"] = "float32" },
        ["registered_name"] = null,
    };

    /// <summary>Refuses names that are none, that other programs would take for paths, or that do not show what they
    /// are.</summary>
    internal static void RequireName(string name, string place)
    {
        if (!Naming.IsAllowed(name))
            throw new ConfigException(place, $"expected {Naming.Allowed}, found '{Formats.FilePlace.Shown(name)}'",
                "J15");
    }

    /// <inheritdoc/>
    protected override KerasRow<Layer> RowOf(Layer value) =>
        value is Functional model && HubModelRows.Of(model) is { } row ? row : base.RowOf(value);

    /// <inheritdoc/>
    private protected override bool IsWithoutMeaning(string field) => Unread.Contains(field);
}
