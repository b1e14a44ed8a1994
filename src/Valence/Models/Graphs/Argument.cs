using System.Globalization;

namespace Valence.Models;

/// <summary>One argument of a use of a layer or operation in a graph, as code or a file gives it.</summary>
internal abstract record Argument
{
    private Argument()
    {
    }

    /// <summary>Every tensor of the graph in this argument, in the order in which Keras walks it.</summary>
    public IEnumerable<SymbolicTensor> Tensors => this switch
    {
        Symbol symbol => [symbol.Tensor],
        List list => list.Items.SelectMany(item => item.Tensors),
        Dict dict => dict.Items.OrderBy(item => item.Key, StringComparer.Ordinal)
            .SelectMany(item => item.Value.Tensors),
        _ => [],
    };

    /// <summary>What it is, in messages.</summary>
    public string Words => this switch
    {
        Symbol => "a tensor of the graph",
        Array array => $"an array {array.Value.Shape}",
        Integer number => number.Value.ToString(CultureInfo.InvariantCulture),
        Number number => number.Value.ToString(CultureInfo.InvariantCulture),
        Truth truth => truth.Value ? "true" : "false",
        Text text => $"'{text.Value}'",
        Nothing => "nothing",
        List list => $"a list of {list.Items.Count}",
        Dict => "a dictionary",
        Slice => "a slice",
        _ => "an ellipsis",
    };

    /// <summary>The same lists and dictionaries with other tensors of the graph, in the order of
    /// <see cref="Tensors"/>.</summary>
    /// <exception cref="ArgumentException">Their number differs.</exception>
    public Argument With(IReadOnlyList<SymbolicTensor> tensors)
    {
        var (next, count) = (0, Tensors.Count());
        return count == tensors.Count ? Map(_ => tensors[next++])
            : throw new ArgumentException($"Expected {count} tensors, received {tensors.Count}.");
    }

    /// <summary>The same lists and dictionaries with other tensors of the graph, asked for in the order of
    /// <see cref="Tensors"/>.</summary>
    public Argument Map(Func<SymbolicTensor, SymbolicTensor> map)
    {
        switch (this)
        {
            case Symbol symbol: return new Symbol(map(symbol.Tensor));
            case List list: return new List([.. list.Items.Select(item => item.Map(map))]);
            case Dict dict:
                var mapped = dict.Items.OrderBy(item => item.Key, StringComparer.Ordinal)
                    .ToDictionary(item => item.Key, item => item.Value.Map(map));
                return new Dict([.. dict.Items.Select(item => KeyValuePair.Create(item.Key, mapped[item.Key]))]);
            default: return this;
        }
    }

    /// <summary>The paths of all tensors of the graph, in the order of <see cref="Tensors"/>: keys and positions, with
    /// slashes between; empty for one alone.</summary>
    public IEnumerable<string> Paths => this switch
    {
        Symbol => [""],
        List list => list.Items.SelectMany((item, i) => item.Paths
            .Select(path => Joined(i.ToString(CultureInfo.InvariantCulture), path))),
        Dict dict => dict.Items.OrderBy(item => item.Key, StringComparer.Ordinal)
            .SelectMany(item => item.Value.Paths.Select(path => Joined(item.Key, path))),
        _ => [],
    };

    /// <summary>A place of the graph as an argument.</summary>
    public static implicit operator Argument(SymbolicTensor tensor) => new Symbol(tensor);

    /// <summary>An operand as an argument.</summary>
    public static implicit operator Argument(Term term) => term.Argument;

    /// <summary>A whole number as an argument; nothing for null.</summary>
    public static implicit operator Argument(int? value) => value is { } number ? new Integer(number)
        : Nothing.Instance;

    /// <summary>A number as an argument; nothing for null.</summary>
    public static implicit operator Argument(double? value) => value is { } number ? new Number(number)
        : Nothing.Instance;

    /// <summary>A truth value as an argument.</summary>
    public static implicit operator Argument(bool value) => new Truth(value);

    /// <summary>A text as an argument; nothing for null.</summary>
    public static implicit operator Argument(string? value) => value is null ? Nothing.Instance : new Text(value);

    /// <summary>Axes as an argument: one, a list, or nothing for all.</summary>
    public static implicit operator Argument(Axes axes) => axes.Argument;

    /// <summary>Lengths as an argument.</summary>
    public static implicit operator Argument(Shape shape) => Of(shape.AsSpan());

    /// <summary>Whole numbers as a list.</summary>
    public static Argument Of(ReadOnlySpan<int> values)
    {
        var items = new Argument[values.Length];
        for (var i = 0; i < items.Length; i++) items[i] = new Integer(values[i]);
        return new List(items);
    }

    /// <summary>Places of the graph as a list.</summary>
    public static Argument Of(IEnumerable<SymbolicTensor> tensors) =>
        new List([.. tensors.Select(tensor => new Symbol(tensor))]);

    private static string Joined(string first, string rest) => rest.Length == 0 ? first : $"{first}/{rest}";

    /// <summary>A place of the graph.</summary>
    public sealed record Symbol(SymbolicTensor Tensor) : Argument;

    /// <summary>An array that is part of the description.</summary>
    /// <param name="Value">Its elements.</param>
    /// <param name="Type">Their type in Keras.</param>
    /// <param name="IsNumPy">Whether files mark it as an array of NumPy's rather than as a tensor.</param>
    public sealed record Array(Tensor Value, KerasType Type, bool IsNumPy) : Argument;

    /// <summary>A whole number.</summary>
    public sealed record Integer(long Value) : Argument;

    /// <summary>A number with a fraction, or one that Python writes as such.</summary>
    public sealed record Number(double Value) : Argument;

    /// <summary>True or false.</summary>
    public sealed record Truth(bool Value) : Argument;

    /// <summary>A text, such as the name of an element type.</summary>
    public sealed record Text(string Value) : Argument;

    /// <summary>Python's <c>None</c>.</summary>
    public sealed record Nothing : Argument
    {
        public static Nothing Instance { get; } = new();
    }

    /// <summary>Several arguments in order.</summary>
    public sealed record List(IReadOnlyList<Argument> Items) : Argument;

    /// <summary>Several arguments by name.</summary>
    public sealed record Dict(IReadOnlyList<KeyValuePair<string, Argument>> Items) : Argument;

    /// <summary>Python's <c>start:stop:step</c>; each is a number or nothing.</summary>
    public sealed record Slice(Argument Start, Argument Stop, Argument Step) : Argument;

    /// <summary>Python's <c>…</c>.</summary>
    public sealed record Ellipsis : Argument;
}
