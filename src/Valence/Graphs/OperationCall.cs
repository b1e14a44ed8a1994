using Valence.Execution;
using Valence.Models;

namespace Valence.Graphs;

/// <summary>One computation of an operation of a graph: its arguments by name, those that are tensors with their
/// elements.</summary>
internal sealed class OperationCall(CallContext call, IReadOnlyDictionary<string, Argument> arguments,
    Func<SymbolicTensor, Operand> operand)
{
    /// <summary>Where operations run.</summary>
    public CallContext Call => call;

    /// <summary>A tensor, an array or a number.</summary>
    public Operand this[string name] => Operand(Given(name), name);

    /// <summary>Whether the argument is given and not nothing.</summary>
    public bool Has(string name) => arguments.TryGetValue(name, out var given) && given is not Argument.Nothing;

    /// <summary>The argument as it is given.</summary>
    /// <exception cref="ArgumentException">It is missing.</exception>
    public Argument Given(string name) => arguments.GetValueOrDefault(name)
        ?? throw new ArgumentException($"Expected an argument '{name}', received none.");

    /// <summary>A list of tensors, arrays or numbers; one alone counts as a list.</summary>
    public IReadOnlyList<Operand> Operands(string name) => Given(name) is Argument.List list
        ? [.. list.Items.Select(item => Operand(item, name))] : [this[name]];

    /// <summary>A whole number, or <paramref name="missing"/> where none is given.</summary>
    public int Int(string name, int? missing = null) => !Has(name) && missing is { } number ? number
        : Int(Given(name), name);

    /// <summary>Whole numbers, or null where none are given; one alone counts as a list.</summary>
    public int[]? Ints(string name) => !Has(name) ? null
        : Given(name) is Argument.List list ? [.. list.Items.Select(item => Int(item, name))] : [Int(name)];

    /// <summary>A number, or <paramref name="missing"/> where none is given.</summary>
    public double Number(string name, double? missing = null) => !Has(name) && missing is { } number ? number
        : Given(name) switch
        {
            Argument.Number given => given.Value,
            Argument.Integer given => given.Value,
            _ => throw Wrong(name, "a number"),
        };

    /// <summary>A truth value, or <paramref name="missing"/> where none is given.</summary>
    public bool Bool(string name, bool missing) => !Has(name) ? missing
        : Given(name) is Argument.Truth given ? given.Value : throw Wrong(name, "true or false");

    /// <summary>A text, or null where none is given.</summary>
    public string? Text(string name) => !Has(name) ? null
        : Given(name) is Argument.Text given ? given.Value : throw Wrong(name, "a text");

    /// <summary>An element type, or null where none is given.</summary>
    public KerasType? Type(string name) => Text(name) is not { } text ? null
        : KerasTypes.Parse(text) ?? throw Wrong(name, "the name of an element type");

    /// <summary>An error about an argument.</summary>
    public ArgumentException Wrong(string name, string expected) =>
        new($"Expected {expected} as argument '{name}', received {Given(name).Words}.");

    private int Int(Argument argument, string name) =>
        argument is Argument.Integer given && given.Value is >= int.MinValue and <= int.MaxValue ? (int)given.Value
        : throw Wrong(name, "a whole number");

    private Operand Operand(Argument argument, string name) => argument switch
    {
        Argument.Symbol symbol => operand(symbol.Tensor),
        Argument.Array array => new(array.Value, array.Type),
        Argument.Integer number => new(Tensor.From([checked((int)number.Value)], Shape.Create([])), KerasType.Int32, true),
        Argument.Number number => new(Tensor.From([(float)number.Value], Shape.Create([])), KerasType.Float32, true),
        Argument.Truth truth => new(Tensor.From([truth.Value ? 1f : 0f], Shape.Create([])), KerasType.Bool, true),
        _ => throw Wrong(name, "a tensor, an array or a number"),
    };
}
