using System.Buffers.Binary;

namespace Valence.Formats;

/// <summary>The header messages of element types and shapes, byte for byte as h5py writes them.</summary>
internal static class Hdf5Encoding
{
    /// <summary>The type of texts of any length in UTF-8.</summary>
    public static byte[] VariableString => [0x19, 0x01, 0x01, 0, 16, 0, 0, 0, 0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0];

    /// <summary>The type of texts of any length that are marked as ASCII, as h5py stores <c>bytes</c>.</summary>
    public static byte[] VariableBytes => [0x19, 0x01, 0, 0, 16, 0, 0, 0, 0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0];

    /// <summary>The type of bfloat16, which has no name in NumPy: two bytes of which only the attribute <c>dtype</c>
    /// says what they are.</summary>
    public static byte[] BrainFloat => [0x15, 0, 0, 0, 2, 0, 0, 0];

    /// <summary>The type of texts of <paramref name="size"/> bytes, filled up with zeros.</summary>
    public static byte[] FixedString(int size)
    {
        byte[] type = [0x13, 0x01, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32LittleEndian(type.AsSpan(4), size);
        return type;
    }

    /// <summary>The type of the numbers <typeparamref name="T"/>.</summary>
    /// <exception cref="NotSupportedException">The type is not one of float, double, int, long, uint and
    /// byte.</exception>
    public static byte[] Number<T>() where T : unmanaged => default(T) switch
    {
        float => [0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0],
        double => [0x11, 0x20, 63, 0, 8, 0, 0, 0, 0, 0, 64, 0, 52, 11, 0, 52, 0xff, 3, 0, 0],
        int => Integer(4, isSigned: true),
        long => Integer(8, isSigned: true),
        uint => Integer(4, isSigned: false),
        byte => Integer(1, isSigned: false),
        sbyte => Integer(1, isSigned: true),
        _ => throw new NotSupportedException("Expected float, double, int, long, uint, byte or sbyte, received "
            + $"{typeof(T)}."),
    };

    /// <summary>The message of a shape; axes also give their own length as their limit.</summary>
    /// <param name="shape">The lengths of the axes.</param>
    /// <param name="hasLimits">Whether the limits are written, as h5py does for all but scalars.</param>
    public static byte[] Space(ReadOnlySpan<long> shape, bool hasLimits)
    {
        hasLimits &= shape.Length > 0;
        var message = new byte[8 + 8 * shape.Length * (hasLimits ? 2 : 1)];
        message[0] = 1;
        message[1] = (byte)shape.Length;
        message[2] = (byte)(hasLimits ? 1 : 0);
        for (var axis = 0; axis < shape.Length; axis++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(message.AsSpan(8 + 8 * axis), shape[axis]);
            if (hasLimits) BinaryPrimitives.WriteInt64LittleEndian(
                message.AsSpan(8 + 8 * (shape.Length + axis)), shape[axis]);
        }
        return message;
    }

    private static byte[] Integer(byte size, bool isSigned) =>
        [0x10, (byte)(isSigned ? 8 : 0), 0, 0, size, 0, 0, 0, 0, 0, (byte)(8 * size), 0];
}
