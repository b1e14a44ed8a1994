using System.IO.Compression;
using System.Reflection;
using System.Text.Json;
using Valence.Models;

namespace Valence.Tests.Graphs;

/// <summary>docs/keras-ops.md says of every function of <c>keras.ops</c> what is true of it.</summary>
public sealed class OperationDocumentTests
{
    private static readonly JsonElement Keras = Read();

    private static readonly HashSet<string> Methods =
    [
        .. typeof(Ops).Assembly.GetExportedTypes().Where(type => type.Namespace == "Valence.Models"
            && type.Name.EndsWith("Ops", StringComparison.Ordinal))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Select(method => method.Name),
    ];

    [Fact]
    public void Every_class_of_operations_has_a_row_or_a_reason_and_never_both()
    {
        var classes = Keras.GetProperty("classes").EnumerateArray().Select(name => name.GetString()!).ToHashSet();
        var rows = KerasOperations.All.Where(row => row.Module != KerasOperation.Activations)
            .Select(row => $"{row.Module}.{row.ClassName}").ToHashSet();
        Assert.Equal([], classes.Where(name => !rows.Contains(name) && !RefusedOperations.Reasons.ContainsKey(name)));
        Assert.Equal([], RefusedOperations.Reasons.Keys.Where(name => rows.Contains(name) || !classes.Contains(name)));
        Assert.Equal([], rows.Where(name => !classes.Contains(name)));
    }

    [Fact]
    public void Every_function_and_every_class_is_listed()
    {
        var listed = Table().ToArray();
        Assert.Equal(Keras.GetProperty("functions").EnumerateObject().Select(function => function.Name),
            listed.Select(row => row.Function).Where(name => name.Length > 0));
        Assert.Equal([], Keras.GetProperty("classes").EnumerateArray().Select(name => name.GetString())
            .Except(listed.Select(row => row.Class)));
        Assert.Equal([], listed.Where(row => row.Function.Length > 0
            && Keras.GetProperty("functions").GetProperty(row.Function).GetString() != Null(row.Class))
            .Select(row => row.Function));
    }

    [Fact]
    public void What_is_said_of_a_class_is_what_the_tables_say()
    {
        foreach (var (_, name, here, otherwise) in Table().Where(row => row.Class.Length > 0))
        {
            var parts = name.Split('.');
            var isRead = KerasOperations.Find($"keras.src.ops.{parts[0]}", parts[1]) is not null;
            Assert.True(isRead != (here == "refused"), name);
            if (isRead) Assert.True(here.Split(", ").All(IsThere) && otherwise.Length == 0, $"{name}: {here}");
            else Assert.Equal(RefusedOperations.Reasons[name], otherwise);
        }
    }

    private static bool IsThere(string name) => name.StartsWith('`') ? name.Trim('`') is "+" or "-" or "*" or "/" or "%"
            or "&" or "\\|" or "^" or "!" or "<" or ">" or "<=" or ">="
        : name == "x[…]" || Methods.Contains(name[(name.IndexOf('.') + 1)..]);

    private static string? Null(string text) => text.Length == 0 ? null : text;

    private static IEnumerable<(string Function, string Class, string Here, string Otherwise)> Table() =>
        File.ReadLines(Path.Combine(Root, "docs", "keras-ops.md")).SkipWhile(line => line != "|---|---|---|---|")
            .Skip(1)
            .Select(line => line.Replace("\\|", "\0").Split('|').Select(cell => cell.Trim().Replace("\0", "\\|"))
                .ToArray())
            .Select(cells => (cells[1].Trim('`'), cells[2], cells[3], cells[4]));

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder!.FullName, "Valence.slnx"))) folder = folder.Parent;
            return folder.FullName;
        }
    }

    private static JsonElement Read()
    {
        using var packed = typeof(RecordedCall).Assembly.GetManifestResourceStream("SymbolicExpressions.json.gz")!;
        using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        using var json = JsonDocument.Parse(unpacked);
        return json.RootElement.Clone();
    }
}
