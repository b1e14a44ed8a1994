using System.Text;
using Valence.Formats;
using Valence.Layers;
using Valence.Models;

namespace Valence.Saving;

/// <summary>Learned vocabularies in Keras' files: the tokens as text members of the archive, inverse document
/// frequencies beside the weights.</summary>
internal static class VocabularyAssets
{
    private const string FileName = "vocabulary.txt";
    private const string IdfName = "vars/idf_weights";

    /// <summary>The members of each learned vocabulary.</summary>
    /// <exception cref="ConfigException">A token has a line break, which Keras' form cannot tell from the end of the
    /// token.</exception>
    public static IEnumerable<(string Name, byte[] Bytes)> Of(Model model)
    {
        foreach (var (path, layer) in Layers(model))
        {
            if (layer.HasGivenVocabulary || !layer.HasVocabulary) continue;
            var lines = layer.ToLines();
            if (lines.FirstOrDefault(line => line.AsSpan().ContainsAny('\n', '\r')) is not null)
                throw new ConfigException(layer.Name, "a token with a line break, which a file of Keras cannot hold");
            var bytes = Encoding.UTF8.GetBytes(string.Join('\n', lines));
            if (layer.LookupScope.Length > 0) yield return ($"assets/{path}{layer.LookupScope}{FileName}", bytes);
            yield return ($"assets/{path}{FileName}", bytes);
        }
    }

    /// <summary>The layers whose vocabulary was learned, so that it is in no description.</summary>
    public static IEnumerable<VocabularyLayer> Learned(Model model) =>
        Layers(model).Select(entry => entry.Layer).Where(layer => layer.HasVocabulary && !layer.HasGivenVocabulary);

    /// <summary>Adds the inverse document frequencies to the weights.</summary>
    public static void Write(Model model, Hdf5Writer writer)
    {
        foreach (var (path, layer) in Layers(model))
            if (layer.IdfWeights is { Count: > 0 } idf)
                writer.Root.Add(path + layer.LookupScope + IdfName, Tensor.From(idf.ToArray()));
    }

    /// <summary>Gives each layer the vocabulary that the archive has for it, and its frequencies from
    /// <paramref name="weights"/>.</summary>
    /// <remarks>The older form of files (<paramref name="archive"/> null) keeps no learned vocabulary.</remarks>
    /// <exception cref="FileFormatException">A member is no UTF-8 text.</exception>
    /// <exception cref="ConfigException">A vocabulary is missing, or not valid for its layer.</exception>
    public static void Read(Model model, ZipReader? archive, Hdf5File weights)
    {
        foreach (var (path, layer) in Layers(model))
        {
            if (layer.HasGivenVocabulary) continue;
            var member = new[] { path, path + layer.LookupScope }.Select(folder => $"assets/{folder}{FileName}")
                .FirstOrDefault(name => archive?.Contains(name) == true);
            if (archive is null || member is null)
            {
                if (!(layer.AnnouncedSize > layer.VocabularySize)) continue;
                throw new ConfigException($"assets/{path}{FileName}",
                    $"expected the vocabulary of {layer.KerasName} '{layer.Name}', found none", "J17");
            }
            var lines = Lines(archive, member);
            Restore(layer, lines, Frequencies(layer, path, lines.Length, weights), member);
            if (layer.AnnouncedSize is { } announced && announced != layer.VocabularySize)
                throw new ConfigException(member, $"expected a vocabulary of {announced}, as the description "
                    + $"announces, found {layer.VocabularySize}", "J17");
        }
    }

    /// <summary>Gives each layer that has a vocabulary its frequencies from <paramref name="weights"/>.</summary>
    public static void ReadFrequencies(Model model, Hdf5File weights)
    {
        foreach (var (path, layer) in Layers(model))
            if (layer.HasVocabulary && Frequencies(layer, path, layer.VocabularySize, weights) is { } idf)
                Restore(layer, layer.ToLines(), idf, path + layer.LookupScope + IdfName);
    }

    private static void Restore(VocabularyLayer layer, IReadOnlyList<string> lines, IReadOnlyList<float>? idf,
        string place)
    {
        try
        {
            layer.Restore(lines, idf);
        }
        catch (ArgumentException error)
        {
            throw new ConfigException(place, error.Message.TrimEnd('.'), "J17");
        }
    }

    private static string[] Lines(ZipReader archive, string member)
    {
        try
        {
            // Keras ends lines as its system does, and takes empty lines at the end for no tokens.
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(archive.Read(member).Span)
                .Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('\n').Split('\n');
        }
        catch (DecoderFallbackException)
        {
            throw new ConfigException(member, "expected UTF-8 text", "J17");
        }
    }

    // Rows that are padded to a length beyond the vocabulary have zeros there, which the layer adds itself.
    private static float[]? Frequencies(VocabularyLayer layer, string path, int tokens, Hdf5File weights)
    {
        if (!layer.HasIdfWeights) return null;
        var dataset = StoredWeights.Find(weights.Root, path + layer.LookupScope + IdfName);
        if (dataset.Shape is not [var length] || length < tokens || length > int.MaxValue)
            throw new ConfigException(path + layer.LookupScope + IdfName,
                $"expected {tokens} frequencies, found the shape [{string.Join(", ", dataset.Shape)}]", "J17");
        return dataset.ReadFloats([(int)length])[..tokens];
    }

    private static IEnumerable<(string Path, VocabularyLayer Layer)> Layers(Model model)
    {
        foreach (var (path, layer) in new WeightTree(model).Layers)
            if (layer is VocabularyLayer found) yield return (path, found);
    }
}
