namespace Valence.Training;

/// <summary>Brings what is given by the outputs' names into the outputs' order.</summary>
internal sealed class OutputOrder(IReadOnlyList<string> names)
{
    /// <summary>One value an output.</summary>
    /// <exception cref="ArgumentException">A name is no output's, or an output has none.</exception>
    public IReadOnlyList<T> Of<T>(IReadOnlyDictionary<string, T> given)
    {
        Check(given.Keys);
        return [.. names.Select(name => given.TryGetValue(name, out var value) ? value
            : throw new ArgumentException($"Expected a loss for each of the outputs {Listed(names)}, received none "
                + $"for '{name}'."))];
    }

    /// <summary>One value an output, <paramref name="missing"/> for those without; null for null.</summary>
    /// <exception cref="ArgumentException">A name is no output's.</exception>
    public IReadOnlyList<T>? Of<T>(IReadOnlyDictionary<string, T>? given, T missing)
    {
        if (given is null) return null;
        Check(given.Keys);
        return [.. names.Select(name => given.TryGetValue(name, out var value) ? value : missing)];
    }

    private void Check(IEnumerable<string> given)
    {
        foreach (var name in given)
            if (!names.Contains(name))
                throw new ArgumentException($"The model has no output '{name}'; it has {Listed(names)}.");
    }

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));
}
