using Valence.Models;
using Valence.Operations;

namespace Valence.Models;

/// <summary>One computation of an operation of a graph: its arguments by name, those that are tensors with their
/// elements.</summary>
internal sealed class OperationCall(CallContext call, IReadOnlyDictionary<string, Argument> arguments,
    Func<SymbolicTensor, Operand> operand)
{
    // Numbers of a description are lengths, axes and counts: larger ones would be paid for at the first prediction.
    private const int Largest = 1 << 24;

    /// <summary>Where operations run.</summary>
    public CallContext Call => call;

    /// <summary>The operation's full name, for errors.</summary>
    public string Place { get; set; } = "operation";

    /// <summary>A tensor, an array, a list of numbers or a number.</summary>
    public Operand this[string name] => Operand(Given(name), name);

    /// <summary>Whether the argument is given and not nothing.</summary>
    public bool Has(string name) => arguments.TryGetValue(name, out var given) && given is not Argument.Nothing;

    /// <summary>The argument as it is given.</summary>
    /// <exception cref="ArgumentException">It is missing.</exception>
    public Argument Given(string name) => arguments.GetValueOrDefault(name)
        ?? throw new ArgumentException($"{Place}: expected an argument '{name}', received none.");

    /// <summary>A tensor, an array or a number as Keras' <c>convert_to_tensor</c> makes one: no longer weak.</summary>
    public Operand Tensor(string name) => this[name] with { IsWeak = false };

    /// <summary>An operand, or null where none is given.</summary>
    public Operand? Optional(string name) => Has(name) ? this[name] : null;

    /// <summary>A list of tensors, arrays or numbers; one alone counts as a list.</summary>
    public IReadOnlyList<Operand> Operands(string name) => Given(name) is Argument.List list
        ? [.. list.Items.Select(item => Operand(item, name))] : [this[name]];

    /// <summary>A whole number, or <paramref name="missing"/> where none is given.</summary>
    public int Int(string name, int? missing = null) => !Has(name) && missing is { } number ? number
        : Int(Given(name), name);

    /// <summary>Whole numbers, or null where none are given; one alone counts as a list, and nothing in a list as
    /// −1.</summary>
    public int[]? Ints(string name) => !Has(name) ? null
        : Given(name) switch
        {
            Argument.List list => [.. list.Items.Select(item => item is Argument.Nothing ? -1 : Int(item, name))],
            Argument.Array { Value.Type: ElementType.Int32 } array => array.Value.Ints.ToArray(),
            _ => [Int(name)],
        };

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
        new($"{Place}: expected {expected} as argument '{name}', received {Given(name).Words}.");

    /// <summary>An error about something that Keras has and Valence does not.</summary>
    public ArgumentException Refused(string what) => new($"{Place}: {what}.");

    /// <summary>The operand that an argument is.</summary>
    public Operand Operand(Argument argument, string name) => argument switch
    {
        Argument.Symbol symbol => operand(symbol.Tensor),
        Argument.Array array => new(array.Value, array.Type),
        Argument.Integer { Value: >= int.MinValue and <= int.MaxValue } number =>
            new(call.FilledIntegers([], (int)number.Value), KerasType.Int32, true),
        Argument.Number number => new(call.Scalar((float)number.Value), KerasType.Float32, true),
        Argument.Truth truth => new(call.Scalar(truth.Value ? 1 : 0), KerasType.Bool),
        Argument.List list => Array(list, name),
        _ => throw Wrong(name, "a tensor, an array or numbers"),
    };

    /// <summary>The whole number that an argument is, of a size that lengths have.</summary>
    public int Int(Argument argument, string name) =>
        argument is Argument.Integer { Value: >= -Largest and <= Largest } given ? (int)given.Value
        : throw Wrong(name, $"a whole number from {-Largest} to {Largest}");

    /// <summary>A position that may lie beyond all axes.</summary>
    public int Position(Argument argument, string name) => argument is Argument.Integer given
        ? (int)Math.Clamp(given.Value, -int.MaxValue, int.MaxValue) : throw Wrong(name, "a whole number");

    /// <summary>A length that follows from several numbers of a description.</summary>
    public int Length(long length, string name) => length <= Largest ? (int)length
        : throw Wrong(name, $"at most {Largest} elements, not {length},");

    // Lists of numbers, which Python turns into arrays; lists with tensors of the graph are stacked.
    private Operand Array(Argument.List list, string name)
    {
        if (list.Items.Count == 0) return new(call.Filled([0], 0), KerasType.Float32);
        Operand[] items = [.. list.Items.Select(item => Operand(item, name))];
        var type = KerasTypes.Join([.. items.Select(item => (item.Type, item.IsWeak))]);
        return new(call.Stack(0, [.. items.Select(item => this.To(item, type).Tensor)]), type);
    }
}
