using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Callbacks;
using Valence.Formats;
using Valence.Saving;
using Valence.Training;

namespace Valence.Classification;

/// <summary>A search in a file, after each trial: which search it is, what was tried, and what is kept of the
/// best.</summary>
/// <param name="path">The file, which appears whole or not at all.</param>
/// <param name="identity">What tells the search from others, by what it is called.</param>
internal sealed class SearchState(string path, IReadOnlyList<(string What, string Value)> identity)
{
    private const string Format = "valence search", Description = "search.json";
    private const int Version = 2;

    private const long MostBytes = 1 << 24, MostRatio = 100;

    // Of a thousand years.
    private const double MostSeconds = 3.2e10;

    /// <summary>Whether a file is such a state.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    public static bool Is(string path)
    {
        try
        {
            var archive = ZipReader.Open(path);
            return archive.Contains(ClassifierSeal.Member) && Config(archive).Text("format") == Format;
        }
        catch (Exception error) when (error is FileFormatException or ConfigException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Writes the state.</summary>
    /// <param name="seconds">How long the search has taken.</param>
    /// <param name="half">How the linear model of half the texts did.</param>
    /// <param name="outcomes">What was tried.</param>
    /// <param name="left">What was left out.</param>
    /// <param name="kept">What is kept of the best.</param>
    public void Write(double seconds, Judged? half, IReadOnlyList<TrialOutcome> outcomes, IReadOnlyList<LeftOut> left,
        IEnumerable<KeptTrial> kept)
    {
        KeptTrial[] best = [.. kept];
        var description = new JsonObject
        {
            ["format"] = Format,
            ["version"] = Version,
            ["of"] = new JsonArray([.. identity.Select(one =>
                (JsonNode)new JsonObject { ["what"] = one.What, ["value"] = one.Value })]),
            ["seconds"] = seconds,
            ["half"] = half is null ? null : Json(half),
            ["trials"] = new JsonArray([.. outcomes.Select(outcome => (JsonNode)new JsonObject
            {
                ["name"] = outcome.Trial.Name,
                ["seconds"] = outcome.Seconds,
                ["judged"] = Json(outcome.Judged),
                ["kept"] = Array.FindIndex(best, one => one.Outcome.Trial.Name == outcome.Trial.Name),
            })]),
            // More time may make the others.
            ["left_out"] = new JsonArray([.. left.Where(one => !one.IsOfClock).Select(one => (JsonNode)new JsonObject
            {
                ["name"] = one.Trial.Name,
                ["why"] = one.Why,
                ["after"] = one.After,
                ["seconds"] = one.Seconds,
            })]),
            ["kept"] = new JsonArray([.. best.Select(one => (JsonNode)new JsonObject
            {
                ["part"] = one.Part.ToString(),
                ["candidate"] = one.Candidate is { } candidate ? Json(candidate) : null,
            })]),
        };
        // They have the second in which they are written, and archives are written in two passes.
        byte[]?[] networks = [.. best.Select(one => one.Candidate is { } candidate ? Network(candidate) : null)];
        ZipWriter.Save(path, archive =>
        {
            var members = new List<(string, Action<Stream>)>
            {
                (Description, stream => stream.Write(Encoding.UTF8.GetBytes(description.ToJsonString()))),
            };
            foreach (var (i, one) in best.Index())
            {
                members.Add((Member(i, "scores"), stream => stream.Write(MemoryMarshal.AsBytes(one.Scores.AsSpan()))));
                if (one.Candidate is not { } candidate) continue;
                members.AddRange(
                [
                    (Member(i, "valence"), stream => stream.Write(networks[i])),
                    (Member(i, "judging"),
                        stream => stream.Write(MemoryMarshal.AsBytes(candidate.JudgingRows.AsSpan()))),
                    (Member(i, "judged"),
                        stream => stream.Write(MemoryMarshal.AsBytes(candidate.JudgingScores.AsSpan()))),
                ]);
            }
            ClassifierSeal.Write(archive, PreparationTie.Training, members);
        });
    }

    /// <summary>What the file holds.</summary>
    /// <param name="trialOf">The trial of a name; null where the search has none.</param>
    /// <param name="training">What makes candidates again.</param>
    /// <exception cref="BackupException">It is damaged, or of another search.</exception>
    public (double Seconds, Judged? Half, IReadOnlyList<KeptTrial> Trials, IReadOnlyList<LeftOut> Left) Read(
        Func<string, Trial?> trialOf, TrialTraining training)
    {
        try
        {
            var archive = ZipReader.Open(path);
            var config = Config(archive);
            if (config.Text("format") != Format || config.Int("version") != Version)
                throw new InvalidDataException("It is none of this version.");
            ClassifierSeal.Read(archive, new(path)).Require(archive, new(path));
            var had = config.Objects("of").ToDictionary(one => one.Text("what"), one => one.Text("value"));
            foreach (var (what, value) in identity)
                if (had.GetValueOrDefault(what) is var old && old != value)
                    throw new InvalidDataException($"It is of a search with other {what}"
                        + (value.Length < 40 && old is { Length: < 40 } ? $" ({old}; this one has {value})." : "."));
            var kept = config.Objects("kept");
            var seconds = config.Double("seconds", -1);
            if (seconds is not (>= 0 and <= MostSeconds)) throw config.Wrong("seconds", "a number from 0 on");
            return (seconds, config.Has("half") ? Judged(config.Object("half"), training.Task) : null,
                [.. config.Objects("trials").Select(one => TrialIn(archive, one, kept))],
                [
                    .. config.Objects("left_out").Select(one => new LeftOut(Named(one), one.Text("why"), false,
                        one.Int("after"), one.Double("seconds", 0))),
                ]);
        }
        catch (Exception error) when (error is InvalidDataException or ArgumentException or InvalidOperationException
            or FormatException or ValenceException and not BackupException)
        {
            // The advice of files is that of models.
            var said = error is FileFormatException format ? format.Message.Replace($" {format.Advice}.", "",
                StringComparison.Ordinal) : error.Message;
            throw new BackupException($"'{path}': expected the state of this search. {said} Move the file away to "
                + "search from the beginning, or give another name.", error);
        }

        Trial Named(ConfigReader one) => trialOf(one.Text("name"))
            ?? throw new InvalidDataException($"It has a trial '{one.Text("name")}', which is none here.");

        KeptTrial TrialIn(ZipReader archive, ConfigReader one, IReadOnlyList<ConfigReader> kept)
        {
            var outcome = new TrialOutcome(Named(one), Judged(one.Object("judged"), training.Task),
                one.Double("seconds", 0));
            var i = one.Int("kept");
            if (i < 0) return new(outcome, null, [], PartOfMean.None);
            if (i >= kept.Count) throw one.Wrong("kept", $"a number below {kept.Count}");
            var scores = Numbers<float>(archive, i, "scores");
            var part = Enum.GetValues<PartOfMean>().FirstOrDefault(part => part.ToString() == kept[i].Text("part"));
            if (scores.Length != (long)outcome.Judged.Result.Rows * training.Task.Outputs
                && (scores.Length > 0 || part != PartOfMean.None))
                throw new InvalidDataException($"It has {scores.Length} scores of the trial '{outcome.Trial.Name}'.");
            return new(outcome, !kept[i].Has("candidate") ? null
                : CandidateOf(archive, i, kept[i].Object("candidate"), outcome.Trial, scores), scores, part);
        }

        Candidate CandidateOf(ZipReader archive, int i, ConfigReader of, Trial trial, float[] scores)
        {
            var bytes = archive.Read(Member(i, "valence"));
            using var stream = new MemoryStream(bytes.ToArray(), writable: false);
            var read = TextClassifier.Load(stream, trial.Settings.Backend, trial.Settings.Tables,
                trial.Settings.CancellationToken);
            return training.Restored(trial, read, new(scores, Numbers<int>(archive, i, "judging"),
                Numbers<float>(archive, i, "judged"), of.Double("loss", double.NaN), of.Int("epochs"),
                of.OptionalInt("kept_epoch"), of.Has("history") ? HistoryOf(of.Object("history")) : null));
        }

        static T[] Numbers<T>(ZipReader archive, int i, string name) where T : unmanaged =>
            MemoryMarshal.Cast<byte, T>(archive.Read(Member(i, name)).Span).ToArray();
    }

    // What the texts decide is found again; what is left is the encoder and the network.
    private static byte[] Network(Candidate candidate)
    {
        using var file = new MemoryStream();
        candidate.Classifier.With(candidate.Classifier.Task, new()).Save(file);
        return file.ToArray();
    }

    private static ConfigReader Config(ZipReader archive)
    {
        var limits = JsonLimits.For(archive.Length) with
        {
            MaxBytes = Array.MaxLength,
            MaxTextBytes = int.MaxValue,
        };
        // What was tried is hardly written shorter than in a hundredth.
        var most = Math.Min(Array.MaxLength, MostBytes + MostRatio * archive.Length);
        return new(StrictJson.ParseInPlace(archive.Read(Description, most), new(Description), limits), Description,
            KerasTables.Default);
    }

    private static string Member(int i, string name) => FormattableString.Invariant($"{i}.{name}");

    private static JsonObject Json(Candidate candidate) => new()
    {
        ["loss"] = double.IsFinite(candidate.Judged.Result.Loss) ? candidate.Judged.Result.Loss : null,
        ["epochs"] = candidate.Judged.Result.Epochs,
        ["kept_epoch"] = candidate.Classifier.Training.KeptEpoch,
        ["history"] = candidate.Classifier.History is { } history ? Json(history) : null,
    };

    private static JsonObject Json(Judged judged) => new()
    {
        ["result"] = ClassifierFile.Json(judged.Result),
        ["score"] = judged.Score,
        ["right"] = string.Concat(judged.IsRight.Select(right => right ? '1' : '0')),
    };

    private static Judged Judged(ConfigReader config, TextTask task) => new(
        ClassifierFile.TriedOf(config.Object("result"), task), config.Double("score", double.NaN),
        [.. config.Text("right").Select(letter => letter == '1')]);

    private static JsonObject Json(History history) => new()
    {
        ["epochs"] = Text(history.Epochs),
        ["figures"] = new JsonArray([.. history.Names.Select(name => (JsonNode)new JsonObject
        {
            ["name"] = name,
            ["epochs"] = Text(history.EpochsOf(name)),
            ["values"] = Text(history[name]),
        })]),
    };

    private static History HistoryOf(ConfigReader config)
    {
        var history = new History();
        history.Restore(Numbers<int>(config.Text("epochs")), config.Objects("figures").Select(figure =>
            (figure.Text("name"), Numbers<int>(figure.Text("epochs")),
                Tensor.From(Numbers<float>(figure.Text("values"))))));
        return history;
    }

    // JSON has neither NaN nor all bits of a number.
    private static string Text<T>(IReadOnlyList<T> numbers) where T : unmanaged =>
        Convert.ToBase64String(MemoryMarshal.AsBytes([.. numbers]));

    private static T[] Numbers<T>(string text) where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(Convert.FromBase64String(text)).ToArray();
}
