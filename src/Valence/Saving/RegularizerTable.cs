using Valence.Regularizers;

namespace Valence.Saving;

/// <summary>Keras' regularizers.</summary>
internal static class RegularizerTable
{
    public static KerasTable<Regularizer> Keras { get; } = new("regularizer",
    [
        .. Of<L1>(c => new(c.Float("l1", 0.01f)), (value, c) => c.Set("l1", value.Factor), "L1", "l1"),
        .. Of<L2>(c => new(c.Float("l2", 0.01f)), (value, c) => c.Set("l2", value.Factor), "L2", "l2"),
        .. Of<L1L2>(c => new(c.Float("l1", 0), c.Float("l2", 0)), (value, c) => c.Set("l1", value.L1Factor)
            .Set("l2", value.L2Factor), "L1L2", "l1l2", "l1_l2"),
        .. Of<OrthogonalRegularizer>(c => new(c.Float("factor", 0.01f), c.Choice("mode", OrthogonalMode.Rows)),
            (value, c) => c.Set("factor", value.Factor).Choice("mode", value.Mode), "OrthogonalRegularizer",
            "orthogonal_regularizer"),
    ]);

    private static IEnumerable<KerasRow<Regularizer>> Of<T>(
        Func<ConfigReader, T> read, Action<T, ConfigWriter> write, params string[] names) where T : Regularizer =>
        NamedRows.Of<Regularizer, T>("keras.regularizers", read, write, names);
}
