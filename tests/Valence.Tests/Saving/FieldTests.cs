using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Valence.Saving;

namespace Valence.Tests.Saving;

/// <summary>Rows whose fields are said once: defaults are those of the prototype, and of real Keras.</summary>
public sealed partial class FieldTests(RealKeras keras) : IClassFixture<RealKeras>
{
    private const string Defaults = """
        import json, numpy as np, keras
        modules = {"layers": keras.layers, "initializers": keras.initializers, "regularizers": keras.regularizers,
                   "constraints": keras.constraints, "losses": keras.losses, "metrics": keras.metrics,
                   "optimizers": keras.optimizers, "schedules": keras.optimizers.schedules}
        def value(v):
            if isinstance(v, list): return [value(item) for item in v]
            return keras.saving.deserialize_keras_object(v) if isinstance(v, dict) else v
        def same(a, b):
            if isinstance(a, dict) and isinstance(b, dict):
                return all(same(a[k], b[k]) for k in a.keys() & b.keys() - {"module", "registered_name", "name", "build_config"})
            if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
                return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b))
            if isinstance(a, float) and isinstance(b, float): return np.float32(a) == np.float32(b)
            return a == b and isinstance(a, bool) == isinstance(b, bool)
        for job in json.load(open(sys.argv[1])):
            kind = getattr(modules[job["family"]], job["name"], None)
            if kind is None:
                print("NONE", job["name"])
                continue
            try: theirs = kind(**{name: value(field) for name, field in job["needed"].items()}).get_config()
            except Exception as error:
                print("NONE" if "requires TensorFlow" in str(error) else "DIFFERENT", job["name"], error)
                continue
            ours = job["ours"]
            # Axes are lists once a layer is built.
            for field, there in theirs.items():
                here = ours.get(field, there)
                if field in ("axis", "attention_axes") and here == [there] or there is None and here == [1]: continue
                if field != "dtype" and (field != "name" or job["family"] != "layers") and not same(here, there):
                    print("DIFFERENT", job["family"], job["name"], field, here, there)
            print("READ", job["name"])
        """;

    private static readonly KerasTables Tables = KerasTables.Default;

    private static IEnumerable<Case> All =>
    [
        .. Of("layers", Tables.Layers), .. Of("initializers", Tables.Initializers),
        .. Of("regularizers", Tables.Regularizers), .. Of("constraints", Tables.Constraints),
        .. Of("losses", Tables.Losses), .. Of("metrics", Tables.Metrics), .. Of("optimizers", Tables.Optimizers),
        .. Of("schedules", Tables.Schedules),
    ];

    [Fact]
    public void An_object_read_from_its_required_fields_has_those_of_the_prototype()
    {
        foreach (var row in All)
            // Keras too names a backward layer that is not given after the forward one as it is in the file.
            Assert.Equal($"{row.Name} {row.Written.ToJsonString()}", $"{row.Name} "
                + row.WriteBack(row.Needed).ToJsonString().Replace("backward_forward_", "backward_"));
    }

    [Fact]
    public void What_is_written_reads_back_to_the_same()
    {
        foreach (var row in All)
            Assert.Equal($"{row.Name} {row.Written.ToJsonString()}",
                $"{row.Name} {row.WriteBack(row.Written).ToJsonString()}");
    }

    [Fact]
    public void Most_rows_say_their_fields_once() => Assert.InRange(All.Count(), 150, 400);

    [Fact]
    public void Defaults_are_those_of_Keras()
    {
        var jobs = All.Where(row => row.Full is not null).Select(row => new JsonObject
        {
            ["family"] = row.Family,
            ["name"] = row.Name,
            ["needed"] = row.Needed.DeepClone(),
            ["ours"] = row.Full!.DeepClone(),
        });
        var path = Path.Combine(keras.Folder, "defaults.json");
        File.WriteAllText(path, new JsonArray([.. jobs]).ToJsonString());
        var lines = keras.Run(Defaults, path).Split('\n');
        Assert.Equal([], lines.Where(line => line.StartsWith("DIFFERENT", StringComparison.Ordinal)));
        Assert.InRange(lines.Count(line => line.StartsWith("READ", StringComparison.Ordinal)), 120, 400);
    }

    private static IEnumerable<Case> Of<T>(string family, KerasTable<T> table) where T : class
    {
        foreach (var row in table.Rows.Where(row => row.Prototype is not null))
        {
            var written = Write(row, row.Prototype!);
            var needed = new JsonObject();
            while (true)
            {
                try
                {
                    Read(row, needed);
                    break;
                }
                catch (ConfigException error) when (Missing().Match(error.Message) is { Success: true } match)
                {
                    var field = match.Groups[1].Value;
                    needed.Add(field, written[field]!.DeepClone());
                }
            }
            var isOwn = char.IsAsciiLetterUpper(row.ClassName[0])
                && table.Rows.First(other => other.Type == row.Type).ClassName == row.ClassName;
            yield return new(family, row.ClassName, needed, written,
                isOwn ? table.Write(row.Prototype!, Tables)["config"]!.AsObject() : null,
                fields => Write(row, Read(row, fields)));
        }
    }

    private static T Read<T>(KerasRow<T> row, JsonObject fields) where T : class => row.Read(
        new(JsonSerializer.Deserialize<JsonElement>(fields.ToJsonString()), row.ClassName, Tables));

    private static JsonObject Write<T>(KerasRow<T> row, T value) where T : class
    {
        var writer = new ConfigWriter(Tables);
        row.Write(value, writer);
        return JsonNode.Parse(writer.Json.ToJsonString())!.AsObject();
    }

    [GeneratedRegex("expected a field '(.+)', found none")]
    private static partial Regex Missing();

    private sealed record Case(string Family, string Name, JsonObject Needed, JsonObject Written, JsonObject? Full,
        Func<JsonObject, JsonObject> WriteBack);
}
