using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Models;
using Valence.Saving;
using Valence.Text;

namespace Valence.Classification;

/// <summary>The one file of a classifier: a zip archive of <c>classifier.json</c> (cleaning, vocabulary, classes,
/// threshold), the network as a Keras file and, from training, which texts it has seen.</summary>
internal static class ClassifierFile
{
    private const int Version = 1;
    private const string Format = "valence-classifier";
    public const string DescriptionMember = "classifier.json";
    public const string NetworkMember = "network.keras";
    public const string TrainedTextsMember = "trained-texts.bin";
    private const int LongestText = 1 << 16;
    private const string Damaged = "Take an undamaged copy, or train again";

    public static void Write(TextClassifier classifier, Stream stream)
    {
        var description = new JsonObject
        {
            ["format"] = Format,
            ["version"] = Version,
            ["recipe"] = classifier.Recipe.Name,
            ["labels"] = new JsonArray([.. classifier.Labels.Names.Select(name => JsonValue.Create(name))]),
            ["threshold"] = classifier.Threshold,
            ["length"] = classifier.Preprocessing.Length,
            ["cleaning"] = classifier.Preprocessing.Cleaning.ToJson(),
            ["tokenizer"] = classifier.Preprocessing.Tokenizer.ToJson(),
        };
        var network = KerasFile.ToBytes(classifier.Model);
        ZipWriter.Write(stream, archive =>
        {
            archive.Add(DescriptionMember, Encoding.UTF8.GetBytes(description.ToJsonString()));
            archive.Add(NetworkMember, network);
            if (classifier.TrainedTexts is { } texts) archive.Add(TrainedTextsMember, texts.ToBytes());
        });
    }

    public static TextClassifier Load(string path, KerasLoadOptions options)
    {
        using var source = Open(path, new(path));
        return Load(source, path, options);
    }

    public static TextClassifier Load(ModelSource source, string name, KerasLoadOptions options)
    {
        var format = ClassifierFormat.Formats.Of(source);
        return format is ClassifierFormat ? Load(source.Archive, new(name), options)
            : throw new FileFormatException("C-KIND", new(name), $"expected a Valence classifier, found {format.Name}",
                format.HoldsModel ? "Open it with KerasFile.Load, and give it to WithNetwork of a classifier whose "
                    + "preparation of texts it was trained with" : format.Use);
    }

    public static TextClassifier Load(ZipReader archive, FilePlace place, KerasLoadOptions options)
    {
        if (!archive.Contains(DescriptionMember))
            throw new FileFormatException("C-KIND", place, "expected a Valence classifier, found another archive",
                "Give a file that 'valence train' wrote");
        foreach (var member in archive.Members)
            if (member.Name is not (DescriptionMember or NetworkMember or TrainedTextsMember))
                throw new FileFormatException("C-MEMBER", place with { Member = member.Name },
                    "expected the members of a Valence classifier, found another one", Damaged);
        var file = place;
        place = place with { Member = DescriptionMember };
        var config = new ConfigReader(Describe(archive, place), DescriptionMember, KerasTables.Default);
        try
        {
            if (config.Text("format") != Format) throw config.Wrong("format", $"'{Format}'");
            if (config.Int("version") > Version)
                throw new FileFormatException("C-VERSION", place,
                    $"the file is of version {config.Int("version")}, this program reads up to {Version}",
                    "Use a newer Valence to read it");
            var trained = TrainedTextsOf(archive, file);
            var tokenizer = Tokenizer.FromJson(config.Text("tokenizer"));
            var preprocessing = new Preprocessing(TextCleaning.Parse(config.Get("cleaning").GetRawText()), tokenizer,
                config.Int("length"));
            var labels = new LabelSet(
                [.. config.Get("labels").EnumerateArray()
                    .Select(label => label.GetString() ?? throw config.Wrong("labels", "texts"))]);
            var model = KerasFile.Open(archive.Read(NetworkMember), NetworkMember, options).Model;
            Check(model, preprocessing, labels);
            return new(Recipes.Find(config.Text("recipe")), preprocessing, labels, model, config.Float("threshold"),
                trained);
        }
        catch (Exception error) when (error is ValenceException and not FileFormatException
            or ArgumentException or InvalidOperationException or JsonException or FormatException)
        {
            throw new FileFormatException("C-CONTENT", place, error.Message.TrimEnd('.'), Damaged, error);
        }
    }

    /// <summary>The description in the archive, not yet believed.</summary>
    public static JsonElement Describe(ZipReader archive, FilePlace place) =>
        StrictJson.ParseInPlace(archive.Read(DescriptionMember, Bounds(archive).MaxBytes), place, Bounds(archive));

    // It is stored as it is, unless another program packed the file again: then it may be small, or little larger than
    // the file. The vocabulary is one text in it.
    private static JsonLimits Bounds(ZipReader archive) => JsonLimits.For(archive.Length) with
    {
        MaxBytes = (int)Math.Min(Array.MaxLength, ZipLimits.FreeBytes + archive.Length),
        MaxTextBytes = int.MaxValue,
    };

    /// <summary>Which texts the classifier was trained with; null in files that do not say, such as older
    /// ones.</summary>
    public static TrainedTexts? TrainedTextsOf(ZipReader archive, FilePlace place) =>
        archive.Contains(TrainedTextsMember)
        ? TrainedTexts.Read(archive.Read(TrainedTextsMember, TrainedTexts.Most * sizeof(ulong)).Span,
            place with { Member = TrainedTextsMember })
        : null;

    /// <summary>Ids and classes of the description must be those of the network.</summary>
    /// <exception cref="ConfigException">They are not.</exception>
    public static void Check(Model model, Preprocessing preprocessing, LabelSet labels)
    {
        // A network for any length takes what the description says, which must not choose what is allocated.
        if (model.Inputs is not [{ Shape: [_, var length] }] || length != preprocessing.Length
            && (length != Shape.Unknown || preprocessing.Length > LongestText))
            throw new ConfigException("length", string.Create(CultureInfo.InvariantCulture, $"expected a network "
                + $"that takes {preprocessing.Length} ids of a text, found one that takes "
                    + $"{string.Join(", ", model.Inputs.Select(input => input.Shape))}"));
        var table = model.Layers.SelectMany(layer => layer.Weights)
            .FirstOrDefault(weight => weight.Path is "embeddings" or "token_emb/embeddings"
                or "token_embedding/embeddings")
            ?? throw new ConfigException(NetworkMember, "expected an embedding of words");
        if (table.Shape[0] < preprocessing.Ids)
            throw new ConfigException(NetworkMember,
                $"expected an embedding of {preprocessing.Ids} ids, found {table.Shape[0]}");
        if (model.OutputShape is not [_, var outputs] || outputs != (labels.Count == 2 ? 1 : labels.Count))
            throw new ConfigException("labels", $"expected {labels.Count} classes as the network's output, found "
                + $"{model.OutputShape}");
        if (!model.IsFinite())
            throw new ConfigException(NetworkMember, "expected weights that are numbers, found NaN or infinity");
    }

    private static ModelSource Open(string path, FilePlace place)
    {
        try
        {
            return ModelSource.OpenFile(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileFormatException("C-MISSING", place, "expected a model file, there is no such file",
                "Check the path, or write the file with 'valence train'", error);
        }
    }
}
