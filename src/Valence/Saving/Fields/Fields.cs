using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Layers;
using Valence.Models;

namespace Valence.Saving;

/// <summary>The fields of one object in Keras' serialized form, said once for both directions: an expression such as
/// <c>f => new(f.Need(d => d.Units)) { UseBias = f.Of(d => d.UseBias) }</c> makes an object from a file's fields, or
/// writes the fields of one.</summary>
/// <remarks>
/// When reading, each call gives a field's value, and where the field is missing that of the prototype; so a default
/// stands in the object alone. When writing, each call gives the object's own value and notes it; what the expression
/// then makes is thrown away. A field is named after its property: <c>d => d.UseBias</c> is <c>use_bias</c>.
/// </remarks>
/// <typeparam name="T">The class.</typeparam>
public sealed class Fields<T> where T : class
{
    private readonly T _object;
    private readonly ConfigReader? _reader;
    private readonly ConfigWriter? _writer;

    internal Fields(T prototype, ConfigReader reader) => (_object, _reader) = (prototype, reader);

    internal Fields(T written, ConfigWriter writer) => (_object, _writer) = (written, writer);

    /// <summary>The fields of a file, or null when writing.</summary>
    internal ConfigReader? Reader => _reader;

    /// <summary>A field with a default: that of the prototype.</summary>
    /// <param name="get">The property.</param>
    /// <param name="kind">How its values stand in files; the usual way of the type when null.</param>
    /// <param name="name">The field's name; the property's in snake case when null.</param>
    /// <param name="also">A second name that older files have.</param>
    /// <param name="property">The text of <paramref name="get"/>, by the compiler.</param>
    /// <exception cref="ConfigException">The field has another kind of value.</exception>
    public TValue Of<TValue>(Func<T, TValue> get, FieldKind<TValue>? kind = null, string? name = null,
        string? also = null, [CallerArgumentExpression(nameof(get))] string property = "")
    {
        name ??= NameOf(property);
        kind ??= FieldKinds.Usual<TValue>();
        if (_writer is not null) return Written(get, kind, name);
        return Found(name, also) is { } found ? kind.Read(_reader!, found)
            : kind.OfNull is { } ofNull && _reader!.IsNull(name) ? ofNull() : get(_object);
    }

    /// <summary>A field whose default was another one in Keras 2.</summary>
    /// <inheritdoc cref="Of{TValue}(Func{T, TValue}, FieldKind{TValue}, string, string, string)"/>
    internal TValue OfKeras2<TValue>(Func<T, TValue> get, TValue former,
        [CallerArgumentExpression(nameof(get))] string property = "") =>
        _reader is { Tables.IsKeras2: true } && Found(NameOf(property), null) is null ? former
            : Of(get, null, null, null, property);

    /// <summary>A setting that has a text, with a default: that of the prototype.</summary>
    /// <inheritdoc cref="Of{TValue}(Func{T, TValue}, FieldKind{TValue}, string, string, string)"/>
    [OverloadResolutionPriority(1)]
    public Choice<TEnum> Of<TEnum>(Func<T, Choice<TEnum>> get, string? name = null,
        [CallerArgumentExpression(nameof(get))] string property = "") where TEnum : struct, Enum =>
        Of(get, FieldKinds.Choice<TEnum>(), name, null, property);

    /// <summary>A field that has to be there.</summary>
    /// <inheritdoc cref="Of{TValue}(Func{T, TValue}, FieldKind{TValue}, string, string, string)"/>
    /// <exception cref="ConfigException">The field is missing, or has another kind of value.</exception>
    public TValue Need<TValue>(Func<T, TValue> get, FieldKind<TValue>? kind = null, string? name = null,
        string? also = null, [CallerArgumentExpression(nameof(get))] string property = "")
    {
        name ??= NameOf(property);
        kind ??= FieldKinds.Usual<TValue>();
        if (_writer is not null) return Written(get, kind, name);
        if (Found(name, also) is { } found) return kind.Read(_reader!, found);
        if (kind.OfNull is { } ofNull && _reader!.IsNull(name)) return ofNull();
        // A field that is missing is another error than one of null.
        _reader!.Get(name);
        throw _reader.Wrong(name, "a value");
    }

    /// <summary>A field that is left out where it is null.</summary>
    /// <inheritdoc cref="Of{TValue}(Func{T, TValue}, FieldKind{TValue}, string, string, string)"/>
    public TValue? Given<TValue>(Func<T, TValue?> get, FieldKind<TValue>? kind = null, string? name = null,
        [CallerArgumentExpression(nameof(get))] string property = "")
    {
        name ??= NameOf(property);
        kind ??= FieldKinds.Usual<TValue>();
        if (_writer is null) return Found(name, null) is null ? default : kind.Read(_reader!, name);
        return get(_object) is { } value ? Written(_ => value, kind, name) : default;
    }

    /// <summary>A truth value that is left out where it is false.</summary>
    /// <inheritdoc cref="Of{TValue}(Func{T, TValue}, FieldKind{TValue}, string, string, string)"/>
    internal bool GivenTrue(Func<T, bool> get, [CallerArgumentExpression(nameof(get))] string property = "") =>
        Given(d => get(d) ? true : (bool?)null, FieldKinds.TrueOrNull, NameOf(property)) ?? false;

    /// <summary>A truth value that Keras takes as a keyword argument of the layer's calls, where it is true.</summary>
    /// <inheritdoc cref="Of{TValue}(Func{T, TValue}, FieldKind{TValue}, string, string, string)"/>
    public bool OfCalls(Func<T, bool> get, [CallerArgumentExpression(nameof(get))] string property = "")
    {
        var name = NameOf(property);
        if (_reader is not null) return _reader.Bool(name, get(_object));
        if (get(_object)) _writer!.SetCall(name, true);
        return get(_object);
    }

    /// <summary>A truth value that is true in Keras unless a keyword argument of the layer's calls is false.</summary>
    /// <inheritdoc cref="Of{TValue}(Func{T, TValue}, FieldKind{TValue}, string, string, string)"/>
    internal bool OfCallsUnlessFalse(Func<T, bool> get,
        [CallerArgumentExpression(nameof(get))] string property = "")
    {
        var name = NameOf(property);
        if (_reader is not null) return _reader.Bool(name, get(_object));
        if (!get(_object)) _writer!.SetCall(name, false);
        return get(_object);
    }

    /// <summary>A layer inside, which has to be there.</summary>
    /// <inheritdoc cref="Of{TValue}(Func{T, TValue}, FieldKind{TValue}, string, string, string)"/>
    /// <exception cref="ConfigException">The field is missing, or is no layer of that kind.</exception>
    public TLayer Layer<TLayer>(Func<T, TLayer> get, string? name = null,
        [CallerArgumentExpression(nameof(get))] string property = "") where TLayer : Layer =>
        Need(get, LayerKind<TLayer>(), name, null, property);

    /// <summary>A layer inside; null where it is missing.</summary>
    /// <inheritdoc cref="Layer{TLayer}"/>
    public TLayer? LayerOrNull<TLayer>(Func<T, TLayer?> get, string? name = null,
        [CallerArgumentExpression(nameof(get))] string property = "") where TLayer : Layer =>
        Given(get, LayerKind<TLayer>(), name, property);

    /// <summary>The layers inside.</summary>
    /// <inheritdoc cref="Layer{TLayer}"/>
    public IReadOnlyList<TLayer> Layers<TLayer>(Func<T, IReadOnlyList<TLayer>> get, string? name = null,
        [CallerArgumentExpression(nameof(get))] string property = "") where TLayer : Layer =>
        Need(get, new FieldKind<IReadOnlyList<TLayer>>(
            (c, field) => [.. c.Layers(field).Select(layer => layer as TLayer
                ?? throw c.Wrong(field, $"{Words<TLayer>()}s"))],
            (c, field, layers) => c.Layers(field, layers)), name, null, property);

    /// <summary>Settings that several classes share: an object whose fields stand among this one's.</summary>
    /// <param name="get">The object.</param>
    /// <param name="fields">Its fields.</param>
    public TPart Part<TPart>(Func<T, TPart> get, Func<Fields<TPart>, TPart> fields) where TPart : class =>
        fields(_writer is not null ? new(get(_object), _writer) : new(get(_object), _reader!));

    /// <summary>A field that Keras has and that can only have one value here.</summary>
    /// <param name="name">The field.</param>
    /// <param name="value">The value, which is written, and meant where the field is missing.</param>
    /// <param name="because">What is said of another value, such as <c>Valence has no sparse tensors</c>.</param>
    /// <param name="isWritten">Whether Keras' newest files have it.</param>
    /// <exception cref="ConfigException">It has another value.</exception>
    public Fields<T> Only(string name, JsonNode? value, string? because = null, bool isWritten = true)
    {
        if (_writer is not null && isWritten) _writer.Set(name, value);
        if (_reader is null) return this;
        if (_reader.Has(name) && !JsonNode.DeepEquals(JsonNode.Parse(_reader.Get(name).GetRawText()), value))
            throw _reader.Wrong(name, (value?.ToJsonString() ?? "null") + (because is null ? "" : $": {because}"));
        return this;
    }

    /// <summary>Such a field, of which older files have several forms.</summary>
    /// <param name="name">The field.</param>
    /// <param name="value">The value.</param>
    /// <param name="kind">Its forms; reading refuses others.</param>
    internal Fields<T> Only<TValue>(string name, TValue value, FieldKind<TValue> kind)
    {
        if (_writer is not null) kind.Write(_writer, name, value);
        else if (_reader!.Has(name)) kind.Read(_reader, name);
        return this;
    }

    /// <summary>Leaves out a field that all classes of the family have and this one's constructor in Keras does
    /// not take.</summary>
    internal Fields<T> Without(string name)
    {
        _writer?.Json.Remove(name);
        return this;
    }

    /// <summary>A field that Keras has and that means nothing here: it is written and not read.</summary>
    /// <param name="name">The field.</param>
    /// <param name="value">What is written.</param>
    public Fields<T> Constant(string name, JsonNode? value)
    {
        _writer?.Set(name, value);
        return Unused(name);
    }

    /// <summary>Fields of Keras, or of older files, that mean nothing here: they are neither written nor
    /// read.</summary>
    public Fields<T> Unused(params ReadOnlySpan<string> names)
    {
        foreach (var name in names) _reader?.Has(name);
        return this;
    }

    /// <summary>Fields that a function writes.</summary>
    internal void Write(Action<T, ConfigWriter> write) => write(_object, _writer!);

    private TValue Written<TValue>(Func<T, TValue> get, FieldKind<TValue> kind, string name)
    {
        var value = get(_object);
        kind.Write(_writer!, name, value);
        return value;
    }

    private string? Found(string name, string? also) =>
        _reader!.Has(name) ? name : also is not null && _reader.Has(also) ? also : null;

    private static FieldKind<TLayer> LayerKind<TLayer>() where TLayer : Layer => new(
        (c, name) => c.Layer(name) as TLayer ?? throw c.Wrong(name, $"a {Words<TLayer>()}"),
        (c, name, layer) => c.Layer(name, layer));

    private static string Words<TLayer>() => Naming.SnakeCase(typeof(TLayer).Name).Replace('_', ' ');

    // From "layer => layer.Settings.UseBias" to "use_bias".
    private static string NameOf(string property) =>
        Naming.SnakeCase(property[(property.LastIndexOf('.') + 1)..].TrimEnd('!'));
}
