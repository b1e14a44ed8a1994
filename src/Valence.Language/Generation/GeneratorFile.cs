using System.Text.Json.Nodes;
using Valence.Classification;
using Valence.Formats;
using Valence.Layers;
using Valence.Saving;

namespace Valence.Language;

/// <summary>The one file of a generator: what it is and its vocabulary, and its network up to the scores, which are
/// products with weights of it.</summary>
internal static class GeneratorFile
{
    public const string DescriptionMember = "generator.json";

    private const double MostCount = 1L << 53;
    private const string Network = "network", Tokens = "tokens", Vocabulary = "vocabulary", Context = "context",
        EndsTexts = "ends_texts", HeldOut = "held_out", Reading = "reading";

    private static readonly string[] Figures = ["nats", "tokens", "unknown", "characters"];

    public static readonly SealedForm Form = new(DescriptionMember, "valence-generator", 1);

    public static void Write(TextGenerator generator, Stream stream)
    {
        var description = new JsonObject
        {
            [Network] = generator.Network.ToString(),
            [Tokens] = generator.Tokens.ToString(),
            [Context] = generator.Context,
            [EndsTexts] = generator.Description.EndsTexts,
            [Vocabulary] = generator.Vocabulary.ToJson(),
        };
        if (generator.Description.Reading is { Count: > 0 } reading)
            description[Reading] = new JsonArray([.. reading.Select(option => (JsonNode)JsonValue.Create(option))]);
        if (generator.HeldOut is { } figures)
            description[HeldOut] = new JsonObject
            {
                [Figures[0]] = figures.Nats,
                [Figures[1]] = figures.Tokens,
                [Figures[2]] = figures.Unknown,
                [Figures[3]] = figures.Characters,
            };
        Form.Write(stream, description, generator.Body, generator.Description.Trained);
    }

    public static TextGenerator Load(ModelSource source, KerasLoadOptions options) => Form.Read(source, options,
        [Network, Tokens, Context, EndsTexts, Vocabulary, HeldOut, Reading], (config, body) =>
        {
            var tokens = TextTokens.Of(config, Tokens, Vocabulary);
            var context = config.Int(Context);
            if (context is < GeneratorSettings.LeastContext or > GeneratorSettings.MostContext)
                throw config.Wrong(Context, $"a number from {GeneratorSettings.LeastContext} to "
                    + $"{GeneratorSettings.MostContext}");
            var model = GeneratorModel.Scores(body, tokens.Count);
            if (context > model.MostContinuedSteps)
                throw config.Wrong(Context, $"at most the {model.MostContinuedSteps} positions of the network");
            var kind = config.OneOf<GeneratorNetwork>(Network);
            if (kind == GeneratorNetwork.Lstm != body.Layers.OfType<Lstm>().Any())
                throw config.Wrong(Network, "what the network is made of");
            if (!config.Has(EndsTexts)) throw config.Wrong(EndsTexts, "true or false");
            return new TextGenerator(body, model, tokens, new(kind, context, config.Bool(EndsTexts, false))
            {
                Trained = TrainedTexts.In(source.Archive, source.Place),
                Reading = config.Has(Reading) ? config.Texts(Reading) : [],
                HeldOut = config.Has(HeldOut) ? FiguresOf(config.Object(HeldOut)) : null,
            });
        });

    private static GeneratorFigures FiguresOf(ConfigReader config)
    {
        ClassifierFile.RefuseOthers(config, Figures);
        var figures = Array.ConvertAll(Figures, name => config.Double(name, -1));
        return figures.All(figure => figure is >= 0 and <= MostCount) && figures[2] <= figures[1] && figures[3] > 0
            ? new(figures[0], (long)figures[1], (long)figures[2], (long)figures[3])
            : throw config.Wrong(Figures[0], "numbers from 0 on, and no more unknown tokens than tokens");
    }
}
