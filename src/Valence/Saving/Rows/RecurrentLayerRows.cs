using Valence.Layers;

namespace Valence.Saving;

/// <summary>Rows of the recurrent layers, their cells, and the layers that work along time.</summary>
internal static class RecurrentLayerRows
{
    public static KerasRow<Layer>[] All { get; } =
    [
        LayerTable.Row("LSTM", new Lstm(1), f => new(
            f.Unused("implementation").Need(d => d.Units), f.Of(d => d.ReturnSequences), f.Of(d => d.ReturnState))
        {
            Settings = f.Part(d => d.Settings, Gated), UnitForgetBias = f.Of(d => d.UnitForgetBias),
            GoBackwards = f.Of(d => d.GoBackwards), Stateful = f.Of(d => d.Stateful), Unroll = f.Of(d => d.Unroll),
            ZeroOutputForMask = f.Of(d => d.ZeroOutputForMask),
        }),

        LayerTable.Row("GRU", new Gru(1), f => new(
            f.Unused("implementation").Need(d => d.Units), f.Of(d => d.ReturnSequences), f.Of(d => d.ReturnState))
        {
            Settings = f.Part(d => d.Settings, Gated), ResetAfter = f.OfKeras2(d => d.ResetAfter, false),
            GoBackwards = f.Of(d => d.GoBackwards), Stateful = f.Of(d => d.Stateful), Unroll = f.Of(d => d.Unroll),
            ZeroOutputForMask = f.Of(d => d.ZeroOutputForMask),
        }),

        LayerTable.Row("SimpleRNN", new SimpleRnn(1), f => new(
            f.Unused("implementation").Need(d => d.Units), f.Of(d => d.ReturnSequences), f.Of(d => d.ReturnState))
        {
            Settings = f.Part(d => d.Settings, Plain), GoBackwards = f.Of(d => d.GoBackwards),
            Stateful = f.Of(d => d.Stateful), Unroll = f.Of(d => d.Unroll),
            ZeroOutputForMask = f.Of(d => d.ZeroOutputForMask),
        }),

        LayerTable.Row("RNN", new Rnn(new SimpleRnnCell(1)), f => new(
            f.Layer(d => d.Cell), f.Of(d => d.ReturnSequences), f.Of(d => d.ReturnState))
        {
            GoBackwards = f.Of(d => d.GoBackwards), Stateful = f.Of(d => d.Stateful), Unroll = f.Of(d => d.Unroll),
            ZeroOutputForMask = f.Of(d => d.ZeroOutputForMask),
        }),

        LayerTable.Row("LSTMCell", new LstmCell(1), f => new(f.Unused("implementation").Need(d => d.Units))
        {
            Settings = f.Part(d => d.Settings, Gated), UnitForgetBias = f.Of(d => d.UnitForgetBias),
        }),

        LayerTable.Row("GRUCell", new GruCell(1), f => new(f.Unused("implementation").Need(d => d.Units))
        {
            Settings = f.Part(d => d.Settings, Gated), ResetAfter = f.OfKeras2(d => d.ResetAfter, false),
        }),

        LayerTable.Row("SimpleRNNCell", new SimpleRnnCell(1), f => new(f.Unused("implementation").Need(d => d.Units))
        {
            Settings = f.Part(d => d.Settings, Plain),
        }),

        LayerTable.Row("StackedRNNCells", new StackedRnnCells(new SimpleRnnCell(1)), f => new(
            [.. f.Layers(d => d.Cells)])),

        LayerTable.Row("Bidirectional", new Bidirectional(new SimpleRnn(1)), f => new(
            f.Layer(d => d.ForwardLayer, "layer"), f.Of(d => d.MergeMode), f.LayerOrNull(d => d.BackwardLayer))),

        LayerTable.Row("TimeDistributed", new TimeDistributed(new Flatten()), f => new(f.Layer(d => d.Layer))),

        LayerTable.Row("Crf", new Crf(), f => new()
        {
            ForbiddenTransitions = f.Of(d => d.ForbiddenTransitions), ForbiddenStarts = f.Of(d => d.ForbiddenStarts),
            ForbiddenEnds = f.Of(d => d.ForbiddenEnds), TransitionsInitializer = f.Of(d => d.TransitionsInitializer),
        }) with { RegisteredName = "valence>Crf" },

        LayerTable.Row("Masking", new Masking(), f => new(f.Of(d => d.MaskValue))),
    ];

    private static CellSettings Gated(Fields<CellSettings> f) =>
        Plain(f) with { RecurrentActivation = f.Of(d => d.RecurrentActivation) };

    private static CellSettings Plain(Fields<CellSettings> f) => new()
    {
        Activation = f.Of(d => d.Activation),
        UseBias = f.Of(d => d.UseBias),
        Dropout = f.Of(d => d.Dropout),
        RecurrentDropout = f.Of(d => d.RecurrentDropout),
        Seed = f.Of(d => d.Seed, FieldKinds.Seed),
        KernelInitializer = f.Of(d => d.KernelInitializer),
        KernelRegularizer = f.Of(d => d.KernelRegularizer),
        KernelConstraint = f.Of(d => d.KernelConstraint),
        RecurrentInitializer = f.Of(d => d.RecurrentInitializer),
        RecurrentRegularizer = f.Of(d => d.RecurrentRegularizer),
        RecurrentConstraint = f.Of(d => d.RecurrentConstraint),
        BiasInitializer = f.Of(d => d.BiasInitializer),
        BiasRegularizer = f.Of(d => d.BiasRegularizer),
        BiasConstraint = f.Of(d => d.BiasConstraint),
    };
}
