namespace Valence;

/// <summary>Keras' rules of element types: which one a computation of several gives.</summary>
/// <remarks>Types form a lattice; the result is the lowest type that is not below any of the operands. Plain numbers
/// of Python's are weak: they stand below all types of their kind. 64-bit results become 32-bit ones.</remarks>
internal static class KerasTypes
{
    // The lattice has two more places than there are types: Python's whole numbers and its floats.
    private const int WeakInt = (int)KerasType.String + 1, WeakFloat = WeakInt + 1, Count = WeakFloat + 1;

    private static readonly (int Of, int[] Above)[] Steps =
    [
        ((int)KerasType.Bool, [WeakInt]),
        ((int)KerasType.UInt8, [(int)KerasType.Int16, (int)KerasType.UInt16]),
        ((int)KerasType.UInt16, [(int)KerasType.Int32, (int)KerasType.UInt32]),
        ((int)KerasType.UInt32, [(int)KerasType.Int64]),
        (WeakInt, [(int)KerasType.UInt8, (int)KerasType.Int8]),
        ((int)KerasType.Int8, [(int)KerasType.Int16]),
        ((int)KerasType.Int16, [(int)KerasType.Int32]),
        ((int)KerasType.Int32, [(int)KerasType.Int64]),
        ((int)KerasType.Int64, [WeakFloat]),
        (WeakFloat, [(int)KerasType.BFloat16, (int)KerasType.Float16]),
        ((int)KerasType.BFloat16, [(int)KerasType.Float32]),
        ((int)KerasType.Float16, [(int)KerasType.Float32]),
        ((int)KerasType.Float32, [(int)KerasType.Float64]),
    ];

    // One bit a place: what is not below it.
    private static readonly int[] Bounds = [.. Enumerable.Range(0, Count).Select(Above)];

    /// <summary>The type that elements of <paramref name="type"/> have in Keras where nothing else is said.</summary>
    public static KerasType Of(ElementType type) => type switch
    {
        ElementType.Float32 => KerasType.Float32,
        ElementType.Int32 => KerasType.Int32,
        _ => KerasType.String,
    };

    /// <summary>The type of Keras' name, or null.</summary>
    public static KerasType? Parse(string name) => Enum.GetValues<KerasType>()
        .Where(type => type.KerasName == name).Select(type => (KerasType?)type).FirstOrDefault();

    extension(KerasType type)
    {
        /// <summary>Keras' name, such as <c>float32</c>.</summary>
        public string KerasName => type.ToString().ToLowerInvariant();

        /// <summary>Whether numbers of the type have fractions.</summary>
        public bool IsFloat => type is >= KerasType.Float16 and <= KerasType.Float64;

        /// <summary>Whether numbers of the type are whole.</summary>
        public bool IsInteger => type is >= KerasType.UInt8 and <= KerasType.Int64;

        /// <summary>How elements of the type are kept.</summary>
        public ElementType Storage => type.IsInteger ? ElementType.Int32
            : type == KerasType.String ? ElementType.String : ElementType.Float32;
    }

    /// <summary>The type that a computation of elements of <paramref name="types"/> gives.</summary>
    /// <exception cref="ArgumentException">Texts are among them.</exception>
    public static KerasType Join(params ReadOnlySpan<(KerasType Type, bool IsWeak)> types)
    {
        var allWeak = true;
        foreach (var (type, isWeak) in types)
        {
            if (type == KerasType.String) throw new ArgumentException("Expected numbers, received texts.");
            allWeak &= isWeak && type != KerasType.Bool;
        }
        var common = -1;
        foreach (var (type, isWeak) in types) common &= Bounds[allWeak ? (int)type : Place(type, isWeak)];
        var least = 0;
        while ((common >> least & 1) == 0 || (common & ~Bounds[least]) != 0) least++;
        return least switch
        {
            WeakInt or (int)KerasType.Int64 => KerasType.Int32,
            WeakFloat or (int)KerasType.Float64 => KerasType.Float32,
            _ => (KerasType)least,
        };
    }

    private static int Place(KerasType type, bool isWeak) => !isWeak || type == KerasType.Bool ? (int)type
        : type.IsFloat ? WeakFloat : WeakInt;

    private static int Above(int place)
    {
        var bits = 1 << place;
        foreach (var (of, above) in Steps)
            if (of == place)
                foreach (var next in above) bits |= Above(next);
        return bits;
    }
}
