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
}
