using Valence.Text;

namespace Valence.Training;

/// <summary>Brings what is given by the outputs' names into the outputs' order.</summary>
internal sealed class OutputOrder(IReadOnlyList<string> names)
{
    /// <summary>One value an output.</summary>
    /// <exception cref="ArgumentException">A name is no output's, or an output has none.</exception>
    public IReadOnlyList<T> Of<T>(IReadOnlyDictionary<string, T> given)
    {
        Check(given.Keys);
        return [.. names.Select(name => given.TryGetValue(name, out var value) && value is not null ? value
            : throw new ArgumentException(Sentence(WithoutLoss(name))))];
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
                throw new ArgumentException(Sentence(NoSuch(name, names)));
    }

    /// <summary>What is said of an output that training leaves out.</summary>
    public static string WithoutLoss(string name) => $"expected a loss for each output, received none for '{name}'. An "
        + "output without a loss is not supported: leave it out of the model that is trained, and make another model "
            + "of the same layers, which shares their weights, with all outputs";

    /// <summary>What is said of a name that is no output's.</summary>
    public static string NoSuch(string name, IEnumerable<string> names) =>
        $"the model has no output '{name}'; "
            + $"{(NearName.Of(name, names) is { } near ? $"did you mean '{near}'? It" : "it")} has {Listed(names)}";

    /// <summary>Such words as a sentence of their own.</summary>
    public static string Sentence(string words) => $"{char.ToUpperInvariant(words[0])}{words[1..]}.";

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));
}
