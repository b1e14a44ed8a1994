namespace Valence.Saving;

/// <summary>What a file needs to know of a class: Keras' name, how to make one from its fields, and its
/// fields.</summary>
/// <typeparam name="T">The family: layers, initializers, losses, …</typeparam>
/// <param name="ClassName">Keras' class name.</param>
/// <param name="Module">Keras' module, such as <c>keras.layers</c>.</param>
/// <param name="Type">The C# class.</param>
/// <param name="Read">Makes an instance from its fields.</param>
/// <param name="Write">Writes its fields.</param>
public sealed record KerasRow<T>(string ClassName, string Module, Type Type, Func<ConfigReader, T> Read,
    Action<T, ConfigWriter> Write) where T : class
{
    /// <summary>Keras' registered name of a user's own class (<c>Package&gt;Name</c>), or null for Keras' own
    /// classes.</summary>
    public string? RegisteredName { get; init; }

    /// <summary>An object with Keras' defaults; null for a row that reads and writes in two expressions.</summary>
    internal T? Prototype { get; private init; }

    /// <summary>A row whose fields are said once.</summary>
    /// <param name="className">Keras' class name.</param>
    /// <param name="module">Keras' module, such as <c>keras.layers</c>.</param>
    /// <param name="prototype">An object with the defaults of all fields that have one.</param>
    /// <param name="fields">Makes an object from its fields; see <see cref="Fields{T}"/>.</param>
    public static KerasRow<T> Of<TOwn>(string className, string module, TOwn prototype,
        Func<Fields<TOwn>, TOwn> fields) where TOwn : class, T =>
        new(className, module, typeof(TOwn), reader => fields(new(prototype, reader)),
            (value, writer) => fields(new((TOwn)value, writer)))
        { Prototype = prototype };
}
