namespace Valence.Formats;

/// <summary>NumPy's type of Python objects.</summary>
internal sealed class PickledObjectType
{
    public static readonly PickledObjectType Instance = new();

    private PickledObjectType()
    {
    }
}
