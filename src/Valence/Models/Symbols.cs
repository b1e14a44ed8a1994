using System.Collections;
using System.Runtime.CompilerServices;

namespace Valence.Models;

/// <summary>The inputs or outputs of a graph: one place, several in a list, several by name, or lists and dictionaries
/// of these.</summary>
/// <remarks>Data of a dictionary goes by its keys, in the order of the keys, as in Keras.</remarks>
[CollectionBuilder(typeof(Symbols), nameof(Create))]
public readonly struct Symbols : IEnumerable<SymbolicTensor>
{
    private Symbols(Argument structure) => Structure = structure;

    /// <summary>The lists and dictionaries.</summary>
    internal Argument Structure { get; }

    /// <summary>Several places in a list.</summary>
    public static Symbols Create(ReadOnlySpan<SymbolicTensor> places) =>
        new(new Argument.List([.. places.ToArray().Select(place => new Argument.Symbol(Require.NotNull(place)))]));

    /// <summary>Several places in a list.</summary>
    public static Symbols Of(IEnumerable<SymbolicTensor> places) =>
        Create([.. Require.NotNull(places)]);

    /// <summary>Several inputs or outputs in a list, each of which may be a list or dictionary.</summary>
    public static Symbols List(params IEnumerable<Symbols> parts) =>
        new(new Argument.List([.. Require.NotNull(parts).Select(part => Given(part.Structure))]));

    /// <summary>Several by name, each of which may be a list or dictionary.</summary>
    public static Symbols Named(IReadOnlyDictionary<string, Symbols> parts) =>
        new(new Argument.Dict([.. Require.NotNull(parts)
            .Select(part => KeyValuePair.Create(part.Key, Given(part.Value.Structure)))]));

    /// <summary>The lists and dictionaries, which a value that nobody gave does not have.</summary>
    internal Argument Required(string name) => Structure ?? throw new ArgumentNullException(name);

    /// <summary>One place.</summary>
    public static implicit operator Symbols(SymbolicTensor place) => new(new Argument.Symbol(Require.NotNull(place)));

    /// <summary>Several places in a list.</summary>
    public static implicit operator Symbols(SymbolicTensor[] places) => Create(Require.NotNull(places));

    /// <summary>Several places by name.</summary>
    public static implicit operator Symbols(Dictionary<string, SymbolicTensor> places) =>
        Named(Require.NotNull(places).ToDictionary(place => place.Key, place => (Symbols)place.Value));

    /// <summary>Lists and dictionaries by name.</summary>
    public static implicit operator Symbols(Dictionary<string, Symbols> parts) => Named(parts);

    /// <summary>Lists and dictionaries as a file has them.</summary>
    internal static Symbols From(Argument structure) => new(structure);

    /// <summary>The places, in Keras' order.</summary>
    public IEnumerator<SymbolicTensor> GetEnumerator() =>
        (Structure?.Tensors ?? []).GetEnumerator();

    private static Argument Given(Argument? part) =>
        part ?? throw new ArgumentNullException("parts", "Expected places of a graph, received a part without any.");

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
