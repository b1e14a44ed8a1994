using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Constraints;
using Valence.Initializers;
using Valence.Layers;
using Valence.Optimizers;
using Valence.Regularizers;

namespace Valence.Saving;

/// <summary>The forms that several fields have in Keras' files.</summary>
internal static class FieldKinds
{
    /// <summary>A size of the one axis of time, which Keras keeps as a list.</summary>
    public static FieldKind<int> Size { get; } = new((c, name) => c.Size(name), (c, name, value) =>
        c.Set(name, (int[])[value]));

    /// <summary>Such a size, or null for none.</summary>
    public static FieldKind<int?> SizeOrNull { get; } = new((c, name) => c.Size(name), (c, name, value) =>
        c.Set(name, value is { } size ? (int[])[size] : null))
    { OfNull = () => null };

    /// <summary>A size that Keras writes as a number and takes as a list too.</summary>
    public static FieldKind<int> PlainSize { get; } = new((c, name) => c.Size(name), (c, name, value) =>
        c.Set(name, value));

    /// <summary>Integers, of which a single one stands alone.</summary>
    public static FieldKind<IReadOnlyList<int>> OneOrMany { get; } = new((c, name) => c.Ints(name),
        (c, name, values) =>
        {
            if (values is [var only]) c.Set(name, only);
            else c.Set(name, values);
        });

    /// <summary>Integers, null where there are none.</summary>
    public static FieldKind<IReadOnlyList<int>> NullIfEmpty { get; } = new((c, name) => c.Ints(name),
        (c, name, values) => c.Set(name, values.Count > 0 ? values : null))
    { OfNull = () => [] };

    /// <summary>A truth value or null.</summary>
    public static FieldKind<bool?> TrueOrNull { get; } = new((c, name) => c.Bool(name, false), (c, name, value) =>
        c.Set(name, value));

    /// <summary>Numbers, of which a single one stands alone.</summary>
    public static FieldKind<IReadOnlyList<float>?> OneOrManyNumbers { get; } = new((c, name) => c.Floats(name),
        (c, name, values) =>
        {
            if (values is [var only]) c.Set(name, only);
            else c.Set(name, values);
        })
    { OfNull = () => null };

    /// <summary>Numbers in double precision, of which a single one stands alone.</summary>
    public static FieldKind<IReadOnlyList<double>> OneOrManyDoubles { get; } = new((c, name) => c.Doubles(name),
        (c, name, values) =>
        {
            if (values is [var only]) c.Set(name, only);
            else c.Set(name, values);
        });

    /// <summary>Two integers, which Keras takes as one where they are equal.</summary>
    public static FieldKind<(int First, int Second)> Pair { get; } = new(ReadPair, (c, name, value) =>
        c.Set(name, (int[])[value.First, value.Second]));

    /// <summary>Two integers, written as one where they are equal.</summary>
    public static FieldKind<(int First, int Second)> OneOrTwo { get; } = new(ReadPair, (c, name, value) =>
        OneOrMany.Write(c, name, value.First == value.Second ? [value.First] : [value.First, value.Second]));

    /// <summary>The seed of draws; anything but an integer, such as a serialized generator, counts as none.</summary>
    public static FieldKind<int?> Seed { get; } = new((c, name) =>
        c.Get(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var seed) ? seed : null,
        (c, name, value) => c.Set(name, value));

    private static readonly Dictionary<Type, object> _usual = new KeyValuePair<Type, object>[]
    {
        Kind((c, name) => c.Bool(name, false), (c, name, value) => c.Set(name, value)),
        Kind((c, name) => c.Int(name), (c, name, value) => c.Set(name, value)),
        Nullable<int?>((c, name) => c.Int(name), (c, name, value) => c.Set(name, value)),
        Nullable<long?>((c, name) => c.Long(name), (c, name, value) => c.Set(name, value)),
        Kind((c, name) => c.Float(name), (c, name, value) => c.Set(name, value)),
        Nullable<float?>((c, name) => c.Float(name), (c, name, value) => c.Set(name, value)),
        Kind((c, name) => c.Double(name, 0), (c, name, value) => c.Set(name, value)),
        Nullable<double?>((c, name) => c.Double(name, 0), (c, name, value) => c.Set(name, value)),
        Nullable<string>((c, name) => c.Text(name), (c, name, value) => c.Set(name, value)),
        Kind((c, name) => c.Shape(name), (c, name, value) => c.Set(name, value)),
        Nullable<Shape?>((c, name) => c.Shape(name), (c, name, value) =>
            c.Set(name, value is { } shape ? ConfigWriter.Axes(shape) : null)),
        Kind((c, name) => c.Ints(name), (c, name, values) => c.Set(name, values)),
        Kind((c, name) => c.Longs(name), (c, name, values) => c.Set(name, values)),
        Kind((c, name) => c.Floats(name), (c, name, values) => c.Set(name, values)),
        Kind((c, name) => c.Texts(name), (c, name, values) => c.Set(name, values)),
        Nullable<ActivationFunction>((c, name) => c.Activation(name), (c, name, value) => c.Activation(name, value)),
        Kind((c, name) => c.Initializer(name, Initializer.Zeros), (c, name, value) => c.Initializer(name, value)),
        Nullable<Regularizer>((c, name) => c.Regularizer(name), (c, name, value) => c.Regularizer(name, value)),
        Nullable<Constraint>((c, name) => c.Constraint(name), (c, name, value) => c.Constraint(name, value)),
        Kind(ReadRate, WriteRate),
        Kind(KerasElementTypes.Read, (c, name, value) => c.Set(name, KerasElementTypes.Name(value))),
    }.ToDictionary();

    /// <summary>The usual form of values of a type.</summary>
    public static FieldKind<TValue> Usual<TValue>() => (FieldKind<TValue>)_usual[typeof(TValue)];

    /// <summary>One of the values that have a text in Keras.</summary>
    /// <param name="synonyms">Further texts that files have for some.</param>
    public static FieldKind<Choice<TEnum>> Choice<TEnum>(params (string Text, TEnum Value)[] synonyms)
        where TEnum : struct, Enum => new(
        (c, name) => synonyms.Any(synonym => synonym.Text == c.OptionalText(name))
            ? synonyms.First(synonym => synonym.Text == c.Text(name)).Value : c.Choice<TEnum>(name),
        (c, name, value) => c.Set(name, value.Text))
        { OfNull = Valence.Choice<TEnum>.Find(null) is { } none ? () => none : null };

    private static KeyValuePair<Type, object> Kind<TValue>(Func<ConfigReader, string, TValue> read,
        Action<ConfigWriter, string, TValue> write) => new(typeof(TValue), new FieldKind<TValue>(read, write));

    private static KeyValuePair<Type, object> Nullable<TValue>(Func<ConfigReader, string, TValue?> read,
        Action<ConfigWriter, string, TValue?> write) =>
        new(typeof(TValue), new FieldKind<TValue?>(read, write) { OfNull = () => default });

    private static (int, int) ReadPair(ConfigReader c, string name) => c.Ints(name) switch
    {
        [var both] => (both, both),
        [var first, var second] => (first, second),
        _ => throw c.Wrong(name, "one or two integers"),
    };

    private static LearningRate ReadRate(ConfigReader c, string name) =>
        c.Get(name) is { ValueKind: JsonValueKind.Object } json
            ? c.Tables.Schedules.Read(json, $"{c.Place}.{name}", c.Tables) : c.Float(name);

    private static void WriteRate(ConfigWriter c, string name, LearningRate value)
    {
        if (value.Schedule is { } schedule) c.Set(name, c.Tables.Schedules.Write(schedule, c.Tables));
        else c.Set(name, value.Value);
    }
}
