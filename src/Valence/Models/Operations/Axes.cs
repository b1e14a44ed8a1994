using System.Runtime.CompilerServices;

namespace Valence.Models;

/// <summary>Axes of a tensor: one as <c>1</c>, several as <c>[0, 1]</c>, all where none is given; negative numbers
/// count from the end.</summary>
[CollectionBuilder(typeof(Axes), nameof(Create))]
public readonly struct Axes
{
    private readonly Argument? _argument;

    private Axes(Argument argument) => _argument = argument;

    internal Argument Argument => _argument ?? Models.Argument.Nothing.Instance;

    /// <summary>One axis.</summary>
    public static implicit operator Axes(int axis) => new(new Argument.Integer(axis));

    /// <summary>Several axes.</summary>
    public static Axes Create(ReadOnlySpan<int> axes) => new(Argument.Of(axes));

    /// <summary>Enumerates the axes; none where all are meant.</summary>
    public IEnumerator<int> GetEnumerator()
    {
        if (_argument is Argument.Integer one) yield return (int)one.Value;
        if (_argument is not Argument.List list) yield break;
        foreach (var item in list.Items) yield return (int)((Argument.Integer)item).Value;
    }
}
