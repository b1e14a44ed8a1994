using Valence.Constraints;

namespace Valence.Saving;

/// <summary>Keras' constraints.</summary>
internal static class ConstraintTable
{
    public static KerasTable<Constraint> Keras { get; } = new("constraint",
    [
        .. Of(new MaxNorm(), f => new(f.Of(d => d.MaxValue), Axes(f)), "MaxNorm", "max_norm"),
        .. Of(new NonNeg(), f => new(), "NonNeg", "non_neg"),
        .. Of(new UnitNorm(), f => new(Axes(f)), "UnitNorm", "unit_norm"),
        .. Of(new MinMaxNorm(), f => new(f.Of(d => d.MinValue), f.Of(d => d.MaxValue), f.Of(d => d.Rate), Axes(f)),
            "MinMaxNorm", "min_max_norm"),
    ]);

    private static int[] Axes<T>(Fields<T> f) where T : NormConstraint =>
        [.. f.Of(d => d.Axes, FieldKinds.OneOrMany, "axis")];

    private static IEnumerable<KerasRow<Constraint>> Of<T>(T prototype, Func<Fields<T>, T> fields,
        params string[] names) where T : Constraint =>
        NamedRows.Of<Constraint, T>("keras.constraints", prototype, fields, names);
}
