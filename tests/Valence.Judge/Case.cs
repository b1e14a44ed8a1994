using System.Text.Json;

namespace Valence.Judge;

/// <summary>A model of Keras' in a folder: <c>model.keras</c>, <c>model.h5</c> or <c>model.weights.h5</c> beside
/// <c>architecture.keras</c>, inputs <c>in.npz</c> and Keras' predictions <c>out.npz</c>.</summary>
/// <param name="Folder">Where the files are.</param>
/// <param name="Forms">The endings of the files that Keras itself opens.</param>
internal sealed record Case(string Folder, IReadOnlyList<string> Forms)
{
    /// <summary>All forms of files, as endings.</summary>
    public static readonly IReadOnlyList<string> AllForms = ["keras", "h5", "weights.h5"];

    /// <summary>A case as it lies in a folder.</summary>
    public static Case At(string folder) =>
        new(folder, [.. AllForms.Where(form => File.Exists(System.IO.Path.Combine(folder, $"model.{form}")))])
        {
            States = StatesIn(System.IO.Path.Combine(folder, "case.json")),
        };

    /// <summary>A file of the case.</summary>
    public string Path(string name) => System.IO.Path.Combine(Folder, name);

    /// <summary>The file that has the description where a file holds weights alone.</summary>
    public string Architecture => File.Exists(Path("architecture.keras")) ? Path("architecture.keras") : Whole;

    /// <summary>A file of Keras' with the whole model.</summary>
    public string Whole => File.Exists(Path("model.keras")) ? Path("model.keras") : Path("model.h5");

    /// <summary>The forms in which Keras keeps the optimizer's state of the model, so that ours must.</summary>
    public IReadOnlyList<string> States { get; init; } = [];

    private static IReadOnlyList<string> StatesIn(string path)
    {
        // Of a case that somebody else made nothing is known: what Keras keeps there is compared.
        if (!File.Exists(path)) return ["keras"];
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        return [.. json.RootElement.GetProperty("states").EnumerateArray().Select(form => form.GetString()!)];
    }

    /// <summary>Whether Keras opens its own older file of such a model, so that it must open ours.</summary>
    public bool OpensH5 { get; init; } = Forms.Contains("h5");
}
