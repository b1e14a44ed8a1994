using Valence.Layers;
using Valence.Models;

namespace Valence.Tests;

/// <summary>The arrows between the folders of src/Valence point one way.</summary>
public sealed class FolderTests
{
    private const string Root = "Valence";

    // The lowest first: a folder knows those before it alone, and all know the words in src/Valence itself.
    private static readonly string[] Order =
    [
        Root, "Pictures", "Operations", "Backends", "Execution", "Activations", "Initializers", "Regularizers",
        "Constraints", "Layers", "Models", "Losses", "Metrics", "Schedules", "Optimizers", "Training", "Inference",
        "Generation", "Saving", "Callbacks", "Datasets", "Pretrained",
    ];

    // Types that know folders above their own. None is added: each keeps a word of Keras' where its reader looks.
    private static readonly Dictionary<string, string[]> Doors = new()
    {
        // layer.Call(x) on a place of a graph, whose nodes are uses of layers.
        [typeof(Layer).FullName!] = ["Models"],
        // model.Fit(…), Predict and Save, which the folders above carry out on models.
        [typeof(Model).FullName!] =
            ["Losses", "Metrics", "Optimizers", "Training", "Inference", "Saving", "Callbacks"],
        // A text such as "adam" is in code what it is in files, so that one table says both.
        ["Valence.Named"] =
            ["Initializers", "Regularizers", "Constraints", "Losses", "Metrics", "Optimizers", "Saving"],
    };

    private static string Folder => Path.Combine(ArchitectureTests.Root, "src", "Valence");

    [Fact]
    public void A_folder_knows_the_folders_below_it_alone()
    {
        var arrows = Arrows();
        var wrong = arrows.Where(arrow => Array.IndexOf(Order, arrow.From) < Array.IndexOf(Order, arrow.To)
            && !Doors.GetValueOrDefault(arrow.Type, []).Contains(arrow.To)).ToList();
        var inside = arrows.Where(arrow => !Doors.ContainsKey(arrow.Type)).Select(arrow => (arrow.From, arrow.To))
            .ToHashSet();
        var rings = Order.Select(folder => Ring(folder, inside)).Where(ring => ring.Length > 1)
            .Select(ring => string.Join(", ", ring)).Distinct();
        Assert.True(wrong.Count == 0, $"Folders that know each other: {string.Join("; ", rings)}. Arrows that point "
            + "up:\n" + string.Join('\n', wrong.Select(arrow =>
                $"{arrow.From} → {arrow.To}: {arrow.Member} → {arrow.Known}").Distinct().Order()));
    }

    [Fact]
    public void A_door_is_needed()
    {
        var used = Arrows().Where(arrow => Array.IndexOf(Order, arrow.From) < Array.IndexOf(Order, arrow.To))
            .ToLookup(arrow => arrow.Type, arrow => arrow.To);
        Assert.All(Doors, door => Assert.Equal(door.Value.Order(), used[door.Key].Distinct().Order()));
    }

    [Fact]
    public void The_order_is_documented() =>
        Assert.Contains(string.Join(" ← ", Order[1..].Select(folder => $"`{folder}`")),
            File.ReadAllText(Path.Combine(ArchitectureTests.Root, "docs", "concept.md")).ReplaceLineEndings(" "));

    [Fact]
    public void A_namespace_is_that_of_the_folder_or_of_the_library()
    {
        var files = Directory.GetFiles(Folder, "*.cs", SearchOption.AllDirectories).Where(file => Of(file) is { } folder
            && folder is not ("bin" or "obj"));
        Assert.All(files, file => Assert.True(File.ReadLines(file).FirstOrDefault(line =>
            line.StartsWith("namespace ", StringComparison.Ordinal)) is "namespace Valence;" or null
            || File.ReadLines(file).Contains($"namespace Valence.{Of(file)};"), file));
        Assert.Equal(Order.Order(), files.Select(Of).Distinct().Order());
    }

    private static string Of(string file) =>
        Path.GetRelativePath(Folder, file).Split(Path.DirectorySeparatorChar) is [var folder, _, ..] ? folder : Root;

    private static IReadOnlyList<(string From, string To, string Type, string Member, string Known)> Arrows()
    {
        var assembly = typeof(Layer).Assembly;
        // Types of the namespace Valence are in the folder of their file.
        var files = Directory.GetFiles(Folder, "*.cs", SearchOption.AllDirectories)
            .ToLookup(file => Path.GetFileNameWithoutExtension(file), Of);
        return
        [
            .. from type in assembly.GetTypes()
               let owner = Outermost(type)
               where FolderOf(owner) is not null
               from reference in CompiledReferences.ByMember(type)
               where !reference.To.HasElementType
               let known = Outermost(reference.To)
               where known.Assembly == assembly && FolderOf(known) is { } to && to != FolderOf(owner)
               select (FolderOf(owner), FolderOf(known), owner.FullName, reference.Member, known.Name),
        ];

        string? FolderOf(Type type) => type.Namespace?.Split('.') switch
        {
            ["Valence", var folder, ..] => folder,
            ["Valence"] => files[type.Name.Split('`')[0]].First(),
            _ => null,
        };
    }

    private static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        return type;
    }

    // The folders that a folder leads to and that lead back to it.
    private static string[] Ring(string folder, IReadOnlySet<(string From, string To)> arrows)
    {
        return [.. Order.Where(other => Reached(folder).Contains(other) && Reached(other).Contains(folder))];

        HashSet<string> Reached(string from)
        {
            var (reached, next) = (new HashSet<string>(), new Stack<string>([from]));
            while (next.TryPop(out var here))
                foreach (var (_, to) in arrows.Where(arrow => arrow.From == here))
                    if (reached.Add(to)) next.Push(to);
            return reached;
        }
    }
}
