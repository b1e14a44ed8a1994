using System.Globalization;
using System.Text.Json.Nodes;
using Valence.Classification;
using Valence.Formats;
using Valence.Saving;

namespace Valence.Language;

/// <summary>The <c>.valence</c> of a <see cref="Chatbot"/>: its intents and threshold, and the classifier of questions
/// whole.</summary>
public sealed class ChatFormat : SealedFormat
{
    private const string Member = "chat.json", ClassifierMember = "classifier.valence",
        TaggerMember = "tagger.valence", ThresholdField = "threshold",
        IntentsField = "intents", FallbackField = "fallback", HeldOutField = "held_out";

    private static readonly SealedForm Form = new(Member, "valence-chatbot", 1, Others: [TaggerMember])
    {
        Network = ClassifierMember,
    };
    private static readonly string[] Counts = ["questions", "answered", "right", "best", "none", "none_left"];

    /// <inheritdoc/>
    public override string Name => "Valence chatbot";

    internal override string DescriptionMember => Member;

    /// <inheritdoc/>
    public override OpenedModel Open(ModelSource source, KerasLoadOptions options) =>
        new(Load(source, options).Classifier.Model, []);

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string>> Facts(ModelSource source)
    {
        var bot = Load(source, new());
        yield return new("Task", string.Create(CultureInfo.InvariantCulture,
            $"chat with {bot.Intents.Answered.Count} intents"));
        yield return new("Threshold", bot.Threshold.ToString(CultureInfo.InvariantCulture));
        yield return new("Recipe", bot.Classifier.Recipe);
        if (bot.Tagger is { } tagger) yield return new("Finds in questions", string.Join(", ", tagger.Types));
        foreach (var fact in base.Facts(source)) yield return fact;
    }

    internal override ModelFormat NetworkIn(ModelSource source, out ModelSource network)
    {
        network = new(source.Archive.Read(ClassifierMember), ClassifierMember);
        return new ClassifierFormat();
    }

    internal static void Write(Chatbot bot, Stream stream)
    {
        using var classifier = new MemoryStream();
        bot.Classifier.Save(classifier);
        var description = new JsonObject
        {
            [ThresholdField] = bot.Threshold,
            [IntentsField] = new JsonArray([.. bot.Intents.Answered.Select(intent => (JsonNode)Json(intent))]),
            [FallbackField] = Json(bot.Intents.Fallback),
        };
        if (bot.HeldOut is { } kept)
        {
            int[] counts = [kept.Questions, kept.Answered, kept.Right, kept.Best, kept.None, kept.NoneLeft];
            description[HeldOutField] = new JsonArray([.. counts.Select(count => (JsonNode)count)]);
        }
        if (bot.Tagger is null)
        {
            Form.Write(stream, description, (ClassifierMember, classifier.ToArray()));
            return;
        }
        using var tagger = new MemoryStream();
        bot.Tagger.Save(tagger);
        Form.Write(stream, description, (ClassifierMember, classifier.ToArray()), (TaggerMember, tagger.ToArray()));
    }

    internal static Chatbot Load(ModelSource source, KerasLoadOptions options) => Form.Read(source,
        [ThresholdField, IntentsField, FallbackField, HeldOutField], config =>
        {
            var intents = new Intents([.. config.Objects(IntentsField).Select(Intent)],
                Intent(config.Object(FallbackField)));
            var threshold = config.Float(ThresholdField);
            if (!(threshold is >= 0 and <= 1)) throw config.Wrong(ThresholdField, "a number from 0 to 1");
            var network = new ModelSource(source.Archive.Read(ClassifierMember), ClassifierMember);
            var classifier = ClassifierFormat.Load(network, options);
            if (classifier.Task is not OneClass
                || !classifier.Labels.Names.ToHashSet().SetEquals(intents.Questions.Select(row => row.Label!)))
                throw new ConfigException(ClassifierMember, "expected a classifier of the intents' tags");
            var tagger = source.Archive.Contains(TaggerMember)
                ? TaggerFile.Read(new(source.Archive.Read(TaggerMember), TaggerMember), options) : null;
            return new Chatbot(intents, classifier, threshold, HeldOut(config), tagger);
        });

    private static ChatFigures? HeldOut(ConfigReader config)
    {
        if (!config.Has(HeldOutField)) return null;
        var counts = config.Ints(HeldOutField);
        return counts is [var questions, var answered, var right, var best, var none, var left]
            && counts.All(count => count >= 0) && right <= answered && answered <= questions && right <= best
            && best <= questions && left <= none ? new(questions, answered, right, best, none, left)
            : throw config.Wrong(HeldOutField, $"the counts {string.Join(", ", Counts)}");
    }

    private static JsonObject Json(Intent intent)
    {
        var json = new JsonObject
        {
            ["tag"] = intent.Tag,
            ["patterns"] = Texts(intent.Patterns),
            ["responses"] = Texts(intent.Responses),
            ["context_filter"] = Texts(intent.Contexts),
        };
        if (intent.SetsContext is { } state) json["context_set"] = state;
        return json;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private static Intent Intent(ConfigReader config)
    {
        ClassifierFile.RefuseOthers(config, "tag", "patterns", "responses", "context_filter", "context_set");
        return new(config.Text("tag"), LabelSet.NamesIn(config, "patterns"), LabelSet.NamesIn(config, "responses"))
        {
            Contexts = LabelSet.NamesIn(config, "context_filter"),
            SetsContext = config.OptionalText("context_set"),
        };
    }
}
