using Valence.Regularizers;

namespace Valence.Saving;

/// <summary>Keras' regularizers.</summary>
internal static class RegularizerTable
{
    public static KerasTable<Regularizer> Keras { get; } = new("regularizer",
    [
        .. Of(new L1(), f => new(f.Of(d => d.Factor, name: "l1")), "L1", "l1"),
        .. Of(new L2(), f => new(f.Of(d => d.Factor, name: "l2")), "L2", "l2"),
        .. Of(new L1L2(), f => new(f.Of(d => d.L1Factor, name: "l1"), f.Of(d => d.L2Factor, name: "l2")),
            "L1L2", "l1l2", "l1_l2"),
        .. Of(new OrthogonalRegularizer(), f => new(f.Of(d => d.Factor), f.Of(d => d.Mode)),
            "OrthogonalRegularizer", "orthogonal_regularizer"),
    ]);

    private static IEnumerable<KerasRow<Regularizer>> Of<T>(T prototype, Func<Fields<T>, T> fields,
        params string[] names) where T : Regularizer =>
        NamedRows.Of<Regularizer, T>("keras.regularizers", prototype, fields, names);
}
