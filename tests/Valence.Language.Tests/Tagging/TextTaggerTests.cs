using Valence.Formats;
using Valence.Language;
using Valence.Randomness;
using Valence.Training;

namespace Valence.Language.Tests.Tagging;

/// <summary>Taggers that learn from sentences made of a few names.</summary>
public sealed class TextTaggerTests
{
    private static readonly string[] People = ["Anna", "Bruno", "Clara", "Emil", "Greta", "Ida Holm", "Jan de Vries"];
    private static readonly string[] Places = ["Paris", "Oslo", "New York", "Rio", "Lima", "Quito"];

    private static readonly Lazy<TextTagger> Linear = new(() => Learned(TaggingRecipe.Linear));

    public static TheoryData<string> Recipes => [.. TaggingRecipe.All.Select(recipe => recipe.Name)];

    [Theory]
    [MemberData(nameof(Recipes))]
    public void Every_recipe_learns_names_of_people_and_places(string recipe)
    {
        var tagger = recipe == "linear" ? Linear.Value : Learned(TaggingRecipe.Find(recipe));
        var (report, _) = tagger.Evaluate(Sentences(100, seed: 9));
        Assert.True(report.Overall.F1 > 0.95, report.ToString());
        Assert.Equal(recipe, tagger.Recipe);
        var long_ = tagger.Predict("Yesterday Anna met Jan de Vries in New York.");
        Assert.Equal([("person", "Anna"), ("person", "Jan de Vries"), ("place", "New York")], long_
            .Select(span => (span.Label, "Yesterday Anna met Jan de Vries in New York."[span.Start..span.End])));
        Assert.All(long_, span => Assert.InRange(span.Probability, 0.5, 1));
    }

    [Theory]
    [MemberData(nameof(Recipes))]
    public void A_text_has_the_same_answer_alone_and_beside_longer_ones(string recipe)
    {
        var tagger = recipe == "linear" ? Linear.Value : Learned(TaggingRecipe.Find(recipe), epochs: 1);
        string[] texts = [.. Sentences(40, seed: 5).Select(text => text.Text), "", "Rio",
            string.Join(' ', Enumerable.Repeat("Anna went to Oslo and", 20))];
        var together = tagger.Predict(texts);
        for (var i = 0; i < texts.Length; i++) Assert.Equal(tagger.Predict(texts[i]), together[i]);
    }

    [Fact]
    public void A_probability_is_the_sum_over_all_ways_to_tag_the_other_words()
    {
        var scheme = LabelScheme.Bio;
        var labels = scheme.LabelsOf(["x"]);
        for (var number = 0; number < 200; number++)
        {
            var random = new CounterRandom((ulong)number, 3);
            var words = 1 + random.Below(0, 5);
            float[] scores = [.. Enumerable.Range(0, words * 9).Select(i => (float)random.Normal(10 + (ulong)i))];
            var chain = new TagChain(scores, 3);
            var path = chain.Best(0);
            var sums = chain.Sums(1);
            var all = Paths(words).Select(tags => (Tags: tags, Weight: Math.Exp(Score(tags)))).ToList();
            var total = all.Sum(one => one.Weight);
            foreach (var entity in scheme.Entities([.. path.Select(tag => labels[tag])]))
            {
                var goesOn = (int tag) => labels[tag] == "I-x";
                var same = all.Where(one => Enumerable.Range(entity.First, entity.End - entity.First)
                    .All(t => one.Tags[t] == path[t]) && (entity.End == words || !goesOn(one.Tags[entity.End])));
                Assert.Equal(same.Sum(one => one.Weight) / total, chain.Probability(entity, path, goesOn, sums), 1e-5);
            }
            Assert.Equal(-Math.Log(Math.Exp(Score(path)) / total), chain.Surprise(path, 1), 1e-5);

            double Score(int[] tags) => Enumerable.Range(0, words)
                .Sum(t => (double)scores[(t * 3 + (t == 0 ? 0 : tags[t - 1])) * 3 + tags[t]]);
        }

        static IEnumerable<int[]> Paths(int words) => Enumerable.Range(0, (int)Math.Pow(3, words)).Select(number =>
            Enumerable.Range(0, words).Select(t => number / (int)Math.Pow(3, t) % 3).ToArray());
    }

    [Fact]
    public void A_file_gives_the_same_answers()
    {
        using var file = new MemoryStream();
        Linear.Value.Save(file);
        file.Position = 0;
        var read = TextTagger.Load(file);
        Assert.Equal(Linear.Value.Labels, read.Labels);
        Assert.Equal(Linear.Value.Tried, read.Tried);
        foreach (var text in Sentences(30, seed: 6))
            Assert.Equal(Linear.Value.Predict(text.Text), read.Predict(text.Text));
        var bytes = file.ToArray();
        bytes[bytes.Length / 2] ^= 1;
        Assert.Throws<FileFormatException>(() => TextTagger.Load(new MemoryStream(bytes)));
    }

    [Fact]
    public void Spans_stand_where_the_given_text_has_them()
    {
        var text = "  \U0001F600 Clara\tmet  Emil in  Lima!";
        Assert.Equal([("person", 5), ("person", 16), ("place", 25)],
            Linear.Value.Predict(text).Select(span => (span.Label, span.Start)));
        Assert.Equal(["Clara", "Emil", "Lima"],
            Linear.Value.Predict(text).Select(span => text[span.Start..span.End]));
    }

    [Fact]
    public void Labels_of_single_words_are_learned_as_such()
    {
        TaggedText[] texts = [.. Enumerable.Range(0, 40).Select(i => TaggedText.OfWords(["the", i % 2 == 0 ? "dog"
            : "cat", i % 3 == 0 ? "runs" : "sleeps"], ["DET", "NOUN", "VERB"], LabelScheme.Words))];
        var tagger = TextTagger.Train(texts, Silent with { Recipe = TaggingRecipe.Linear });
        Assert.Equal(LabelScheme.Words, tagger.Scheme);
        Assert.Equal(["DET", "NOUN", "VERB"], tagger.Predict("the cat runs").Select(span => span.Label));
    }

    [Fact]
    public void A_training_that_broke_off_goes_on_with_the_same_weights()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.backup");
        var settings = Silent with { Recipe = TaggingRecipe.Linear, Epochs = 4, BackupPath = path, Resume = true };
        try
        {
            // Callbacks are of one kind: a state goes on with those that it was made with.
            using var never = new CancellationTokenSource();
            using var stop = new CancellationTokenSource();
            settings = settings with { Callbacks = [new StopAt(2, never)] };
            var whole = Bytes(TextTagger.Train(Sentences(60), settings with { BackupPath = null }));
            Assert.ThrowsAny<OperationCanceledException>(() => TextTagger.Train(Sentences(60), settings with
            {
                CancellationToken = stop.Token,
                Callbacks = [new StopAt(2, stop)],
            }));
            Assert.True(File.Exists(path));
            Assert.Equal(whole, Bytes(TextTagger.Train(Sentences(60), settings)));
        }
        finally
        {
            File.Delete(path);
        }

        static byte[] Bytes(TextTagger tagger)
        {
            using var file = new MemoryStream();
            foreach (var weight in tagger.Model.GetWeights())
                file.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(weight.Floats));
            return file.ToArray();
        }
    }

    // What such a word is, only the texts without spans tell: those with spans say the same of all of them.
    [Fact]
    public void Texts_without_spans_tell_of_words_that_those_with_spans_lack()
    {
        var random = new CounterRandom(3, 4);
        string[] words = [.. Enumerable.Range(0, 240).Select(i => string.Concat(Enumerable.Range(0, 6)
            .Select(k => (char)('a' + random.Below((ulong)(6 * i + k), 26)))))];
        TaggedText[] known = Said(0, 120), held = Said(120, 60), others = Said(180, 60);
        string[] more = [.. Enumerable.Range(0, 1200).Select(i => i % 2 == 0
            ? $"they saw {char.ToUpperInvariant(words[i % 240][0])}{words[i % 240][1..]} there"
            : $"they saw a {words[i % 240]} there")];
        var settings = Silent with
        {
            Recipe = TaggingRecipe.BiLstm,
            Baseline = false,
            ValidationData = held,
            Epochs = 25,
            BatchSize = 8,
        };
        var tagger = TextTagger.Train(known, settings with { Unlabelled = more });
        var without = TextTagger.Train(known, settings);
        var (with, alone) = (F1(tagger), F1(without));
        Assert.True(with > 0.9 && alone < 0.8, $"{with}, {alone}");

        using var file = new MemoryStream();
        tagger.Save(file);
        file.Position = 0;
        var read = TextTagger.Load(file);
        foreach (var text in others) Assert.Equal(tagger.Predict(text.Text), read.Predict(text.Text));
        Assert.Contains("has none", Assert.Throws<ArgumentException>(() => TextTagger.Train(known, settings with
        {
            Recipe = TaggingRecipe.Linear,
            Unlabelled = more,
        })).Message);

        double F1(TextTagger judged) => judged.Evaluate(others).Report.Overall.F1;

        TaggedText[] Said(int first, int count) => [.. words[first..(first + count)].Select((word, i) =>
            new TaggedText($"IT WAS {word.ToUpperInvariant()} AGAIN", i % 2 == 1 ? []
                : [new(7, 7 + word.Length, "person")]))];
    }

    [Fact]
    public void A_network_begins_with_the_vectors_that_texts_tell()
    {
        string[] texts = ["They saw Anna there", "and Bruno went home", "and Anna went home again"];
        string[][] words = [["Anna", "was", "there"]];
        var (settings, scheme) = (Silent with { Seed = 5 }, LabelScheme.Bio);
        var vectors = new TaggingVectors(words, [.. texts, .. texts, .. texts], settings);
        Assert.Equal(["anna", "there", "was", "and", "home", "went"], vectors.Reader.Words.Take(6));
        Assert.Equal("410", vectors.Reader.Habits![..3]);
        var labels = scheme.LabelsOf(["person"]);
        var model = TaggingRecipe.BiLstm.Make(vectors.Reader.Size(labels.Count), scheme.Transitions(labels), 1, null);
        vectors.Begin(model);
        var table = model.Layers.OfType<Layers.Embedding>().Single(layer => layer.Input == model.InputTensors[0])
            .GetWeights()[0];

        // Padding and the unknown word are no words of texts.
        var own = TaggingRecipe.BiLstm.Make(vectors.Reader.Size(labels.Count), scheme.Transitions(labels), 1, null)
            .Layers.OfType<Layers.Embedding>().First(layer => layer.InputDim == table.Shape[0]).GetWeights()[0];
        Assert.Equal(own.Floats[..(WordReader.FirstWord * table.Shape[1])].ToArray(),
            table.Floats[..(WordReader.FirstWord * table.Shape[1])].ToArray());
        var rows = table.Floats[(WordReader.FirstWord * table.Shape[1])..].ToArray();
        Assert.Equal(0.1, Math.Sqrt(rows.Average(number => (double)number * number)), 1e-5);
    }

    [Fact]
    public void A_tagger_is_judged_by_what_it_answers()
    {
        // Spans with a part of a word, which answers never have, and others.
        TaggedText[] texts = [.. Sentences(20, seed: 11), new("Now #Anna met Emil in Rio.",
            [new(5, 9, "person"), new(14, 18, "person"), new(22, 25, "place")]),
            new("Clara and Emils were in Lima!", [new(0, 5, "person"), new(10, 14, "person"), new(24, 28, "place")])];
        var answers = Linear.Value.Predict([.. texts.Select(text => text.Text)]);
        var right = texts.Zip(answers).Sum(one => one.First.Spans.Count(span => one.Second.Any(found =>
            (found.Start, found.End, found.Label) == (span.Start, span.End, span.Label))));
        var all = Linear.Value.Evaluate(texts).Report.Overall;
        Assert.Equal((right, answers.Sum(found => found.Count), texts.Sum(text => text.Spans.Count)),
            (all.Correct, all.Found, all.Gold));
        Assert.True(all.Correct < all.Gold);
        Assert.Throws<OperationCanceledException>(() => Linear.Value.Evaluate(texts, new(canceled: true)));

        var told = new StringWriter();
        TextTagger.Train(texts, new()
        {
            Recipe = TaggingRecipe.Linear,
            Epochs = 1,
            Verbose = Verbosity.Lines,
            Output = told,
        });
        Assert.Contains("In 2 texts a span begins or ends within a word", told.ToString());
    }

    [Theory]
    [InlineData("temperature", null)]
    [InlineData("temperature", "1e-300")]
    [InlineData("outside_bias", null)]
    [InlineData("outside_bias", "1e308")]
    [InlineData("scheme", "\"IOB2\"")]
    [InlineData("scheme", "\"words\"")]
    [InlineData("labels", """["O", "B-person", "I-person", "B-place", "I-zzz"]""")]
    [InlineData("labels", """["O", "B-place", "I-place", "B-person"]""")]
    [InlineData("words", """["a", "a"]""")]
    [InlineData("words", """[""]""")]
    [InlineData("letters", "\"AA\"")]
    [InlineData("habits", "\"1\"")]
    public void A_file_whose_description_was_edited_is_refused(string field, string? value)
    {
        var whole = new System.Text.Json.Nodes.JsonObject();
        using (var written = new MemoryStream())
        {
            Linear.Value.Save(written);
            using var archive = new System.IO.Compression.ZipArchive(written);
            using var json = archive.GetEntry("tagger.json")!.Open();
            foreach (var (name, content) in System.Text.Json.Nodes.JsonNode.Parse(json)!.AsObject())
                if (name is not ("format" or "version") && (name != field || value is not null))
                    whole[name] = name == field ? System.Text.Json.Nodes.JsonNode.Parse(value!) : content!.DeepClone();
        }
        using var edited = new MemoryStream();
        TaggerFile.Form.Write(edited, whole, Linear.Value.Model, null);
        edited.Position = 0;
        Assert.Contains(field, Assert.Throws<FileFormatException>(() => TextTagger.Load(edited)).Message);
    }

    [Fact]
    public void Texts_without_spans_and_too_few_are_refused()
    {
        Assert.Contains("spans", Assert.Throws<ArgumentException>(() =>
            TextTagger.Train([new("one text"), new("another text")], Silent)).Message);
        Assert.Contains("more texts", Assert.Throws<ArgumentException>(() =>
            TextTagger.Train([new("Paris", [new(0, 5, "place")])], Silent)).Message);
    }

    private static TaggingSettings Silent => new() { Verbose = 0 };

    private static TextTagger Learned(TaggingRecipe recipe, int? epochs = null) => TextTagger.Train(Sentences(200),
        Silent with { Recipe = recipe, Baseline = false, Epochs = epochs, Seed = 4 });

    private static TaggedText[] Sentences(int count, ulong seed = 1)
    {
        var random = new CounterRandom(seed, 2);
        var next = 0ul;
        return [.. Enumerable.Range(0, count).Select(_ => Sentence())];

        TaggedText Sentence()
        {
            var text = "";
            var spans = new List<TaggedSpan>();
            Add(random.Below(next++, 2) == 0 ? "Yesterday " : "Now ", null);
            Add(People[random.Below(next++, People.Length)], "person");
            Add(random.Below(next++, 2) == 0 ? " met " : " and ", null);
            Add(People[random.Below(next++, People.Length)], "person");
            Add(random.Below(next++, 2) == 0 ? " were in " : " in ", null);
            Add(Places[random.Below(next++, Places.Length)], "place");
            Add(random.Below(next++, 2) == 0 ? "." : " again!", null);
            return new(text, spans);

            void Add(string part, string? label)
            {
                if (label is not null) spans.Add(new(text.Length, text.Length + part.Length, label));
                text += part;
            }
        }
    }

    private sealed class StopAt(int epoch, CancellationTokenSource stop) : Callback
    {
        public override void OnEpochBegin(int now, TrainingState state)
        {
            if (now == epoch) stop.Cancel();
        }
    }
}
