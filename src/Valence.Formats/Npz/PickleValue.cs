namespace Valence.Formats;

/// <summary>An object on the stack of a <see cref="Pickle"/>; integers and truth values without an allocation
/// each.</summary>
internal readonly record struct PickleValue(PickleKind Kind, long Integer, object? Object)
{
    public static PickleValue None => new(PickleKind.None, 0, null);

    public static PickleValue Of(long value) => new(PickleKind.Integer, value, null);

    public static PickleValue Of(bool value) => new(PickleKind.Boolean, value ? 1 : 0, null);

    public static PickleValue Of(object value) => new(PickleKind.Object, 0, value);
}
