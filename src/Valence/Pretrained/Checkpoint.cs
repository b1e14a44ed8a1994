using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Valence.Formats;

namespace Valence.Pretrained;

/// <summary>The tensors of a folder: those of <c>model.safetensors</c>, or of the files that
/// <c>model.safetensors.index.json</c> lists.</summary>
internal sealed class Checkpoint
{
    public const string WeightsFile = "model.safetensors";

    private const string IndexFile = WeightsFile + ".index.json", DownloadAgain = "Download or copy the folder again";

    private readonly Dictionary<string, Safetensor> _tensors = new(StringComparer.Ordinal);

    private Checkpoint(string place, IEnumerable<Safetensors> files)
    {
        foreach (var file in files)
            foreach (var name in file.Names)
                if (!_tensors.TryAdd(name, file[name]))
                    throw Refuse("S11", place, $"expected each tensor in one file, found '{FilePlace.Shown(name)}' in "
                        + "two");
        Place = place;
    }

    /// <summary>The file that messages name.</summary>
    public string Place { get; }

    /// <summary>The tensors' names.</summary>
    public IReadOnlyCollection<string> Names => _tensors.Keys;

    /// <summary>The elements of all tensors.</summary>
    public long Elements => _tensors.Values.Sum(tensor => (long)tensor.Count);

    /// <summary>Opens the tensors of a folder.</summary>
    /// <exception cref="FileFormatException">There are none, or a file breaks a rule.</exception>
    public static Checkpoint Open(string folder)
    {
        var whole = Path.Combine(folder, WeightsFile);
        if (File.Exists(whole)) return new(WeightsFile, [Safetensors.Load(whole)]);
        var index = Path.Combine(folder, IndexFile);
        if (!File.Exists(index))
            throw Refuse("S11", folder, $"expected '{WeightsFile}' or '{IndexFile}' in the folder, there is neither",
                "Save the model there with safe_serialization=True");
        return OfParts(folder, Listed(index));
    }

    /// <summary>The tensor of a name; older files call scales <c>gamma</c> and offsets <c>beta</c>.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out Safetensor? tensor, out string found)
    {
        found = name;
        if (_tensors.TryGetValue(name, out tensor)) return true;
        const string scale = "LayerNorm.weight", offset = "LayerNorm.bias";
        found = name.EndsWith(scale, StringComparison.Ordinal) ? $"{name[..^"weight".Length]}gamma"
            : name.EndsWith(offset, StringComparison.Ordinal) ? $"{name[..^"bias".Length]}beta" : name;
        return _tensors.TryGetValue(found, out tensor);
    }

    private static Checkpoint OfParts(string folder, Dictionary<string, string> listed)
    {
        var files = listed.Values.Distinct().ToDictionary(file => file, file => Part(folder, file));
        foreach (var (name, file) in listed)
            if (!files[file].TryGet(name, out _))
                throw Refuse("S11", IndexFile, $"expected '{FilePlace.Shown(name)}' in '{file}', it is not there");
        foreach (var name in files.Values.SelectMany(file => file.Names))
            if (!listed.ContainsKey(name))
                throw Refuse("S11", IndexFile, $"expected every tensor in the index, '{FilePlace.Shown(name)}' is not");
        return new(IndexFile, files.Values);
    }

    private static Dictionary<string, string> Listed(string index)
    {
        var json = StrictJson.Parse(FileBytes.Read(index, new JsonLimits().MaxBytes), new(IndexFile));
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("weight_map", out var map)
            || map.ValueKind != JsonValueKind.Object)
            throw Refuse("S11", IndexFile, "expected an object 'weight_map' of files by tensors");
        var listed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in map.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.String || !IsPlain(entry.Value.GetString()!))
                throw Refuse("S11", IndexFile, $"expected the name of a .safetensors file in this folder for "
                    + $"'{FilePlace.Shown(entry.Name)}', found {FilePlace.Shown(entry.Value.GetRawText())}");
            listed.Add(entry.Name, entry.Value.GetString()!);
        }
        return listed;
    }

    // A file names no other folder.
    private static bool IsPlain(string name) => name.EndsWith(".safetensors", StringComparison.Ordinal)
        && !name.StartsWith('.') && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static Safetensors Part(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        return File.Exists(path) ? Safetensors.Load(path)
            : throw Refuse("S11", IndexFile, $"expected the file '{file}' in the folder, it is not there");
    }

    private static FileFormatException Refuse(string rule, string file, string problem,
        string advice = DownloadAgain) => new(rule, new(file), problem, advice);
}
