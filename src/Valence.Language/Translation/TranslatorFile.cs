using System.Text.Json.Nodes;
using Valence.Classification;
using Valence.Layers;
using Valence.Models;
using Valence.Saving;

namespace Valence.Language;

/// <summary>The one file of a translator: what it is and its vocabulary, and its network up to the scores, which are
/// products with weights of it.</summary>
internal static class TranslatorFile
{
    public const string DescriptionMember = "translator.json";

    private const double MostCount = 1L << 53;
    private const string Network = "network", Tokens = "tokens", Vocabulary = "vocabulary", MaxLength = "max_length",
        Lowercase = "lowercase", HeldOut = "held_out",
        Reading = "reading";

    private static readonly string[] Figures = ["nats", "tokens", "unknown", "pairs"];

    public static readonly SealedForm Form = new(DescriptionMember, "valence-translator", 1);

    public static void Write(TextTranslator translator, Stream stream)
    {
        var description = new JsonObject
        {
            [Network] = translator.Network.ToString(),
            [Tokens] = translator.Tokens.ToString(),
            [MaxLength] = translator.MaxLength,
            [Lowercase] = translator.Lowercase,
            [Vocabulary] = translator.Vocabulary.ToJson(),
        };
        if (translator.Description.Reading is { Count: > 0 } reading)
            description[Reading] = new JsonArray([.. reading.Select(option => (JsonNode)JsonValue.Create(option))]);
        if (translator.HeldOut is { } figures)
            description[HeldOut] = new JsonObject
            {
                [Figures[0]] = figures.Nats,
                [Figures[1]] = figures.Tokens,
                [Figures[2]] = figures.Unknown,
                [Figures[3]] = figures.Pairs,
            };
        Form.Write(stream, description, translator.Body, translator.Description.Trained);
    }

    public static TextTranslator Load(ModelSource source, KerasLoadOptions options) => Form.Read(source, options,
        [Network, Tokens, MaxLength, Lowercase, Vocabulary, HeldOut, Reading], (config, body) =>
        {
            var tokens = TextTokens.Of(config, Tokens, Vocabulary);
            var most = config.Int(MaxLength);
            if (most is < TranslatorSettings.LeastLength or > TranslatorSettings.MostLength)
                throw config.Wrong(MaxLength, $"a number from {TranslatorSettings.LeastLength} to "
                    + $"{TranslatorSettings.MostLength}");
            var graphs = TranslatorModel.Of(body, tokens.Count);
            var kind = config.OneOf<TranslatorNetwork>(Network);
            var layers = ((Functional)body).Layers;
            if (kind == TranslatorNetwork.Attention != layers.OfType<Gru>().Any())
                throw config.Wrong(Network, "what the network is made of");
            var positions = layers.OfType<TransformerEmbedding>().Where(layer => layer.Positions > 0)
                .Select(layer => layer.Positions).ToHashSet();
            if (positions.Count > 0 && !positions.SetEquals([most]))
                throw config.Wrong(MaxLength, "the number of positions of the network");
            if (!config.Has(Lowercase)) throw config.Wrong(Lowercase, "true or false");
            return new TextTranslator(body, graphs, tokens, new(kind, most, config.Bool(Lowercase, false))
            {
                Trained = TrainedTexts.In(source.Archive, source.Place),
                Reading = config.Has(Reading) ? config.Texts(Reading) : [],
                HeldOut = config.Has(HeldOut) ? FiguresOf(config.Object(HeldOut)) : null,
            });
        });

    private static TranslatorFigures FiguresOf(ConfigReader config)
    {
        ClassifierFile.RefuseOthers(config, Figures);
        var figures = Array.ConvertAll(Figures, name => config.Double(name, -1));
        return figures.All(figure => figure is >= 0 and <= MostCount) && figures[2] <= figures[1] && figures[3] > 0
            ? new(figures[0], (long)figures[1], (long)figures[2], (long)figures[3])
            : throw config.Wrong(Figures[0], "numbers from 0 on, and no more unknown tokens than tokens");
    }
}
