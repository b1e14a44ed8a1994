using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Backends;
using Valence.Formats;
using Valence.Models;
using Valence.Saving;
using Valence.Text;

namespace Valence.Classification;

/// <summary>The one file of a classifier: a zip archive of <c>classifier.json</c> (cleaning, vocabulary, classes, threshold) and the network as a Keras file.</summary>
internal static class ClassifierFile
{
    private const int Version = 1;
    private const string DescriptionMember = "classifier.json";
    private const string NetworkMember = "network.keras";
    private const string Damaged = "Take an undamaged copy, or train again";

    public static void Save(TextClassifier classifier, string path)
    {
        var description = new JsonObject
        {
            ["format"] = "valence-classifier",
            ["version"] = Version,
            ["recipe"] = classifier.Recipe.Name,
            ["labels"] = new JsonArray([.. classifier.Labels.Names.Select(name => JsonValue.Create(name))]),
            ["threshold"] = classifier.Threshold,
            ["length"] = classifier.Preprocessing.Length,
            ["cleaning"] = classifier.Preprocessing.Cleaning.ToJson(),
            ["tokenizer"] = classifier.Preprocessing.Tokenizer.ToJson(),
        };
        var network = KerasFile.ToBytes(classifier.Model);
        ZipWriter.Save(path, archive =>
        {
            archive.Add(DescriptionMember, Encoding.UTF8.GetBytes(description.ToJsonString()));
            archive.Add(NetworkMember, network);
        });
    }

    public static TextClassifier Load(string path, Backend? backend)
    {
        var place = new FilePlace(path);
        var archive = Open(path, place);
        if (!archive.Contains(DescriptionMember))
            throw new FileFormatException("C-KIND", place, "expected a Valence classifier, found another archive", "Give a file that 'valence train' wrote");
        place = place with { Member = DescriptionMember };
        var json = StrictJson.Parse(archive.Read(DescriptionMember).Span, place, new JsonLimits { MaxBytes = 1 << 28 });
        var config = new ConfigReader(json, DescriptionMember, KerasTables.Default);
        try
        {
            if (config.Text("format") != "valence-classifier") throw config.Wrong("format", "'valence-classifier'");
            if (config.Int("version") > Version)
                throw new FileFormatException("C-VERSION", place, $"the file is of version {config.Int("version")}, this program reads up to {Version}", "Use a newer Valence to read it");
            var tokenizer = Tokenizer.FromJson(config.Text("tokenizer"));
            var preprocessing = new Preprocessing(TextCleaning.Parse(config.Get("cleaning").GetRawText()), tokenizer, config.Int("length"));
            var labels = new LabelSet([.. config.Get("labels").EnumerateArray().Select(label => label.GetString() ?? throw config.Wrong("labels", "texts"))]);
            var model = KerasFile.Load(archive.Read(NetworkMember), NetworkMember, backend: backend);
            Check(model, preprocessing, labels, config);
            return new(Recipes.Find(config.Text("recipe")), preprocessing, labels, model, config.Float("threshold"));
        }
        catch (Exception error) when (error is ConfigException or ArgumentException or DataException or TextCleaningException or InvalidOperationException or JsonException or FormatException)
        {
            throw new FileFormatException("C-CONTENT", place, error.Message.TrimEnd('.'), Damaged, error);
        }
    }

    // Ids and classes of the description must be those of the network.
    private static void Check(Model model, Preprocessing preprocessing, LabelSet labels, ConfigReader config)
    {
        if (model.Inputs is not [{ Type: ElementType.Int32, Shape: [_, var length] }] || length != preprocessing.Length)
            throw config.Wrong("length", "the length that the network takes");
        var table = model.Layers.SelectMany(layer => layer.Weights).FirstOrDefault(weight => weight.Path is "embeddings" or "token_emb/embeddings" or "token_embedding/embeddings")
            ?? throw new ConfigException(NetworkMember, "expected an embedding of words");
        if (table.Shape[0] < preprocessing.Ids) throw new ConfigException(NetworkMember, $"expected an embedding of {preprocessing.Ids} ids, found {table.Shape[0]}");
        if (model.OutputShape is not [_, var outputs] || outputs != (labels.Count == 2 ? 1 : labels.Count))
            throw config.Wrong("labels", "as many classes as the network tells apart");
        if (!model.IsFinite()) throw new ConfigException(NetworkMember, "expected weights that are numbers, found NaN or infinity");
    }

    private static ZipReader Open(string path, FilePlace place)
    {
        try
        {
            return ZipReader.Open(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileFormatException("C-MISSING", place, "expected a model file, there is no such file", "Check the path, or write the file with 'valence train'", error);
        }
    }
}
