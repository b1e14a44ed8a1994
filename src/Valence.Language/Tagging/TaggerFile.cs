using System.Text.Json.Nodes;
using Valence.Classification;
using Valence.Layers;
using Valence.Models;
using Valence.Saving;

namespace Valence.Language;

/// <summary>The one file of a tagger: <c>tagger.json</c> (tags, words and letters that are known, calibration) and the
/// network, sealed.</summary>
internal static class TaggerFile
{
    public static readonly SealedForm Form = new("tagger.json", "valence-tagger", 1);

    private const string Encoder = "encoder", Habits = "habits";

    // The encoder is there where the network has a pre-trained one, how words are mostly written but in files of
    // before.
    private static readonly string[] Fields =
        ["recipe", "scheme", "labels", "words", "letters", "temperature", "outside_bias", "tried", Encoder,
            Habits];

    public static void Write(TextTagger tagger, Stream stream) => Form.Write(stream, Description(tagger),
        tagger.Model, tagger.Trained);

    private static JsonObject Description(TextTagger tagger)
    {
        var description = new JsonObject
        {
            ["recipe"] = tagger.Recipe,
            ["scheme"] = tagger.Scheme.Name,
            ["labels"] = Texts(tagger.Labels),
            ["words"] = Texts(tagger.Reader.Words),
            ["letters"] = tagger.Reader.Letters,
            ["temperature"] = tagger.Temperature,
            ["outside_bias"] = tagger.OutsideBias,
            ["tried"] = new JsonArray([.. tagger.Tried.Select(tried => (JsonNode)new JsonObject
            {
                ["recipe"] = tried.Recipe, ["f1"] = tried.F1, ["epochs"] = tried.Epochs,
            })]),
        };
        if (tagger.Reader.Habits is { } habits) description[Habits] = habits;
        if (tagger.Reader.Tokens is { } tokens) description[Encoder] = tokens.Encoder.Config();
        return description;
    }

    public static TextTagger Read(ModelSource source, KerasLoadOptions options) =>
        Form.Read(source, options, Fields, (config, network) =>
        {
            var scheme = LabelScheme.Named(config.Text("scheme"));
            if (scheme.Name != config.Text("scheme") || scheme != LabelScheme.Bio && scheme != LabelScheme.Words)
                throw config.Wrong("scheme", $"{LabelScheme.Bio} or {LabelScheme.Words}");
            var labels = config.Texts("labels");
            if (labels is not ["O", _, ..] || !labels.All(scheme.Knows)
                || !scheme.LabelsOf(scheme.Entities(labels).Select(entity => entity.Type).Distinct())
                    .SequenceEqual(labels))
                throw config.Wrong("labels", $"all labels of {scheme} for some types, each once, O first");
            var words = config.Texts("words");
            if (words.Any(word => word.Length == 0) || words.Distinct(StringComparer.Ordinal).Count() != words.Count)
                throw config.Wrong("words", "words that are not empty, each once");
            var letters = config.Text("letters");
            if (letters.EnumerateRunes().Distinct().Count() != letters.EnumerateRunes().Count())
                throw config.Wrong("letters", "letters that are there once");
            var habits = config.Has(Habits) ? config.Text(Habits) : null;
            if (habits is not null && (habits.Length != words.Count
                || habits.Any(habit => habit is < '0' or >= (char)('0' + WordShape.Habits))))
                throw config.Wrong(Habits, $"a digit below {WordShape.Habits} for each of the words");
            var reader = WordReader.Of(words, letters, habits).With(config.Has(Encoder)
                ? new(SubWordEncoder.Read(config.Object(Encoder))) : null);
            Check(network, reader.Size(labels.Count), reader.Tokens?.Encoder);
            if (reader.Tokens is { } tokens) Check(network, tokens.Encoder);
            var (chain, rules) = (((Functional)network).Layers.OfType<Crf>().SingleOrDefault(),
                TaggingRecipe.Chain(labels.Count, scheme.Transitions(labels)));
            if (chain is null || !chain.ForbiddenTransitions.SequenceEqual(rules.ForbiddenTransitions)
                || !chain.ForbiddenStarts.SequenceEqual(rules.ForbiddenStarts)
                || !chain.ForbiddenEnds.SequenceEqual(rules.ForbiddenEnds))
                throw config.Wrong("scheme", "that of the network, in which other labels may follow each other");
            var (temperature, bias) = (config.Double("temperature", double.NaN),
                config.Double("outside_bias", double.NaN));
            if (!(temperature is >= TaggerTraining.Coldest and <= TaggerTraining.Hottest))
                throw config.Wrong("temperature",
                    $"a number from {TaggerTraining.Coldest} to {TaggerTraining.Hottest}");
            if (!(bias is >= TaggerTraining.LeastBias and <= TaggerTraining.MostBias))
                throw config.Wrong("outside_bias",
                    $"a number from {TaggerTraining.LeastBias} to {TaggerTraining.MostBias}");
            return new TextTagger(scheme, labels, reader, network, config.Text("recipe"))
            {
                Trained = TrainedTexts.In(source.Archive, source.Place),
                Temperature = temperature,
                OutsideBias = bias,
                Tried = [.. config.Objects("tried").Select(Tried)],
            };
        });

    private static TriedTagger Tried(ConfigReader tried)
    {
        var (f1, epochs) = (tried.Double("f1", double.NaN), tried.Int("epochs"));
        if (f1 is not (>= 0 and <= 1)) throw tried.Wrong("f1", "a number from 0 to 1");
        if (epochs < 1) throw tried.Wrong("epochs", "a number from 1 on");
        return new(tried.Text("recipe"), f1, epochs);
    }

    /// <summary>Tags and what is read of words must be those of the network.</summary>
    private static void Check(Model network, TaggingSize size, SubWordEncoder? encoder)
    {
        int[] ids = [size.Words, size.Cases, size.Letters, size.Features];
        if (network is not Functional { InputTensors: var inputs } graph
            || inputs.Count != ids.Length + (encoder is null ? 0 : 2)
            || inputs[0].Shape.Rank != 2 || inputs[1].Shape.Rank != 2
            || inputs[2].Shape is not [_, _, WordReader.LettersOfWord]
            || inputs[3].Shape is not [_, _, WordReader.FeaturesOfWord]
            || encoder is not null && (inputs[4].Shape.Rank != 2 || inputs[5].Shape.Rank != 2))
            throw new ConfigException(SealedForm.NetworkMember, "expected a network with inputs of words, cases, "
                + $"letters and features{(encoder is null ? "" : ", tokens and their places")}, found inputs "
                + $"{string.Join(", ", network.Inputs.Select(input => input.Shape))}");
        if (network.OutputShape is not [_, _, var tags, var next] || tags != size.Tags || next != size.Tags)
            throw new ConfigException(SealedForm.NetworkMember, $"expected scores [batch, time, {size.Tags}, "
                + $"{size.Tags}], found {network.OutputShape}");
        foreach (var table in graph.Layers.OfType<Embedding>())
            for (var i = 0; i < ids.Length; i++)
                if (table.Input == inputs[i] && table.InputDim < ids[i])
                    throw new ConfigException(SealedForm.NetworkMember,
                        $"expected {ids[i]} {network.InputNames[i]} in '{table.Name}', found {table.InputDim}");
    }

    /// <summary>Tokens and the length of windows must be such as the network's encoder takes.</summary>
    private static void Check(Model network, SubWordEncoder encoder)
    {
        if (((Functional)network).Layers.OfType<Functional>().SingleOrDefault() is not { } pretrained)
            throw new ConfigException(SealedForm.NetworkMember, "expected a pre-trained encoder, found none");
        foreach (var table in pretrained.Layers.OfType<ReversibleEmbedding>())
            if (table.InputDim < encoder.Ids)
                throw new ConfigException(SealedForm.NetworkMember,
                    $"expected an embedding of {encoder.Ids} ids, found {table.InputDim}");
        var longest = encoder.Length!.Value + encoder.Frame.Before.Length + encoder.Frame.After.Length;
        foreach (var places in pretrained.Layers.OfType<TransformerEmbedding>().Where(places => places.Positions > 0))
            if (longest > places.Positions - (places.CountsFromPadding ? places.PaddingId + 1 : 0))
                throw new ConfigException("length", $"expected windows for an encoder of {places.Positions} positions, "
                    + $"found {longest} tokens");
    }

    private static JsonArray Texts(IEnumerable<string> texts) =>
        new([.. texts.Select(text => (JsonNode)JsonValue.Create(text))]);
}
