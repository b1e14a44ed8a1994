using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Valence.Callbacks;
using Valence.Training;

namespace Valence.Tests.Golden;

/// <summary>The callbacks of a run, from Keras' names and arguments; a name or an argument that is not known here
/// fails.</summary>
internal static partial class GoldenCallbacks
{
    public static IReadOnlyList<Callback> Create(JsonElement json, string folder)
    {
        var names = json.GetProperty("callbacks").EnumerateArray().Select(name => name.GetString()!).ToList();
        var parameters = json.GetProperty("parameters");
        return [.. names.Select((name, i) => Create(name, new Arguments(Of(parameters, name, i)), folder))];
    }

    // One callback's arguments stand alone; those of several by name or by position.
    private static JsonElement Of(JsonElement parameters, string name, int index) =>
        parameters.ValueKind == JsonValueKind.Array ? parameters[index]
        : parameters.TryGetProperty(name, out var own) && own.ValueKind == JsonValueKind.Object ? own : parameters;

    private static Callback Create(string name, Arguments given, string folder)
    {
        Callback made = name switch
        {
            "EarlyStopping" => new EarlyStopping(given.Text("monitor", "val_loss"), given.Float("min_delta", 0),
                given.Int("patience", 0), verbose: 0, given.Mode(), given.Bool("restore_best_weights", false))
            {
                Baseline = given.OptionalFloat("baseline"),
                StartFromEpoch = given.Int("start_from_epoch", 0),
            },
            "ModelCheckpoint" => new ModelCheckpoint(Path.Combine(folder, given.Text("filepath", "")),
                given.Text("monitor", "val_loss"), verbose: 0, given.Bool("save_best_only", false),
                given.Bool("save_weights_only", false), given.Mode())
            {
                SaveFrequency = given.IntUnlessText("save_freq", "epoch"),
                InitialValueThreshold = given.OptionalFloat("initial_value_threshold"),
            },
            "ReduceLROnPlateau" => new ReduceLROnPlateau(given.Text("monitor", "val_loss"), given.Float("factor", 0.1f),
                given.Int("patience", 10), verbose: 0, given.Mode(), given.Float("min_lr", 0))
            {
                MinDelta = given.Float("min_delta", 1e-4f),
                Cooldown = given.Int("cooldown", 0),
            },
            "LearningRateScheduler" => new LearningRateScheduler(Schedule(given.Text("schedule", ""))),
            "CSVLogger" => new CsvLogger(Path.Combine(folder, given.Text("filename", "log.csv")),
                given.Text("separator", ","), given.Bool("append", false)),
            "TerminateOnNaN" => new TerminateOnNaN(given.Bool("raise_error", false)),
            "SwapEMAWeights" => new SwapEmaWeights(given.Bool("swap_on_epoch", false)),
            _ => throw new InvalidOperationException(
                $"the case has a callback '{name}' that this suite does not know."),
        };
        given.CheckAllUsed(name);
        return made;
    }

    private static Func<int, double, double> Schedule(string said)
    {
        var match = SchedulePattern().Match(said);
        Assert.True(match.Success, $"the case has a schedule '{said}' that this suite does not understand.");
        var factor = double.Parse(match.Groups["factor"].ValueSpan, CultureInfo.InvariantCulture);
        var first = match.Groups["epoch"].Success
            ? int.Parse(match.Groups["epoch"].ValueSpan, CultureInfo.InvariantCulture) : 0;
        return (epoch, rate) => epoch < first ? rate : rate * factor;
    }

    [GeneratedRegex(@"^lr \* (?<factor>[\d.]+(e-?\d+)?)( from epoch( index)? (?<epoch>\d+) on)?$")]
    private static partial Regex SchedulePattern();

    private sealed class Arguments(JsonElement json)
    {
        private readonly HashSet<string> _used = ["verbose"];

        public string Text(string name, string missing) => Find(name) is { } value ? value.GetString()! : missing;

        public int Int(string name, int missing) => Find(name) is { } value ? value.GetInt32() : missing;

        public float Float(string name, float missing) => Find(name) is { } value ? value.GetSingle() : missing;

        public float? OptionalFloat(string name) => Find(name) is { } value ? value.GetSingle() : null;

        public bool Bool(string name, bool missing) => Find(name) is { } value ? value.GetBoolean() : missing;

        public int? IntUnlessText(string name, string text) =>
            Find(name) is not { } value ? null : value.ValueKind == JsonValueKind.Number ? value.GetInt32()
                : value.GetString() == text ? null : throw new InvalidOperationException($"unknown {name} '{value}'.");

        public Mode Mode() => Enum.Parse<Mode>(Text("mode", "auto"), ignoreCase: true);

        public void CheckAllUsed(string callback)
        {
            foreach (var argument in json.EnumerateObject())
                Assert.True(_used.Contains(argument.Name),
                    $"the case gives {callback} an argument '{argument.Name}' that this suite does not know.");
        }

        private JsonElement? Find(string name)
        {
            _used.Add(name);
            return json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
        }
    }
}
