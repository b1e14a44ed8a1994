using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Models;
using Valence.Saving;
using Valence.Text;

namespace Valence.Classification;

/// <summary>The one file of a classifier: a zip archive of <c>classifier.json</c> (cleaning, vocabulary, task with its
/// classes), the network as a Keras file, which texts the training has seen, what these are like,
/// a few examples with their answers, and a seal of these.</summary>
internal static class ClassifierFile
{
    // A file is of the first version that has what it holds: examples, a calibration or words without counts, a profile
    // of the texts or risks, options of reading, a task that is not one class; the last, weights of 8 bits.
    private const int Version = 7;
    private const int VersionOfExamples = 6;
    private const int VersionOfProfile = 5;
    private const int VersionOfReading = 4;
    private const int VersionOfTasks = 3;
    private const int VersionOfOneClass = 2;
    private const int FirstSealed = 2;
    // Fields of what was tried that only searches write.
    private static readonly string[] OfSearches = ["low", "high", "choices", "verdict"];

    private const string Format = "valence-classifier";
    public const string DescriptionMember = "classifier.json";
    public const string ProfileMember = "text-profile.bin";
    public const string ExamplesMember = "examples.json";
    private const int LongestText = 1 << 16;

    /// <summary>Description, network and seal, and what may be beside them.</summary>
    public static readonly SealedForm Form = new(DescriptionMember, Format, Version, FirstSealed,
        ProfileMember, ExamplesMember);

    private static readonly string[] Fields = ["format", "version", "recipe", "labels", "threshold", "encoder",
        "made_by",
        "tried"];

    private static readonly string[] FieldsOfTasks = ["format", "version", "recipe", "task", "encoder", "made_by",
        "tried"];

    private static readonly string[] FieldsOfFirst =
        ["format", "version", "recipe", "labels", "threshold", "length", "cleaning", "tokenizer"];

    // A field of the versions since it came.
    private const string Reading = "reading";

    // Fields of the versions since they came, and not of every file.
    public const string Calibration = "calibration";
    private const string HeldOutFields = "held_out";
    private const string Risks = "risks", LeastConfidence = "least_confidence";
    public const string Rounding = "rounding";

    /// <summary>Writes a classifier.</summary>
    /// <exception cref="DataException">Its weights are no numbers, or too large to compute with.</exception>
    public static void Write(TextClassifier classifier, Stream stream)
    {
        // What is found out of the weights holds for those that are written.
        using var held = classifier.Model.HoldWeights();
        SealedForm.RequireFinite(classifier.Model);
        var training = classifier.Training;
        var examples = training.Examples.Count > 0 ? StoredExample.ToBytes(classifier) : null;
        var description = new JsonObject
        {
            ["format"] = Format,
            ["version"] = classifier.HasInt8Weights ? Version
                : examples is not null || training.Figures is not null
                || classifier.Task is OneClass { Calibration: not null }
                || classifier.Encoder is WordEncoder { Tokenizer.HasCounts: false } ? VersionOfExamples
                : (training.Profile, training.Risks) is not (null, null) ? VersionOfProfile
                : training.Reading.Count > 0 ? VersionOfReading
                : classifier.Task is OneClass ? VersionOfOneClass : VersionOfTasks,
            ["recipe"] = classifier.Recipe,
        };
        if (classifier.Task is OneClass one)
        {
            description["labels"] = one.Labels.ToJson();
            description["threshold"] = one.Threshold;
            if (one.Calibration is { } curve) description[Calibration] = curve.ToJson();
        }
        else description["task"] = Class(classifier.Task.ClassName, classifier.Task.Config());
        description["encoder"] = Class(classifier.Encoder.ClassName, classifier.Encoder.Config());
        description["made_by"] = training.MadeBy;
        description["tried"] = new JsonArray([.. training.Tried.Select(Json)]);
        if (training.Reading.Count > 0)
            description[Reading] = new JsonArray([.. training.Reading.Select(option => (JsonNode)option)]);
        if (training.Risks is { } risks) description[Risks] = risks.ToJson();
        if (training.Figures is { } figures) description[HeldOutFields] = figures.ToJson();
        if (classifier.LeastConfidence is { } least) description[LeastConfidence] = least;
        if (training.Rounding is { } rounding) description[Rounding] = rounding.ToJson();
        var json = Encoding.UTF8.GetBytes(description.ToJsonString());
        List<(string, byte[])> others = [];
        if (training.Texts?.ToBytes() is { } texts) others.Add((TrainedTexts.Member, texts));
        if (training.Profile?.ToBytes() is { } profile) others.Add((ProfileMember, profile));
        if (examples is not null) others.Add((ExamplesMember, examples));
        Form.Write(stream, json, classifier.Model, classifier.Tables.Keras, classifier.KeepsOptimizer, classifier.Tie,
            others);
    }

    public static TextClassifier Load(string path, KerasLoadOptions options, ClassifierTables? tables)
    {
        using var source = Open(path, new(path));
        return Load(source, path, options, tables);
    }

    public static TextClassifier Load(ModelSource source, string name, KerasLoadOptions options,
        ClassifierTables? tables)
    {
        var format = ClassifierFormat.Formats.Of(source);
        return format is ClassifierFormat ? Load(source.Archive, new(name), options, tables)
            : throw new FileFormatException("C-KIND", new(name), $"expected a Valence classifier, found {format.Name}",
                format.HoldsModel ? "Open it with KerasFile.Load, and give it to WithNetwork of a classifier whose "
                    + "preparation of texts it was trained with" : format.Use);
    }

    public static TextClassifier Load(ZipReader archive, FilePlace place, KerasLoadOptions options,
        ClassifierTables? tables)
    {
        tables ??= ClassifierTables.Default;
        if (!archive.Contains(DescriptionMember))
            throw new FileFormatException("C-KIND", place, "expected a Valence classifier, found another archive",
                "Give a file that 'valence train' wrote");
        var file = place;
        place = place with { Member = DescriptionMember };
        var config = new ConfigReader(Form.Describe(archive, place), DescriptionMember, tables.Keras);
        return SealedForm.Content(place, () =>
        {
            var tie = Form.TieOf(archive, config, file);
            var trained = TrainedTexts.In(archive, file);
            var version = config.Int("version");
            var isFirst = version == 1;
            var isOneClass = version == VersionOfOneClass || version >= VersionOfReading && !config.Has("task");
            string[] fields = isFirst ? FieldsOfFirst : isOneClass ? Fields : FieldsOfTasks;
            if (version >= VersionOfReading) fields = [.. fields, Reading];
            if (version >= VersionOfProfile) fields = [.. fields, Risks, LeastConfidence];
            if (version >= VersionOfExamples) fields = [.. fields, HeldOutFields];
            if (version >= Version) fields = [.. fields, Rounding];
            RefuseOthers(config, version >= VersionOfExamples && isOneClass ? [.. fields, Calibration] : fields);
            var hasReading = version == VersionOfReading || version > VersionOfReading && config.Has(Reading);
            TextProfile? profile = Has(ProfileMember, VersionOfProfile)
                ? TextProfile.Read(archive.Read(ProfileMember, TextProfile.Size).Span,
                    file with { Member = ProfileMember })
                : null;
            var examples = Has(ExamplesMember, VersionOfExamples) ? ExamplesOf(archive, file) : [];
            var encoder = isFirst ? WordEncoder.ReadFirst(config) : tables.Encoder(config.Object("encoder"));
            var task = !isFirst && !isOneClass ? tables.Task(config.Object("task"))
                : new OneClass(new(LabelSet.NamesIn(config)), config.Float("threshold"))
                {
                    Calibration = config.Has(Calibration) ? IsotonicCalibration.Read(config.Object(Calibration)) : null,
                };
            var recipe = config.Text("recipe");
            var network = archive.OpenMember(SealedForm.NetworkMember);
            var model = ModelFormats.Default.Open(new ModelSource(network, SealedForm.NetworkMember),
                options with { Tables = tables.Keras }).Model;
            Check(model, encoder, task);
            var classifier = new TextClassifier(recipe, encoder, task, model, tie, new()
            {
                Texts = trained,
                Profile = profile,
                Examples = [.. examples.Select(example => example.Text)],
                Risks = config.Has(Risks) ? HeldOutRisks.Read(config.Object(Risks)) : null,
                Figures = config.Has(HeldOutFields) ? HeldOutFigures.Read(config.Object(HeldOutFields), task) : null,
                MadeBy = config.OptionalText("made_by"),
                Rounding = config.Has(Rounding) ? RoundingCost.Read(config.Object(Rounding)) : null,
                Tried = isFirst ? [] : [.. config.Objects("tried").Select(tried => TriedOf(tried, task))],
                Reading = hasReading ? LabelSet.NamesIn(config, Reading) : [],
            })
            {
                Tables = tables,
                LeastConfidence = LeastConfidenceOf(config, task),
            };
            StoredExample.Require(classifier, examples, file with { Member = ExamplesMember },
                options.CancellationToken);
            return classifier;

            // Files of earlier versions do not have it.
            bool Has(string member, int since) => archive.Contains(member) && (version >= since ? true
                : throw new FileFormatException("C-MEMBER", file with { Member = member },
                    "expected no such member in a file of an earlier version", SealedForm.Damaged));
        });
    }

    /// <summary>Refuses fields that an object of the file does not have.</summary>
    public static void RefuseOthers(ConfigReader config, params ReadOnlySpan<string> fields)
    {
        foreach (var field in config.Json.EnumerateObject())
            if (!fields.Contains(field.Name))
                throw new ConfigException(config.Place,
                    $"expected no field '{FilePlace.Shown(field.Name)}', which such a file does not have");
    }

    /// <summary>The texts in the archive with the answers that belong to them.</summary>
    public static IReadOnlyList<StoredExample> ExamplesOf(ZipReader archive, FilePlace place) => StoredExample.Read(
        archive.Read(ExamplesMember, StoredExample.MostBytes), place with { Member = ExamplesMember });

    private static float? LeastConfidenceOf(ConfigReader config, TextTask task) =>
        config.OptionalFloat(LeastConfidence) is not { } least ? null
        : task is OneClass && least is >= 0 and <= 1 ? least
        : throw config.Wrong(LeastConfidence, "a number from 0 to 1, of one class of each text");

    /// <summary>Ids and classes of the description must be those of the network.</summary>
    /// <exception cref="ConfigException">They are not.</exception>
    public static void Check(Model model, TextEncoder encoder, TextTask task)
    {
        // A network for any length takes what the description says, which must not choose what is allocated.
        if (model.Inputs is not [{ Shape: [_, var length] }] || length != (encoder.PaddedLength ?? Shape.Unknown)
            && (length != Shape.Unknown || encoder.Length is < 1 or > LongestText))
            throw new ConfigException("length", "expected a network that takes "
                + (encoder.PaddedLength?.ToString(CultureInfo.InvariantCulture) ?? "any number of")
                + " ids of a text, found one that takes "
                + string.Join(", ", model.Inputs.Select(input => input.Shape)));
        if (encoder is JoinedEncoder joined)
        {
            var networks = model.Layers.OfType<Functional>().ToArray();
            if (networks.Length != joined.Parts.Count)
                throw new ConfigException(SealedForm.NetworkMember, string.Create(CultureInfo.InvariantCulture,
                    $"expected {joined.Parts.Count} networks in it, one for each encoder, found {networks.Length}"));
            foreach (var (network, part) in networks.Zip(joined.Parts)) RequireTable(network, part);
        }
        else RequireTable(model, encoder);
        if (model.OutputShape is not [_, var outputs] || outputs != task.Outputs)
            throw new ConfigException(task is OneClass ? "labels" : "task", "expected "
                + (task is OneClass ? string.Create(CultureInfo.InvariantCulture, $"{task.Labels.Count} classes")
                    : string.Create(CultureInfo.InvariantCulture, $"{task.Outputs} numbers for {task.Description}"))
                + $" as the network's output, found {model.OutputShape}");
        if (!model.IsFinite())
            throw new ConfigException(SealedForm.NetworkMember,
                "expected weights that are numbers, found NaN or infinity");
    }

    private static void RequireTable(Model model, TextEncoder encoder)
    {
        var tables = model.Layers.Select(layer => (Layer: layer, Weight: layer.Weights.FirstOrDefault(IsTable)))
            .Where(table => table.Weight is not null).ToArray();
        if (tables.Length == 0) throw new ConfigException(SealedForm.NetworkMember, "expected an embedding of words");
        // What reads ids after some reckoning has fewer of its own.
        foreach (var (layer, weight) in tables)
            if (weight!.Shape[0] < encoder.Ids
                && (model is not Functional graph || layer.Input == graph.InputTensors[0]))
                throw new ConfigException(SealedForm.NetworkMember,
                    $"expected an embedding of {encoder.Ids} ids, found {weight.Shape[0]}");
    }

    /// <summary>Whether a weight has a row for each id.</summary>
    public static bool IsTable(Layers.Weight weight) =>
        weight.Path is "embeddings" or "token_emb/embeddings" or "token_embedding/embeddings";

    /// <summary>What was told of a recipe that was tried.</summary>
    /// <remarks>Of one class texts are right or wrong; of other tasks there is a measure, of one's own whatever it may
    /// be.</remarks>
    public static TriedRecipe TriedOf(ConfigReader tried, TextTask task)
    {
        if (tried.Has("left_out"))
        {
            RefuseOthers(tried, "recipe", "choices", "left_out");
            return TriedRecipe.OfLeftOut(tried.Text("recipe"), tried.Text("choices", ""), tried.Text("left_out"));
        }
        var isRight = task is OneClass && !tried.Has("measure");
        RefuseOthers(tried, [.. (string[])["recipe", "epochs", "rows", "loss"],
            .. isRight ? (string[])["right"] : ["measure", "value"],
            .. OfSearches.Where(tried.Has)]);
        var (rows, right) = (FromZero("rows"), isRight ? FromZero("right") : 0);
        if (right > rows)
            throw tried.Wrong("right", string.Create(CultureInfo.InvariantCulture, $"a number up to the {rows} of "
                + $"'rows'"));
        var (loss, value) = (tried.Double("loss", double.NaN), isRight ? 0 : tried.Double("value", double.NaN));
        var isKnown = task is OneClass or SeveralLabels or OneNumber;
        if (isKnown && loss < 0) throw tried.Wrong("loss", "a number from 0 on");
        if (task is OneClass or SeveralLabels && value is < 0 or > 1)
            throw tried.Wrong("value", "a number from 0 to 1");
        if (isKnown && value < 0) throw tried.Wrong("value", "a number from 0 on");
        return new(tried.Text("recipe"), FromZero("epochs"), right, rows, loss)
        {
            Measure = isRight ? null : tried.Text("measure"),
            Value = value,
            Interval = tried.Has("low") || tried.Has("high")
                ? tried.Double("low", double.NaN) <= tried.Double("high", double.NaN)
                    ? new(tried.Double("low", double.NaN), tried.Double("high", double.NaN))
                    : throw tried.Wrong("low", "a number up to that of 'high'")
                : null,
            Choices = tried.Text("choices", ""),
            Verdict = tried.OptionalText("verdict"),
        };

        int FromZero(string field) => tried.Int(field) is >= 0 and var number ? number
            : throw tried.Wrong(field, "a number from 0 on");
    }

    /// <summary>What is told of a recipe that was tried.</summary>
    public static JsonObject Json(TriedRecipe tried)
    {
        if (tried.LeftOut is { } why)
        {
            var left = new JsonObject { ["recipe"] = tried.Recipe };
            if (tried.Choices.Length > 0) left["choices"] = tried.Choices;
            left["left_out"] = why;
            return left;
        }
        var json = new JsonObject { ["recipe"] = tried.Recipe, ["epochs"] = tried.Epochs };
        if (tried.Measure is null) json["right"] = tried.Right;
        else
        {
            json["measure"] = tried.Measure;
            json["value"] = Finite(tried.Value);
        }
        json["rows"] = tried.Rows;
        json["loss"] = Finite(tried.Loss);
        if (tried.Interval is { } interval) (json["low"], json["high"]) = (interval.Low, interval.High);
        if (tried.Choices.Length > 0) json["choices"] = tried.Choices;
        if (tried.Verdict is { } verdict) json["verdict"] = verdict;
        return json;

        // JSON has no NaN.
        static JsonNode? Finite(double number) => double.IsFinite(number) ? number : null;
    }

    /// <summary>An object of a class as the file has it.</summary>
    public static JsonObject Class(string name, JsonObject config) =>
        new() { ["class_name"] = name, ["config"] = config };

    private static ModelSource Open(string path, FilePlace place)
    {
        try
        {
            return ModelSource.OpenFile(path);
        }
        catch (FileFormatException error) when (error.Rule == "F05")
        {
            throw new FileFormatException("C-MISSING", place, "expected a model file, there is no such file",
                "Check the path, or write the file with 'valence train'", error);
        }
    }
}
