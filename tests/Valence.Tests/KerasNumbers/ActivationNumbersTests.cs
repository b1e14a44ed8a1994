using Valence.Execution;
using Valence.Operations;

namespace Valence.Tests.KerasNumbers;

/// <summary>Every activation against its one-line formula in double precision, as Keras' own tests have them in
/// NumPy.</summary>
public sealed class ActivationNumbersTests
{
    private static readonly float[] X = [-9, -3.5f, -1, -0.75f, -0.5f, -0.25f, 0, 0.25f, 0.5f, 0.75f, 1, 3.5f, 5.5f, 9];

    private static readonly Dictionary<string, Func<double, double>> Formulas = new()
    {
        ["linear"] = x => x,
        ["relu"] = x => Math.Max(x, 0),
        ["relu6"] = x => Math.Clamp(x, 0, 6),
        ["leaky_relu"] = x => x < 0 ? 0.2 * x : x,
        ["elu"] = x => x < 0 ? Math.Exp(x) - 1 : x,
        ["selu"] = x => 1.0507009873554805 * (x < 0 ? 1.6732632423543772 * (Math.Exp(x) - 1) : x),
        ["celu"] = x => Math.Max(x, 0) + Math.Min(Math.Exp(x) - 1, 0),
        ["gelu_approximate"] = x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
        ["sigmoid"] = Sigmoid,
        ["hard_sigmoid"] = x => Math.Clamp(x / 6 + 0.5, 0, 1),
        ["hard_sigmoid_keras2"] = x => Math.Clamp(0.2 * x + 0.5, 0, 1),
        ["sparse_sigmoid"] = x => Math.Clamp(0.5 * (x + 1), 0, 1),
        ["log_sigmoid"] = x => -Math.Log(1 + Math.Exp(-x)),
        ["silu"] = x => x * Sigmoid(x),
        ["swish"] = x => x * Sigmoid(x),
        ["hard_silu"] = x => x * Math.Clamp(x / 6 + 0.5, 0, 1),
        ["hard_swish"] = x => x * Math.Clamp(x / 6 + 0.5, 0, 1),
        ["tanh"] = Math.Tanh,
        ["hard_tanh"] = x => Math.Clamp(x, -1, 1),
        ["tanh_shrink"] = x => x - Math.Tanh(x),
        ["soft_shrink"] = x => x > 0.5 ? x - 0.5 : x < -0.5 ? x + 0.5 : 0,
        ["hard_shrink"] = x => Math.Abs(x) > 0.5 ? x : 0,
        ["softplus"] = x => Math.Log(1 + Math.Exp(x)),
        ["softsign"] = x => x / (1 + Math.Abs(x)),
        ["sparse_plus"] = x => x <= -1 ? 0 : x >= 1 ? x : (x + 1) * (x + 1) / 4,
        ["squareplus"] = x => (x + Math.Sqrt(x * x + 4)) / 2,
        ["exponential"] = Math.Exp,
        ["mish"] = x => x * Math.Tanh(Math.Log(1 + Math.Exp(x))),
    };

    // Their elements depend on each other, or on a function that .NET has not.
    private static readonly string[] Others = ["softmax", "log_softmax", "sparsemax", "glu", "gelu"];

    public static TheoryData<string, string> Cases =>
        [.. Formulas.Keys.SelectMany(name => ((string, string)[])[(name, "reference"), (name, "cpu")])];

    [Fact]
    public void Every_activation_has_a_formula() =>
        Assert.Equal(ActivationTable.Keras.Keys.Order(), Formulas.Keys.Concat(Others).Order());

    [Theory]
    [MemberData(nameof(Cases))]
    public void Function_equals_its_formula(string name, string backend) =>
        LayerCalls.Close([.. X.Select(x => (float)Formulas[name](x))], Apply(name, Tensor.From(X), backend),
            name == "exponential" ? 2e-3f : 3e-6f);

    [Theory]
    [InlineData("reference")]
    [InlineData("cpu")]
    public void Functions_of_whole_rows_equal_their_formulas(string backend)
    {
        var rows = Tensor.From([1f, 2, 3, 4, -2, 0, 0, 5], [2, 4]);
        double[][] values = [[1, 2, 3, 4], [-2, 0, 0, 5]];
        LayerCalls.Close([.. values.SelectMany(row => row.Select(x => (float)(Math.Exp(x) / row.Sum(Math.Exp))))],
            Apply("softmax", rows, backend), 1e-6f);
        LayerCalls.Close([.. values.SelectMany(row => row.Select(x => (float)(x - Math.Log(row.Sum(Math.Exp)))))],
            Apply("log_softmax", rows, backend), 2e-6f);
        LayerCalls.Close([0, 0, 0, 1, 0, 0, 0, 1], Apply("sparsemax", rows, backend), 1e-6f);
        LayerCalls.Close(
            [.. values.SelectMany(row => ((double[])[row[0] * Sigmoid(row[2]), row[1] * Sigmoid(row[3])])
                .Select(x => (float)x))], Apply("glu", rows, backend), 1e-6f);
        // Φ(1) = 0.8413447461, Φ(2) = 0.9772498681.
        LayerCalls.Close([-0.1586552539f, 0, 0.8413447461f, 1.9544997361f],
            Apply("gelu", Tensor.From([-1f, 0, 1, 2]), backend), 1e-6f);
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static Tensor Apply(string name, Tensor x, string backend)
    {
        using var runs = LayerCalls.Backend(backend);
        return ActivationTable.Keras[name].Apply(new CallContext(new EagerExecutor(new StepMemory(runs))), x).Copy();
    }
}
