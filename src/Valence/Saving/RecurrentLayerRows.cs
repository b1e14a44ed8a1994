using System.Text.Json;
using Valence.Layers;

namespace Valence.Saving;

/// <summary>Rows of the recurrent layers, their cells, and the layers that work along time.</summary>
internal static class RecurrentLayerRows
{
    public static KerasRow<Layer>[] All { get; } =
    [
        LayerTable.Row<Lstm>("LSTM",
            c => new(c.Int("units"), c.Bool("return_sequences", false), c.Bool("return_state", false))
            {
                Settings = CellSettings.Read(c),
                UnitForgetBias = c.Bool("unit_forget_bias", true),
                GoBackwards = c.Bool("go_backwards", false),
                Stateful = c.Bool("stateful", false),
                Unroll = c.Bool("unroll", false),
                ZeroOutputForMask = c.Bool("zero_output_for_mask", false),
            },
            (layer, c) =>
            {
                Write(layer, c);
                c.Activation("recurrent_activation", layer.RecurrentActivation)
                    .Set("unit_forget_bias", layer.UnitForgetBias);
            }),

        LayerTable.Row<Gru>("GRU",
            c => new(c.Int("units"), c.Bool("return_sequences", false), c.Bool("return_state", false))
            {
                Settings = CellSettings.Read(c),
                ResetAfter = c.Bool("reset_after", !c.Tables.IsKeras2),
                GoBackwards = c.Bool("go_backwards", false),
                Stateful = c.Bool("stateful", false),
                Unroll = c.Bool("unroll", false),
                ZeroOutputForMask = c.Bool("zero_output_for_mask", false),
            },
            (layer, c) =>
            {
                Write(layer, c);
                c.Activation("recurrent_activation", layer.RecurrentActivation).Set("reset_after", layer.ResetAfter);
            }),

        LayerTable.Row<SimpleRnn>("SimpleRNN",
            c => new(c.Int("units"), c.Bool("return_sequences", false), c.Bool("return_state", false))
            {
                Settings = CellSettings.Read(c),
                GoBackwards = c.Bool("go_backwards", false),
                Stateful = c.Bool("stateful", false),
                Unroll = c.Bool("unroll", false),
                ZeroOutputForMask = c.Bool("zero_output_for_mask", false),
            },
            Write),

        LayerTable.Row<Rnn>("RNN",
            c => new(Layer<RecurrentCell>(c, "cell", "a recurrent cell"), c.Bool("return_sequences", false),
                c.Bool("return_state", false))
            {
                GoBackwards = c.Bool("go_backwards", false),
                Stateful = c.Bool("stateful", false),
                Unroll = c.Bool("unroll", false),
                ZeroOutputForMask = c.Bool("zero_output_for_mask", false),
            },
            (layer, c) =>
            {
                WriteWalk(layer, c);
                c.Layer("cell", layer.Cell);
            }),

        LayerTable.Row<LstmCell>("LSTMCell",
            c => new(c.Int("units")) { Settings = CellSettings.Read(c),
                UnitForgetBias = c.Bool("unit_forget_bias", true) },
            (cell, c) =>
            {
                Write(cell, c);
                c.Activation("recurrent_activation", cell.RecurrentActivation)
                    .Set("unit_forget_bias", cell.UnitForgetBias);
            }),

        LayerTable.Row<GruCell>("GRUCell",
            c => new(c.Int("units")) { Settings = CellSettings.Read(c),
                ResetAfter = c.Bool("reset_after", !c.Tables.IsKeras2) },
            (cell, c) =>
            {
                Write(cell, c);
                c.Activation("recurrent_activation", cell.RecurrentActivation).Set("reset_after", cell.ResetAfter);
            }),

        LayerTable.Row<SimpleRnnCell>("SimpleRNNCell", c => new(c.Int("units")) { Settings = CellSettings.Read(c) },
            Write),

        LayerTable.Row<StackedRnnCells>("StackedRNNCells", c => new(Cells(c)),
            (cell, c) => c.Layers("cells", cell.Cells)),

        LayerTable.Row<Bidirectional>("Bidirectional",
            c => new(Layer<RecurrentLayer>(c, "layer", "a recurrent layer"), Mode(c), c.Has("backward_layer")
                ? Layer<RecurrentLayer>(c, "backward_layer", "a recurrent layer") : null),
            (layer, c) =>
            {
                if (layer.MergeMode == MergeMode.None) c.Set("merge_mode", (System.Text.Json.Nodes.JsonNode?)null);
                else c.Choice("merge_mode", layer.MergeMode);
                c.Layer("layer", layer.ForwardLayer).Layer("backward_layer", layer.BackwardLayer);
            }),

        LayerTable.Row<TimeDistributed>("TimeDistributed", c => new(c.Layer("layer")),
            (layer, c) => c.Layer("layer", layer.Layer)),

        LayerTable.Row<Masking>("Masking", c => new(c.Float("mask_value", 0)),
            (layer, c) => c.Set("mask_value", layer.MaskValue)),
    ];

    private static void Write(KernelRecurrentLayer layer, ConfigWriter c)
    {
        WriteWalk(layer, c);
        c.Set("units", layer.Units);
        layer.Settings.Write(c);
    }

    private static void Write(KernelCell cell, ConfigWriter c)
    {
        c.Set("units", cell.Units);
        cell.Settings.Write(c);
    }

    private static void WriteWalk(RecurrentLayer layer, ConfigWriter c) => c
        .Set("return_sequences", layer.ReturnSequences).Set("return_state", layer.ReturnState)
        .Set("go_backwards", layer.GoBackwards)
        .Set("stateful", layer.Stateful).Set("unroll", layer.Unroll)
        .Set("zero_output_for_mask", layer.ZeroOutputForMask);

    private static TLayer Layer<TLayer>(ConfigReader c, string name, string expected) where TLayer : Layer =>
        c.Layer(name) as TLayer ?? throw c.Wrong(name, expected);

    private static RecurrentCell[] Cells(ConfigReader c) =>
        [.. c.Layers("cells").Select(layer => layer as RecurrentCell ?? throw c.Wrong("cells", "recurrent cells"))];

    // Null means two outputs, which is not the same as a missing field.
    private static MergeMode Mode(ConfigReader c) =>
        c.Json.TryGetProperty("merge_mode", out var mode) && mode.ValueKind == JsonValueKind.Null ? MergeMode.None
            : c.Choice("merge_mode", MergeMode.Concat);
}
