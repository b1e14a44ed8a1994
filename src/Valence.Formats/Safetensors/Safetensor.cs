namespace Valence.Formats;

/// <summary>One tensor of a safetensors file; its elements are converted when asked for.</summary>
public sealed class Safetensor
{
    private readonly FilePlace _place;
    private readonly ByteSource _data;

    internal Safetensor(FilePlace place, SafetensorType type, long[] shape, int count, ByteSource data)
    {
        _place = place;
        _data = data;
        Type = type;
        Shape = shape;
        Count = count;
    }

    /// <summary>The stored element type.</summary>
    public SafetensorType Type { get; }

    /// <summary>The lengths of the axes, outermost first; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The number of elements.</summary>
    public int Count { get; }

    /// <summary>Reads the floats of a tensor that must have exactly the shape <paramref name="expected"/>.</summary>
    /// <param name="expected">The shape the caller computed.</param>
    /// <param name="destination">As many elements as <paramref name="expected"/> has.</param>
    /// <exception cref="FileFormatException">The shape differs, the elements are integers, or a double is beyond
    /// float32.</exception>
    public void ReadFloats(Shape expected, Span<float> destination)
    {
        RequireShape(expected);
        if (Number.Family is NumberFamily.Signed)
            throw Refuse("S08", $"expected floats, the elements are {Type}", "Ask for the type the file has");
        var unfit = Number.ReadFloats(_data, destination[..Count]);
        if (unfit >= 0) throw Refuse("S09", $"expected numbers in the range of float32, element {unfit} is beyond",
            "Save the values in a smaller range");
        _data.RequireIntact();
    }

    /// <summary>A tensor of the elements: <see cref="ElementType.Float32"/> of floats, <see cref="ElementType.Int32"/>
    /// of integers.</summary>
    /// <exception cref="FileFormatException">A value does not fit the tensor's type, or the shape has too many
    /// axes.</exception>
    public Tensor ToTensor()
    {
        if (Shape.Count > Valence.Shape.MaxRank || Shape.Any(length => length > int.MaxValue))
            throw Refuse("S05", $"expected at most {Valence.Shape.MaxRank} axes of ordinary length, found "
                + $"[{string.Join(", ", Shape)}]", "Reshape the tensor before saving it");
        var shape = Valence.Shape.Create([.. Shape.Select(length => (int)length)]);
        var isFloat = Number.Family is not NumberFamily.Signed;
        var tensor = Tensor.Uninitialized(shape, isFloat ? ElementType.Float32 : ElementType.Int32);
        if (isFloat) ReadFloats(shape, tensor.Overwrite<float>());
        else if (Number.ReadInts(_data, tensor.Overwrite<int>()) is >= 0 and var unfit)
            throw Refuse("S09", $"expected integers of 32 bits, element {unfit} is beyond", "Save smaller integers");
        _data.RequireIntact();
        return tensor;
    }

    internal static int SizeOf(SafetensorType type) => type switch
    {
        SafetensorType.F16 or SafetensorType.BF16 => 2,
        SafetensorType.F32 or SafetensorType.I32 => 4,
        _ => 8,
    };

    private NumberFormat Number =>
        new(Type switch
        {
            SafetensorType.BF16 => NumberFamily.BrainFloat,
            SafetensorType.I32 or SafetensorType.I64 =>
            NumberFamily.Signed,
            _ => NumberFamily.Float
        }, SizeOf(Type));

    private void RequireShape(Shape expected)
    {
        var same = Shape.Count == expected.Rank;
        for (var axis = 0; same && axis < expected.Rank; axis++) same = Shape[axis] == expected[axis];
        if (!same) throw Refuse("S07", $"expected the shape {expected}, the file has [{string.Join(", ", Shape)}]",
            "Check that the file belongs to this model");
    }

    private FileFormatException Refuse(string rule, string problem, string advice) =>
        new(rule, _place, problem, advice);
}
