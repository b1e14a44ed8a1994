using System.IO.Compression;
using System.Text.Json;
using Valence.Layers;
using Valence.Models;

namespace Valence.Tests.Graphs;

/// <summary>A call of an operation of <c>keras.ops</c> and what Keras answered.</summary>
/// <param name="Operation">Module and class, such as <c>numpy.Add</c>.</param>
/// <param name="Fields">The arguments of the class.</param>
/// <param name="Args">The arguments of the use, in order.</param>
/// <param name="Kwargs">The arguments of the use by name.</param>
/// <param name="Operands">What the symbols among the arguments stand for.</param>
/// <param name="Results">What Keras computed.</param>
internal sealed record RecordedCall(string Operation, IReadOnlyDictionary<string, Argument> Fields,
    IReadOnlyList<Argument> Args, IReadOnlyDictionary<string, Argument> Kwargs,
    IReadOnlyDictionary<SymbolicTensor, Operand> Operands, IReadOnlyList<Operand> Results)
{
    /// <summary>All recorded calls.</summary>
    public static IReadOnlyList<RecordedCall> All { get; } = Read("KerasOperationCases.json.gz");

    /// <summary>The arguments, for messages.</summary>
    public override string ToString() => $"{Operation}({string.Join(", ", Args.Select(Text))}"
        + $"{string.Concat(Kwargs.Concat(Fields).Select(pair => $", {pair.Key}={Text(pair.Value)}"))})";

    /// <summary>The calls of a file that the test assembly holds.</summary>
    public static IReadOnlyList<RecordedCall> Read(string file)
    {
        using var packed = typeof(RecordedCall).Assembly.GetManifestResourceStream(file)!;
        using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        using var json = JsonDocument.Parse(unpacked);
        return [.. json.RootElement.EnumerateArray().Select(Read)];
    }

    /// <summary>The array that a description in JSON holds: dtype, shape and values.</summary>
    public static Operand Array(JsonElement json, string key)
    {
        var type = Enum.Parse<KerasType>(json.GetProperty(key).GetString()!, ignoreCase: true);
        var shape = Shape.Create([.. json.GetProperty("s").EnumerateArray().Select(length => length.GetInt32())]);
        var values = json.GetProperty("v").EnumerateArray();
        return new(type.Storage == ElementType.Int32
            ? Tensor.From([.. values.Select(value => value.GetInt32())], shape)
            : Tensor.From([.. values.Select(Float)], shape), type);
    }

    private static RecordedCall Read(JsonElement json)
    {
        var operands = new Dictionary<SymbolicTensor, Operand>();
        return new(json.GetProperty("op").GetString()!, Named("fields"),
            [.. json.GetProperty("args").EnumerateArray().Select(argument => Read(argument, operands))],
            Named("kwargs"), operands,
            [.. json.GetProperty("results").EnumerateArray().Select(result => Array(result, "t"))]);

        Dictionary<string, Argument> Named(string name) =>
            json.GetProperty(name).EnumerateObject().ToDictionary(item => item.Name, item =>
                Read(item.Value, operands));
    }

    private static Argument Read(JsonElement json, Dictionary<SymbolicTensor, Operand> operands)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Null: return Argument.Nothing.Instance;
            case JsonValueKind.True or JsonValueKind.False: return new Argument.Truth(json.GetBoolean());
            case JsonValueKind.String: return new Argument.Text(json.GetString()!);
            case JsonValueKind.Number:
                return json.GetRawText().AsSpan().ContainsAny('.', 'e') ? new Argument.Number(json.GetDouble())
                    : new Argument.Integer(json.GetInt64());
            case JsonValueKind.Array:
                return new Argument.List([.. json.EnumerateArray().Select(item => Read(item, operands))]);
        }
        if (json.TryGetProperty("slice", out var slice))
            return new Argument.Slice(Read(slice[0], operands), Read(slice[1], operands), Read(slice[2], operands));
        if (json.TryGetProperty("ellipsis", out _)) return new Argument.Ellipsis();
        if (json.TryGetProperty("n", out var name))
            return new Argument.Number(name.GetString() == "-inf" ? double.NegativeInfinity
                : name.GetString() == "inf" ? double.PositiveInfinity : double.NaN);
        if (json.TryGetProperty("a", out _))
        {
            var (constant, type, _) = Array(json, "a");
            return new Argument.Array(constant, type, IsNumPy: false);
        }
        var operand = Array(json, "t");
        var place = LayerNode.CreateInput(new InputLayer([1])).Outputs[0];
        var symbol = new SymbolicTensor(operand.Tensor.Shape, operand.Tensor.Type, place.Node, 0, operand.Type);
        operands.Add(symbol, operand);
        return new Argument.Symbol(symbol);
    }

    private static float Float(JsonElement json) => json.ValueKind != JsonValueKind.String ? (float)json.GetDouble()
        : json.GetString() switch
        {
            "Infinity" => float.PositiveInfinity,
            "-Infinity" => float.NegativeInfinity,
            _ => float.NaN,
        };

    private static string Text(Argument argument) => argument switch
    {
        Argument.Symbol symbol => $"{symbol.Tensor.KerasType.KerasName} {symbol.Tensor.Shape}",
        Argument.Array array => $"array {array.Type.KerasName} {array.Value.Shape}",
        Argument.List list => $"[{string.Join(", ", list.Items.Select(Text))}]",
        Argument.Slice slice => $"{Text(slice.Start)}:{Text(slice.Stop)}:{Text(slice.Step)}",
        Argument.Integer number => FormattableString.Invariant($"{number.Value}"),
        Argument.Number number => FormattableString.Invariant($"{number.Value}f"),
        Argument.Truth truth => $"{truth.Value}",
        Argument.Text text => $"'{text.Value}'",
        Argument.Nothing => "None",
        _ => "...",
    };
}
