using System.Globalization;
using System.Text;
using Valence.Formats;
using Valence.Graphs;
using Valence.Layers;

namespace Valence.Models;

/// <summary>Keras' automatic names: the class in snake case, then <c>_1</c>, <c>_2</c>, … for further ones of a
/// model.</summary>
internal static class Naming
{
    private const int MostCharacters = 500;
    private const int MostBytes = 1000;

    /// <summary>What <see cref="IsAllowed"/> asks of a name, in words.</summary>
    public static string Allowed { get; } = string.Create(CultureInfo.InvariantCulture,
        $"a name of 1 to {MostCharacters} characters, at most {MostBytes} bytes of UTF-8, without slashes and control "
            + $"or formatting characters");

    /// <summary><c>GlobalMaxPooling1D</c> → <c>global_max_pooling1d</c>, <c>LSTM</c> → <c>lstm</c>.</summary>
    public static string SnakeCase(string className)
    {
        var name = new StringBuilder(className.Length + 8);
        for (var i = 0; i < className.Length; i++)
        {
            var here = className[i];
            var startsWord = i > 0 && char.IsAsciiLetterUpper(here)
                && (char.IsAsciiLetterLower(className[i - 1]) || i + 1 < className.Length
                    && char.IsAsciiLetterLower(className[i + 1]) && char.IsAsciiLetter(className[i - 1]));
            if (startsWord) name.Append('_');
            name.Append(char.ToLowerInvariant(here));
        }
        return name.ToString();
    }

    /// <summary>The name, which files of every form can hold.</summary>
    /// <exception cref="ArgumentException">They can't.</exception>
    public static string Required(string name) => IsAllowed(Require.NotNull(name)) ? name
        : throw new ArgumentException($"Expected {Allowed}, received '{FilePlace.Shown(name)}'.", nameof(name));

    /// <summary>Whether files of every form can hold a name.</summary>
    public static bool IsAllowed(string name)
    {
        if (name.Length is 0 or > MostCharacters || Encoding.UTF8.GetByteCount(name) > MostBytes || name is "." or ".."
            || name.AsSpan().ContainsAny('/', '\\')) return false;
        foreach (var rune in name.EnumerateRunes())
            // Half a surrogate pair is read as this one.
            if (rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
                or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                return false;
        return true;
    }

    /// <summary>Gives each layer without a name one that no other layer of the model has.</summary>
    public static void Assign(IEnumerable<Layer> layers)
    {
        foreach (var (layer, name) in Names(layers)) layer.AssignName(name);
    }

    /// <summary>Each layer with its name, or with the one that it would be given now.</summary>
    public static IReadOnlyList<(Layer Layer, string Name)> Names(IEnumerable<Layer> layers)
    {
        var all = layers.ToList();
        var masked = all.Any(layer => layer is Embedding { MaskZero: true } or Masking);
        var taken = all.Where(layer => layer.HasGivenName).Select(layer => layer.Name).ToHashSet();
        return [.. all.Select(layer => (layer, layer.HasGivenName ? layer.Name : Automatic(layer)))];

        string Automatic(Layer layer)
        {
            var stem = SnakeCase(layer.KerasName);
            // When Keras opens a file, it computes the masks anew by operations of such names.
            if (masked && layer is Concatenate) stem += "_layer";
            else if (masked && layer is OperationStep) stem += "_op";
            var name = stem;
            for (var i = 1; !taken.Add(name); i++) name = string.Create(CultureInfo.InvariantCulture, $"{stem}_{i}");
            return name;
        }
    }

    /// <summary>Refuses two layers of one name: files and errors refer to layers by it.</summary>
    /// <exception cref="ArgumentException">There are.</exception>
    public static void RequireUnique(IEnumerable<Layer> layers)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var layer in layers)
            if (!taken.Add(layer.Name))
                throw new ArgumentException($"The model has two layers named '{layer.Name}'. Give one of them another "
                    + $"{nameof(Layer.Name)}.");
    }
}
