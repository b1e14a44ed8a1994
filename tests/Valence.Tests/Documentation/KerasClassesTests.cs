using System.Text;
using System.Text.Json;
using Valence.Layers;
using Valence.Metrics;
using Valence.Models;
using Valence.Saving;
using Valence.Training;

namespace Valence.Tests.Documentation;

/// <summary>Every class of Keras 3.15.1 is there, or refused by its full name with a reason; docs/keras-classes.md says
/// which.</summary>
public sealed class KerasClassesTests
{
    private static readonly string[] Families =
        ["layer", "loss", "metric", "optimizer", "schedule", "initializer", "regularizer", "constraint", "activation"];

    // Callbacks are in no file, so that no table has them.
    private static readonly Dictionary<string, string> InsteadOfCallbacks = new(StringComparer.Ordinal)
    {
        ["CallbackList"] = "`Fit` keeps the list of `callbacks` itself",
        ["History"] = "`Fit` returns a `History`; it is no callback",
        ["OrbaxCheckpoint"] = "`BackupAndRestore` goes on with a training, `ModelCheckpoint` keeps models",
        ["ProgbarLogger"] = "`verbose` says what is printed, `output` where",
        ["RemoteMonitor"] = "nothing here sends over a network; a callback of one's own can",
        ["TensorBoard"] = "`CsvLogger` writes the figures to a file; a callback of one's own writes any other form",
    };

    public static TheoryData<string> All => [.. Families];

    [Fact]
    public void A_callback_of_Keras_is_there_or_what_is_instead_is_said()
    {
        var types = typeof(Callback).Assembly.GetExportedTypes().Where(type => type.IsAssignableTo(typeof(Callback)))
            .Select(type => type.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.Equal([], types.Except(Names("callback"), StringComparer.OrdinalIgnoreCase));
        Assert.Equal(Names("callback").Where(name => !types.Contains(name)), InsteadOfCallbacks.Keys);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_class_of_Keras_is_a_row_or_refused_with_a_reason_and_never_both(string family)
    {
        var rows = Rows(family).Select(row => row.ClassName).ToHashSet();
        var refused = RefusedClasses.All.Where(row => row.Family == family).Select(row => row.Name).ToHashSet();
        Assert.Equal([], Names(family).Where(name => !rows.Contains(name) && !refused.Contains(name)));
        Assert.Equal([], refused.Where(rows.Contains).Except(["Lambda"]));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Nothing_is_refused_as_a_class_of_Keras_that_Keras_does_not_have(string family)
    {
        // Names in lower case stand for classes where a text alone does; Keras lists them as functions.
        var names = Names(family).Append("ctc").ToHashSet();
        Assert.Equal([], RefusedClasses.All.Where(row => row.Family == family).Select(row => row.Name)
            .Where(name => !names.Contains(name)));
    }

    [Theory]
    [InlineData("Conv2D", "keras.layers.Conv2D works on images")]
    [InlineData("RandomFlip", "keras.layers.RandomFlip prepares images")]
    [InlineData("MelSpectrogram", "keras.layers.MelSpectrogram works on sound")]
    [InlineData("TFSMLayer", "keras.layers.TFSMLayer runs a model of another framework")]
    [InlineData("Wrapper", "keras.layers.Wrapper is a base class")]
    [InlineData("MyLayer",
        "unknown layer 'MyLayer'. If it is your own, register it in your program by this exact name")]
    public void The_error_says_the_full_name_and_why(string name, string said) => Assert.Contains(said, Refusal(
        $$"""{"module": "keras.layers", "class_name": "{{name}}", "config": {"name": "l"}, "registered_name": null}"""));

    [Fact]
    public void A_class_of_the_users_own_is_not_said_to_be_one_of_Keras()
    {
        var own = Refusal(
            """{"module": "mine", "class_name": "Scale", "config": {"name": "l"}, "registered_name": "Mine>Scale"}""");
        Assert.Contains("unknown layer 'Mine>Scale'. If it is your own", own);
        Assert.Contains("docs/adding-a-layer.md", own);
        Assert.DoesNotContain("Keras has", own);
        Assert.Contains("which is not Keras' own keras.layers.Dense", Refusal(
            """{"module": "mine", "class_name": "Dense", "config": {"name": "l"}, "registered_name": "Mine>Dense"}"""));
    }

    [Fact]
    public void A_layer_is_read_by_a_second_name_and_written_by_the_first()
    {
        using var json = JsonDocument.Parse(
            """{"module": "keras.layers", "class_name": "MaxPool1D", "config": {"name": "p"}, "registered_name": null}""");
        var layer = KerasTables.Default.Layers.Read(json.RootElement, "l", KerasTables.Default);
        Assert.IsType<MaxPooling1D>(layer);
        Assert.Equal("MaxPooling1D",
            (string?)KerasTables.Default.Layers.Write(layer, KerasTables.Default)["class_name"]);
    }

    [Fact]
    public void The_document_says_what_the_tables_say()
    {
        var file = Path.Combine(Root, "docs", "keras-classes.md");
        var text = Document();
        if (Environment.GetEnvironmentVariable("VALENCE_APPROVE") == "1") File.WriteAllText(file, text);
        Assert.True(File.Exists(file) && File.ReadAllText(file).ReplaceLineEndings("\n") == text,
            $"{file} is not what the tables say. Run with VALENCE_APPROVE=1 to write it anew, and read the change.");
    }

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder!.FullName, "Valence.slnx"))) folder = folder.Parent;
            return folder.FullName;
        }
    }

    private static string Refusal(string layer)
    {
        using var json = JsonDocument.Parse(layer);
        return Assert.Throws<ConfigException>(
            () => KerasTables.Default.Layers.Read(json.RootElement, "l", KerasTables.Default)).Message;
    }

    // The names that Keras itself shows, recorded.
    internal static IReadOnlyList<string> Names(string family)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(
            Path.Combine(Root, "tests", "Valence.Tests", "Saving", "keras-classes.json")));
        return [.. json.RootElement.GetProperty(family == "loss" ? "losses" : $"{family}s").EnumerateArray()
            .Select(name => name.GetString()!)];
    }

    private static IReadOnlyList<(string ClassName, Type? Type, bool IsWritten)> Rows(string family)
    {
        var tables = KerasTables.Default;
        return family switch
        {
            "layer" => Of(tables.Layers),
            "loss" => Of(tables.Losses),
            "metric" => Of(tables.Metrics),
            "optimizer" => Of(tables.Optimizers),
            "schedule" => Of(tables.Schedules),
            "initializer" => Of(tables.Initializers),
            "regularizer" => Of(tables.Regularizers),
            "constraint" => Of(tables.Constraints),
            _ => [.. tables.Activations.Select(pair => (pair.Key, (Type?)null, pair.Value.Name == pair.Key))],
        };

        // Of the rows of one C# class the first is written, but where the object itself knows its name.
        static (string, Type?, bool)[] Of<T>(KerasTable<T> table) where T : class => [.. table.Rows.Select(row =>
            (row.ClassName, (Type?)row.Type, row.ClassName != "Lambda" && row.ClassName != "MeanMetricWrapper"
                && (table.Rows.First(other => other.Type == row.Type) == row || KnowsItsName(row.Type)
                    && char.IsAsciiLetterUpper(row.ClassName[0]))))];

        static bool KnowsItsName(Type type) => type == typeof(MeanLoss) || type == typeof(Initializers.Constant)
            || type == typeof(Initializers.VarianceScaling);
    }

    private static string Document()
    {
        var text = new StringBuilder("""
            # Keras' classes in Valence

            Every class of Keras 3.15.1, by family: what it is in C#, and whether files with it are read and written; callbacks are at the end. A test holds this page to the
            tables in `src/Valence/Saving` (`RefusedClasses.cs` for the reasons) and to the list of names that Keras itself shows. A class that is refused is
            refused by its full name, with the reason; a user's own class is [registered](adding-a-layer.md). Where an argument of a class that is there
            is refused, the message names the argument.

            """);
        foreach (var family in Families)
        {
            text.Append($"\n## {RefusedClasses.Module(family)}\n\n| Keras | C# | read | written |\n")
                .Append("|---|---|---|---|\n");
            var rows = Rows(family).DistinctBy(row => row.ClassName).ToDictionary(row => row.ClassName);
            foreach (var name in Names(family))
                if (rows.TryGetValue(name, out var row))
                    text.Append($"| {name} | {(row.Type is { } type ? Code(type) : $"`\"{name}\"`")} | "
                        + $"{Read(row.ClassName)} | {Written(row, First(family, row.ClassName, row.Type))} |\n");
            var refused = Names(family).Where(name => !rows.ContainsKey(name))
                .GroupBy(name => RefusedClasses.Find(family, name)!.Value).OrderBy(group => group.Key).ToList();
            if (refused.Count == 0) continue;
            text.Append("\n| refused | because each |\n|---|---|\n");
            foreach (var group in refused)
                text.Append($"| {string.Join(", ", group)} | {RefusedClasses.Says(group.Key)} |\n");
        }
        text.Append("""

            ## keras.callbacks

            Callbacks are in no file.

            | Keras | C# |
            |---|---|

            """);
        foreach (var name in Names("callback").Where(name => !InsteadOfCallbacks.ContainsKey(name)))
            text.Append($"| {name} | `{typeof(Callback).Assembly.GetExportedTypes().First(type =>
                type.IsAssignableTo(typeof(Callback))
                    && type.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Name}` |\n");
        text.Append("\n| not there | because |\n|---|---|\n");
        foreach (var (name, reason) in InsteadOfCallbacks) text.Append($"| {name} | {reason} |\n");
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static string Read(string name) => name switch
    {
        "Lambda" => "no: Python code",
        "MeanMetricWrapper" => "of Keras' own functions",
        _ => "yes",
    };

    // The name under which a class is written that has several.
    private static string First(string family, string name, Type? type) => type is null
        ? KerasTables.Default.Activations[name].Name
        : type == typeof(MeanLoss) || type == typeof(Initializers.Constant)
            || type == typeof(Initializers.VarianceScaling)
            ? Rows(family).First(row => row.Type == type
                && row.ClassName.Equals(name.Replace("_", ""), StringComparison.OrdinalIgnoreCase)).ClassName
            : Rows(family).First(row => row.Type == type).ClassName;

    private static string Code(Type type) => type == typeof(MeanLoss) ? "the loss of this name" : $"`{type.Name}`";

    private static string Written((string ClassName, Type? Type, bool IsWritten) row, string first) =>
        row.IsWritten ? "yes"
        : row.ClassName is "Lambda" or "MeanMetricWrapper" ? "no: C# code" : $"as {first}";
}
