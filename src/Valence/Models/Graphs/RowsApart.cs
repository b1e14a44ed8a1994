using Valence.Models;
using Arguments = System.Collections.Generic.IReadOnlyDictionary<string, Valence.Models.Argument>;

namespace Valence.Models;

/// <summary>Which operations of a graph keep the rows of a batch apart: each row of what they make depends on that row
/// of their operands alone, where the first axis of every place of the graph is the batch. What is not named here is
/// taken to mix rows.</summary>
internal static class RowsApart
{
    private static readonly (Rule Keeps, string Names)[] Groups =
    [
        (ElementByElement,
            "numpy.Add numpy.Subtract numpy.Multiply numpy.Divide numpy.TrueDivide numpy.DivideNoNan numpy.FloorDivide "
                + "numpy.Mod numpy.Fmod numpy.Power numpy.Maximum numpy.Minimum numpy.Fmax numpy.Fmin numpy.Arctan2 "
                + "numpy.Hypot numpy.Logaddexp numpy.Logaddexp2 numpy.Heaviside numpy.Ldexp numpy.Abs numpy.Absolute "
                + "numpy.Fabs numpy.Negative numpy.Sign numpy.Square numpy.Reciprocal numpy.Sqrt math.Rsqrt numpy.Cbrt "
                + "numpy.Exp numpy.Exp2 numpy.Expm1 numpy.Log numpy.Log1p numpy.Log2 numpy.Log10 numpy.Sin numpy.Cos "
                + "numpy.Tan numpy.Sinc numpy.Arcsin numpy.Arccos numpy.Arctan numpy.Sinh numpy.Cosh numpy.Tanh "
                + "numpy.Arcsinh numpy.Arccosh numpy.Arctanh numpy.Deg2rad numpy.Rad2deg numpy.Floor numpy.Ceil "
                + "numpy.Trunc numpy.Round numpy.Clip numpy.Real numpy.Conj numpy.Conjugate numpy.Copy math.Erf "
                + "math.Erfc numpy.NanToNum core.Cast core.ConvertToTensor numpy.Array core.StopGradient numpy.Equal "
                + "numpy.NotEqual numpy.Greater numpy.GreaterEqual numpy.Less numpy.LessEqual numpy.LogicalAnd "
                + "numpy.LogicalOr numpy.LogicalXor numpy.LogicalNot numpy.Isnan numpy.Isinf numpy.Isfinite "
                + "numpy.Isposinf numpy.Isneginf numpy.Isreal numpy.Signbit numpy.Isclose numpy.Where numpy.ZerosLike "
                + "numpy.OnesLike nn.Relu nn.Relu6 nn.Sigmoid nn.SparseSigmoid nn.Softplus nn.Softsign nn.SparsePlus "
                + "nn.Silu nn.LogSigmoid nn.HardSigmoid nn.HardSilu nn.Selu nn.TanhShrink nn.HardTanh nn.SoftShrink "
                + "nn.HardShrink nn.Squareplus nn.LeakyRelu nn.Elu nn.Celu nn.Gelu nn.Threshold activations.Mish "
                + "activations.ReLU"),
        (AlongAxes,
            "numpy.Sum numpy.Mean numpy.Max numpy.Min numpy.Amax numpy.Amin numpy.Ptp numpy.Prod numpy.Std numpy.Var "
                + "numpy.All numpy.Any numpy.CountNonzero numpy.Median math.Logsumexp numpy.Argmax numpy.Argmin "
                + "numpy.Cumsum numpy.Cumprod linalg.Norm numpy.Nansum numpy.Nanprod numpy.Nanmax numpy.Nanmin "
                + "numpy.Nanmean numpy.Nanvar numpy.Nanstd numpy.Sort numpy.Argsort numpy.Flip numpy.Roll numpy.Repeat "
                + "numpy.Split numpy.ArraySplit numpy.Squeeze core.Unstack"),
        (AlongLast,
            "nn.Glu nn.Softmax nn.LogSoftmax nn.Sparsemax nn.Normalize numpy.Diff math.TopK"),
        (NewAxes, "numpy.ExpandDims"),
        (NewLast, "nn.OneHot"),
        (Reshaped, "numpy.Reshape"),
        (args => Of(args, "x") is { } x && Axes(args, "axes", x.Shape.Rank) is [0, ..], "numpy.Transpose"),
        (args => Of(args, "x") is { } x && AreWithin(args, "axis1", x) && AreWithin(args, "axis2", x),
            "numpy.Swapaxes"),
        (args => Of(args, "x") is { } x && AreWithin(args, "source", x) && AreWithin(args, "destination", x),
            "numpy.Moveaxis"),
        (args => Several(args, "xs") is [var x, ..] && AreWithin(args, "axis", x), "numpy.Concatenate"),
        (args => Several(args, "x") is [var x, ..] && Axes(args, "axis", x.Shape.Rank + 1) is [not 0],
            "numpy.Stack"),
        (Chosen, "numpy.GetItem"),
        (args => Of(args, "x", "indices") is { } x && IsConstant(args["indices"]) && AreWithin(args, "axis", x),
            "numpy.Take"),
        (Windows, "nn.MaxPool nn.AveragePool nn.Conv nn.DepthwiseConv nn.SeparableConv nn.ConvTranspose"),
        (Product, "numpy.Matmul"),
        (Einsum, "numpy.Einsum"),
        (args => args.Values.All(value => value is Argument.Symbol { Tensor.Shape.Rank: 4 } || IsPlain(value)),
            "nn.DotProductAttention"),
    ];

    private static readonly Dictionary<string, Rule> Rules = Groups.SelectMany(group => group.Names.Split(' ')
        .Select(name => KeyValuePair.Create(name, group.Keeps))).ToDictionary();

    private delegate bool Rule(Arguments args);

    /// <summary>The operations that may keep rows apart, such as <c>numpy.Mean</c>.</summary>
    public static IReadOnlyCollection<string> Names => Rules.Keys;

    /// <summary>Whether a use of an operation with these arguments keeps rows apart.</summary>
    public static bool In(KerasOperation operation, Arguments arguments) =>
        Rules.TryGetValue($"{operation.Module}.{operation.ClassName}", out var rule) && rule(arguments);

    // Operands of the batch's rows have all axes of the result, so that their first axes meet; those that are part of
    // the description have none there, or one of length 1.
    private static bool ElementByElement(Arguments args)
    {
        var rank = args.Values.SelectMany(value => value.Tensors).Max(tensor => tensor.Shape.Rank);
        return args.Values.All(value => value switch
        {
            Argument.Symbol symbol => symbol.Tensor.Shape.Rank == rank,
            Argument.Array array => array.Value.Shape.Rank < rank
                || array.Value.Shape.Rank == rank && array.Value.Shape[0] == 1,
            Argument.List list => IsPlain(list) && Depth(list) < rank,
            _ => IsPlain(value),
        });
    }

    private static bool AlongAxes(Arguments args) =>
        Alone(args) is { } x && AreWithin(args, "axis", x);

    // The last axis where none is given.
    private static bool AlongLast(Arguments args) => Alone(args) is { } x
        && (args.GetValueOrDefault("axis") is null or Argument.Nothing ? x.Shape.Rank > 1 : AreWithin(args, "axis", x));

    private static bool NewAxes(Arguments args) => Alone(args) is { } x
        && Axes(args, "axis", x.Shape.Rank + ((args.GetValueOrDefault("axis") as Argument.List)?.Items.Count ?? 1))
            is { } axes && !axes.Contains(0);

    private static bool NewLast(Arguments args) => Alone(args) is { } x
        && (args.GetValueOrDefault("axis") is null or Argument.Nothing
            || Axes(args, "axis", x.Shape.Rank + 1) is [not 0]);

    // The batch first and as long as it is: the other axes hold what those of a row hold.
    private static bool Reshaped(Arguments args)
    {
        if (Alone(args) is not { } x || args.GetValueOrDefault("newshape") is not Argument.List list
            || list.Items is not [Argument.Integer { Value: -1 }, ..]) return false;
        var after = 1L;
        foreach (var item in list.Items.Skip(1))
            if (item is Argument.Integer { Value: > 0 and <= int.MaxValue } length)
                after = Math.Min(after * length.Value, int.MaxValue + 1L);
            else return false;
        return x.Shape[1..].IsKnown && x.Shape[1..].Elements == after;
    }

    // All positions of the first axis, and anything of others but positions in an array.
    private static bool Chosen(Arguments args)
    {
        if (Of(args, "x", "key") is not { } x) return false;
        IReadOnlyList<Argument> keys = args["key"] is Argument.List list ? list.Items : [args["key"]];
        return keys.All(key => key is Argument.Nothing or Argument.Ellipsis or Argument.Integer or Argument.Slice)
            && keys.Count > 0 && (keys[0] is Argument.Slice
            {
                Start: Argument.Nothing, Stop: Argument.Nothing, Step: Argument.Nothing
            } || keys[0] is Argument.Ellipsis
                && keys.Count(key => key is Argument.Integer or Argument.Slice) < x.Shape.Rank);
    }

    // Windows on sequences, with kernels that are part of the description.
    private static bool Windows(Arguments args) => args.GetValueOrDefault("inputs")
        is Argument.Symbol { Tensor.Shape.Rank: 3 } && args.Values.SelectMany(value => value.Tensors).Count() == 1;

    private static bool Product(Arguments args) =>
        args.GetValueOrDefault("x1") is Argument.Symbol { Tensor.Shape.Rank: > 1 and var rank }
        && (args.GetValueOrDefault("x2") is Argument.Array { Value.Shape.Rank: 2 }
            || args.GetValueOrDefault("x2") is Argument.Symbol { Tensor.Shape.Rank: > 2 and var own } && own == rank);

    // The result's first letter is the first of every operand with rows, and stands nowhere else.
    private static bool Einsum(Arguments args)
    {
        if (args.GetValueOrDefault("subscripts") is not Argument.Text { Value: var text }
            || args.GetValueOrDefault("operands") is not Argument.List { Items: var operands }
            || text.Contains('.') || text.Replace(" ", "").Split("->") is not [var left, [var rows, ..]])
            return false;
        var parts = left.Split(',');
        return parts.Length == operands.Count && parts.Zip(operands).All(pair => pair.Second switch
        {
            Argument.Symbol => pair.First.StartsWith(rows) && pair.First.LastIndexOf(rows) == 0,
            Argument.Array => !pair.First.Contains(rows),
            _ => false,
        });
    }

    // The only place of the graph among arguments that are numbers and texts otherwise.
    private static SymbolicTensor? Alone(Arguments args)
    {
        SymbolicTensor? found = null;
        foreach (var value in args.Values)
            if (value is Argument.Symbol symbol && found is null) found = symbol.Tensor;
            else if (!IsPlain(value)) return null;
        return found;
    }

    // The place that is one argument, where all but another one are numbers and texts.
    private static SymbolicTensor? Of(Arguments args, string name, string? free = null) =>
        args.All(pair => pair.Key == name || pair.Key == free || IsPlain(pair.Value)) && (free is null
            || args.ContainsKey(free)) ? (args.GetValueOrDefault(name) as Argument.Symbol)?.Tensor : null;

    // Places of as many axes each.
    private static SymbolicTensor[]? Several(Arguments args, string name)
    {
        if (args.GetValueOrDefault(name) is not Argument.List list) return null;
        SymbolicTensor[] tensors = [.. list.Tensors];
        return tensors.Length == list.Items.Count && list.Items.All(item => item is Argument.Symbol)
            && tensors.All(tensor => tensor.Shape.Rank == tensors[0].Shape.Rank) ? tensors : null;
    }

    private static bool AreWithin(Arguments args, string name, SymbolicTensor x) =>
        Axes(args, name, x.Shape.Rank) is { } axes && !axes.Contains(0);

    // Axes that are given, counted from the start; null where none are, or others than there are.
    private static int[]? Axes(Arguments args, string name, int rank)
    {
        IReadOnlyList<Argument> items = args.GetValueOrDefault(name) switch
        {
            Argument.Integer one => [one],
            Argument.List list => list.Items,
            _ => [Argument.Nothing.Instance],
        };
        var axes = new int[items.Count];
        for (var i = 0; i < axes.Length; i++)
            if (items[i] is Argument.Integer { Value: var axis } && axis >= -rank && axis < rank)
                axes[i] = (int)(axis < 0 ? axis + rank : axis);
            else return null;
        return axes;
    }

    private static bool IsConstant(Argument value) => value is Argument.Array || IsPlain(value);

    private static bool IsPlain(Argument value) => value switch
    {
        Argument.List list => list.Items.All(IsPlain),
        Argument.Integer or Argument.Number or Argument.Truth or Argument.Text or Argument.Nothing => true,
        _ => false,
    };

    private static int Depth(Argument value) =>
        value is Argument.List list ? 1 + list.Items.Select(Depth).DefaultIfEmpty(0).Max() : 0;
}
