using System.Runtime.CompilerServices;

namespace Valence.Kernels;

/// <summary>A single number, for processors without vectors.</summary>
internal readonly unsafe struct Lanes32 : ILanes<float>
{
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Load(float* source) => *source;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float value, float* destination) => *destination = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePast(float value, float* destination) => *destination = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Create(float value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float CreateBits(int bits) => Number(bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Add(float x, float y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Subtract(float x, float y) => x - y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Multiply(float x, float y) => x * y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Divide(float x, float y) => x / y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MultiplyAdd(float x, float y, float z) => x * y + z;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Min(float x, float y) => x < y ? x : y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(float x, float y) => x > y ? x : y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sqrt(float x) => MathF.Sqrt(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Abs(float x) => MathF.Abs(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float GreaterThan(float x, float y) => Truth(x > y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float AreEqual(float x, float y) => Truth(x == y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Select(float condition, float x, float y) => Bits(condition) != 0 ? x : y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float And(float x, float y) => Number(Bits(x) & Bits(y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Or(float x, float y) => Number(Bits(x) | Bits(y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float AddBits(float x, float y) => Number(Bits(x) + Bits(y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SubtractBits(float x, float y) => Number(Bits(x) - Bits(y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ShiftLeftBits(float x, int count) => Number(Bits(x) << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ShiftRightBits(float x, int count) => Number(Bits(x) >> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float FromInteger(float bits) => Bits(bits);

    private static float Truth(bool condition) => Number(condition ? -1 : 0);

    private static int Bits(float number) => BitConverter.SingleToInt32Bits(number);

    private static float Number(int bits) => BitConverter.Int32BitsToSingle(bits);
}
