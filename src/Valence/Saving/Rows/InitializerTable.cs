using System.Text.Json;
using Valence.Initializers;

namespace Valence.Saving;

/// <summary>Keras' initializers. Glorot's, He's and LeCun's are variance scaling under names of their own.</summary>
internal sealed class InitializerTable : KerasTable<Initializer>
{
    private const string Fans = "the last two axes of a weight are its inputs and outputs";

    private InitializerTable() : base("initializer",
    [
        .. Of(new Constant(0) { KerasName = "Zeros" }, f => new(0) { KerasName = "Zeros" }, "Zeros", "zeros", "zero"),
        .. Of(new Constant(1) { KerasName = "Ones" }, f => new(1) { KerasName = "Ones" }, "Ones", "ones", "one"),
        .. Of(new Constant(), f => f.Of(d => d, NumberOrArray, "value"), "Constant", "constant"),
        .. Of(new RandomUniform(), f => new(f.Of(d => d.Minval), f.Of(d => d.Maxval)) { Seed = f.Of(d => d.Seed) },
            "RandomUniform", "uniform", "random_uniform"),
        .. Of(new RandomNormal(), f => new(f.Of(d => d.Mean), f.Of(d => d.Stddev)) { Seed = f.Of(d => d.Seed) },
            "RandomNormal", "normal", "random_normal"),
        .. Of(new TruncatedNormal(), f => new(f.Of(d => d.Mean), f.Of(d => d.Stddev)) { Seed = f.Of(d => d.Seed) },
            "TruncatedNormal", "truncated_normal"),
        .. Of(new Orthogonal(), f => new(f.Of(d => d.Gain)) { Seed = f.Of(d => d.Seed) },
            "Orthogonal", "orthogonal", "OrthogonalInitializer"),
        .. Of(new Identity(), f => new(f.Of(d => d.Gain)), "Identity", "identity", "IdentityInitializer"),
        .. Of(new VarianceScaling(), f => new(
            f.Only("input_axes", null, Fans, false).Only("output_axes", null, Fans, false).Of(d => d.Scale),
            f.Of(d => d.Mode), f.Of(d => d.Form, FormKind, "distribution")) { Seed = f.Of(d => d.Seed) },
            "VarianceScaling", "variance_scaling"),
        .. Scaled("Glorot", 1, VarianceScaling.FanMode.FanAvg),
        .. Scaled("He", 2, VarianceScaling.FanMode.FanIn),
        .. Scaled("Lecun", 1, VarianceScaling.FanMode.FanIn),
    ]) =>
        // Keras 2 names the type of the numbers; the axes of Keras 3 say what the fans of a first value are.
        WithoutMeaning = ["dtype", "input_axes", "output_axes"];

    public static KerasTable<Initializer> Keras { get; } = new InitializerTable();

    /// <inheritdoc/>
    protected override KerasRow<Initializer> RowOf(Initializer value) =>
        Rows.FirstOrDefault(row => row.ClassName == value.KerasName) ?? base.RowOf(value);

    private static FieldKind<Constant> NumberOrArray { get; } = new(
        (c, name) => c.Get(name) is { ValueKind: JsonValueKind.Array } array
            ? new(SerializedValue.Tensor(array, $"{c.Place}.{name}")) : new(c.Double(name, 0)),
        (c, name, constant) => c.Set(name, constant.Values is { } array ? SerializedValue.Of(array) : constant.Value));

    // Keras 2 wrote its truncated normal as 'normal', and Keras 3 reads it so.
    private static FieldKind<Choice<VarianceScaling.Distribution>> FormKind { get; } =
        FieldKinds.Choice(("normal", VarianceScaling.Distribution.TruncatedNormal));

    private static IEnumerable<KerasRow<Initializer>> Scaled(string name, float scale, VarianceScaling.FanMode mode) =>
    [
        .. Scaled($"{name}Uniform", scale, mode, VarianceScaling.Distribution.Uniform),
        .. Scaled($"{name}Normal", scale, mode, VarianceScaling.Distribution.TruncatedNormal),
    ];

    private static IEnumerable<KerasRow<Initializer>> Scaled(
        string name, float scale, VarianceScaling.FanMode mode, VarianceScaling.Distribution form) =>
        Of(new VarianceScaling(scale, mode, form) { KerasName = name },
            f => new(scale, mode, form) { KerasName = name, Seed = f.Of(d => d.Seed) },
            name, Naming.SnakeCase(name));

    // The class name, then the short names that a string alone may be and the names of the class in earlier versions of
    // Keras 3.
    private static IEnumerable<KerasRow<Initializer>> Of<T>(T prototype, Func<Fields<T>, T> fields,
        params string[] names) where T : Initializer =>
        NamedRows.Of<Initializer, T>("keras.initializers", prototype, fields, names);
}
