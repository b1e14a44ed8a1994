namespace Valence.Kernels;

/// <summary>A number that is known when code is compiled: how many rows or vectors a tile has.</summary>
internal interface IExtent
{
    static abstract int Count { get; }
}

internal readonly struct One : IExtent
{
    public static int Count => 1;
}

internal readonly struct Two : IExtent
{
    public static int Count => 2;
}

internal readonly struct Three : IExtent
{
    public static int Count => 3;
}

internal readonly struct Four : IExtent
{
    public static int Count => 4;
}

internal readonly struct Five : IExtent
{
    public static int Count => 5;
}

internal readonly struct Six : IExtent
{
    public static int Count => 6;
}
