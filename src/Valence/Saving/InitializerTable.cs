using System.Text.Json;
using Valence.Initializers;

namespace Valence.Saving;

/// <summary>Keras' initializers. Glorot's, He's and LeCun's are variance scaling under names of their own.</summary>
internal sealed class InitializerTable : KerasTable<Initializer>
{
    // Keras 2 names the type of the numbers; the axes of Keras 3 say what the fans of a first value are.
    private InitializerTable() : base("initializer", All()) =>
        WithoutMeaning = ["dtype", "input_axes", "output_axes"];

    public static KerasTable<Initializer> Keras { get; } = new InitializerTable();

    /// <inheritdoc/>
    protected override KerasRow<Initializer> RowOf(Initializer value) =>
        Rows.FirstOrDefault(row => row.ClassName == value.KerasName) ?? base.RowOf(value);

    private static IEnumerable<KerasRow<Initializer>> All() =>
    [
        .. Named<Constant>("Zeros", ["zeros", "zero"], c => new(0) { KerasName = "Zeros" }, (value, c) => { }),
        .. Named<Constant>("Ones", ["ones", "one"], c => new(1) { KerasName = "Ones" }, (value, c) => { }),
        .. Named<Constant>("Constant", ["constant"], ReadConstant, (value, c) => c.Set("value",
            value.Values is { } array ? SerializedValue.Of(array) : value.Value)),
        .. Named<RandomUniform>("RandomUniform", ["uniform", "random_uniform"],
            c => new(c.Float("minval", -0.05f), c.Float("maxval", 0.05f)) { Seed = c.OptionalInt("seed") },
            (value, c) => c.Set("minval", value.Minval).Set("maxval", value.Maxval).Set("seed", value.Seed)),
        .. Named<RandomNormal>("RandomNormal", ["normal", "random_normal"],
            c => new(c.Float("mean", 0), c.Float("stddev", 0.05f)) { Seed = c.OptionalInt("seed") },
            (value, c) => c.Set("mean", value.Mean).Set("stddev", value.Stddev).Set("seed", value.Seed)),
        .. Named<TruncatedNormal>("TruncatedNormal", ["truncated_normal"],
            c => new(c.Float("mean", 0), c.Float("stddev", 0.05f)) { Seed = c.OptionalInt("seed") },
            (value, c) => c.Set("mean", value.Mean).Set("stddev", value.Stddev).Set("seed", value.Seed)),
        .. Named<Orthogonal>("Orthogonal", ["orthogonal", "OrthogonalInitializer"],
            c => new(c.Float("gain", 1)) { Seed = c.OptionalInt("seed") },
            (value, c) => c.Set("gain", value.Gain).Set("seed", value.Seed)),
        .. Named<Identity>("Identity", ["identity", "IdentityInitializer"], c => new(c.Float("gain", 1)),
            (value, c) => c.Set("gain", value.Gain)),
        .. Named<VarianceScaling>("VarianceScaling", ["variance_scaling"],
            c => new(c.Float("scale", 1), c.Choice("mode", VarianceScaling.FanMode.FanIn), Form(c))
            {
                Seed = c.OptionalInt("seed")
            },
            (value, c) => c.Set("scale", value.Scale).Choice("mode", value.Mode).Choice("distribution", value.Form)
                .Set("seed", value.Seed)),
        .. Scaled("Glorot", 1, VarianceScaling.FanMode.FanAvg),
        .. Scaled("He", 2, VarianceScaling.FanMode.FanIn),
        .. Scaled("Lecun", 1, VarianceScaling.FanMode.FanIn),
    ];

    private static Constant ReadConstant(ConfigReader c) =>
        c.Has("value") && c.Get("value") is { ValueKind: JsonValueKind.Array } array
            ? new(SerializedValue.Tensor(array, $"{c.Place}.value")) : new(c.Float("value", 0));

    // Keras 2 wrote its truncated normal as 'normal', and Keras 3 reads it so.
    private static VarianceScaling.Distribution Form(ConfigReader c) => c.OptionalText("distribution") == "normal"
        ? VarianceScaling.Distribution.TruncatedNormal
        : c.Choice("distribution", VarianceScaling.Distribution.TruncatedNormal);

    private static IEnumerable<KerasRow<Initializer>> Scaled(string name, float scale, VarianceScaling.FanMode mode) =>
    [
        .. Scaled($"{name}Uniform", scale, mode, VarianceScaling.Distribution.Uniform),
        .. Scaled($"{name}Normal", scale, mode, VarianceScaling.Distribution.TruncatedNormal),
    ];

    private static IEnumerable<KerasRow<Initializer>> Scaled(
        string name, float scale, VarianceScaling.FanMode mode, VarianceScaling.Distribution form) =>
        Named<VarianceScaling>(name, [Models.Naming.SnakeCase(name)],
            c => new(scale, mode, form) { KerasName = name, Seed = c.OptionalInt("seed") }, (value, c) =>
                c.Set("seed", value.Seed));

    // The class name, then the short names that a string alone may be and the names of the class in earlier versions of
    // Keras 3.
    private static IEnumerable<KerasRow<Initializer>> Named<T>(string className, string[] otherNames,
        Func<ConfigReader, T> read, Action<T, ConfigWriter> write) where T : Initializer =>
        NamedRows.Of<Initializer, T>("keras.initializers", read, write, [className, .. otherNames]);
}
