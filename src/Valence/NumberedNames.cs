using System.Globalization;

namespace Valence;

/// <summary>Keras' names of the members of a list: the class in snake case, then <c>_1</c>, <c>_2</c>, … for further
/// ones of a class.</summary>
internal sealed class NumberedNames
{
    private readonly Dictionary<string, int> _taken = [];

    /// <summary>The name of the next member.</summary>
    public string Next(string className)
    {
        var stem = Naming.SnakeCase(className);
        var count = _taken[stem] = _taken.GetValueOrDefault(stem, -1) + 1;
        return count == 0 ? stem : string.Create(CultureInfo.InvariantCulture, $"{stem}_{count}");
    }
}
