namespace Valence.Saving;

/// <summary>Rows of one class under its Keras name and under the short names that a text alone may be; the first is
/// written.</summary>
internal static class NamedRows
{
    public static IEnumerable<KerasRow<TFamily>> Of<TFamily, T>(
        string module, Func<ConfigReader, T> read, Action<T, ConfigWriter> write, params IEnumerable<string> names)
        where TFamily : class
        where T : class, TFamily =>
        names.Select(name =>
            new KerasRow<TFamily>(name, module, typeof(T), read, (value, writer) => write((T)value, writer)));

    /// <summary>Such rows, whose fields are said once.</summary>
    public static IEnumerable<KerasRow<TFamily>> Of<TFamily, T>(
        string module, T prototype, Func<Fields<T>, T> fields, params IEnumerable<string> names)
        where TFamily : class
        where T : class, TFamily =>
        names.Select(name => KerasRow<TFamily>.Of(name, module, prototype, fields));
}
