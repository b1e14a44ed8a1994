using Valence.Constraints;

namespace Valence.Saving;

/// <summary>Keras' constraints.</summary>
internal static class ConstraintTable
{
    public static KerasTable<Constraint> Keras { get; } = new("constraint",
    [
        .. Of<MaxNorm>(c => new(c.Float("max_value", 2), Axes(c)),
            (value, c) => Axes(c.Set("max_value", value.MaxValue), value), "MaxNorm", "max_norm"),
        .. Of<NonNeg>(c => new(), (value, c) => { }, "NonNeg", "non_neg"),
        .. Of<UnitNorm>(c => new(Axes(c)), (value, c) => Axes(c, value), "UnitNorm", "unit_norm"),
        .. Of<MinMaxNorm>(c => new(c.Float("min_value", 0), c.Float("max_value", 1), c.Float("rate", 1), Axes(c)),
            (value, c) => Axes(c.Set("min_value", value.MinValue).Set("max_value", value.MaxValue)
                .Set("rate", value.Rate), value), "MinMaxNorm", "min_max_norm"),
    ]);

    private static int[] Axes(ConfigReader config) => config.Has("axis") ? [.. config.Ints("axis")] : [0];

    private static void Axes(ConfigWriter config, NormConstraint value)
    {
        if (value.Axes is [var only]) config.Set("axis", only);
        else config.Set("axis", value.Axes);
    }

    private static IEnumerable<KerasRow<Constraint>> Of<T>(
        Func<ConfigReader, T> read, Action<T, ConfigWriter> write, params string[] names) where T : Constraint =>
        NamedRows.Of<Constraint, T>("keras.constraints", read, write, names);
}
