using System.IO.Compression;
using System.Text.Json.Nodes;
using Valence.Classification;
using Valence.Formats;
using Valence.Pretrained;
using Valence.Randomness;
using Valence.Text;
using Valence.Training;

namespace Valence.Language.Tests.Tagging;

/// <summary>Taggers on an encoder of a folder.</summary>
public sealed class PretrainedTaggerTests : IDisposable
{
    private const int Positions = 24;

    private static readonly string[] People = ["Anna", "Bruno", "Clara", "Emil", "Greta"];

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}");

    public PretrainedTaggerTests()
    {
        var tokenizer = SubWordTokenizer.TrainWordPiece(Sentences(50).Select(text => text.Text), 60);
        PretrainedEncoder.NewBert(tokenizer.VocabularySize, layers: 1, width: 16, heads: 2, positions: Positions)
            .Save(_folder, tokenizer: tokenizer);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void It_learns_names_tells_long_texts_and_answers_all_of_them()
    {
        var told = new StringWriter();
        var tagger = Learned(told, epochs: 12, [.. Sentences(150), Sentences(12)[^1], Long(80)]);
        Assert.Contains("1 text is of more tokens than the encoder takes", told.ToString());
        Assert.Equal("bert", tagger.Recipe);
        var long_ = Long(200);
        string[] texts = [.. Sentences(30, seed: 8).Select(text => text.Text), "", "\u200b \u200b Anna", long_.Text];
        var together = tagger.Predict(texts);
        for (var i = 0; i < texts.Length; i++) Assert.Equal(tagger.Predict(texts[i]), together[i]);

        using var file = new MemoryStream();
        tagger.Save(file);
        Directory.Move(_folder, $"{_folder}.away");
        try
        {
            file.Position = 0;
            Assert.Equal(together, TextTagger.Load(file).Predict(texts));
        }
        finally
        {
            Directory.Move($"{_folder}.away", _folder);
        }
        Assert.Contains("inputs", Assert.Throws<FileFormatException>(() =>
            TextTagger.Load(Edited(tagger, fields => fields.Remove("encoder")))).Message);
        Assert.Contains("length", Assert.Throws<FileFormatException>(() =>
            TextTagger.Load(Edited(tagger, fields => fields["encoder"]!["length"] = Positions + 1))).Message);
    }

    [Fact]
    public void Each_word_of_a_long_text_has_the_scores_of_the_window_with_most_around_it()
    {
        var tagger = Learned(new(), epochs: 1, Sentences(40));
        for (var count = 10; count < 60; count += 7)
        {
            var words = Long(count).Text.Split(' ');
            var read = tagger.Reader.Read(words);
            var windows = read.Parts;
            var joined = tagger.ChainsOf([read], default)[0].Scores;
            var square = tagger.Labels.Count * tagger.Labels.Count;
            Assert.Equal(count * square, joined.Length);
            for (var i = 0; i < count; i++)
            {
                var (best, most) = (0, -1);
                for (var w = 0; w < windows.Length; w++)
                {
                    var window = windows[w].Windows[0];
                    if (i < window.First || i >= window.End) continue;
                    var before = window.First == 0 ? int.MaxValue : i - window.First;
                    var behind = window.End == count ? int.MaxValue : window.End - 1 - i;
                    if (Math.Min(before, behind) > most) (best, most) = (w, Math.Min(before, behind));
                }
                var scores = tagger.Model.Predict(ReadWords.Padded([windows[best]]), 1).Floats;
                var at = (i - windows[best].Windows[0].First) * square;
                Assert.Equal(scores.Slice(at, square).ToArray(), joined.Slice(i * square, square).ToArray());
            }
        }
    }

    [Fact]
    public void A_training_that_broke_off_goes_on_with_the_same_weights()
    {
        using var never = new CancellationTokenSource();
        using var stop = new CancellationTokenSource();
        var path = Path.Combine(_folder, "backup");
        var settings = new TaggingSettings
        {
            Recipe = TaggingRecipe.Pretrained(_folder),
            Baseline = false,
            Epochs = 3,
            Verbose = 0,
            Resume = true,
            Callbacks = [new StopAt(2, never)],
        };
        var whole = TextTagger.Train(Sentences(60), settings);
        Assert.ThrowsAny<OperationCanceledException>(() => TextTagger.Train(Sentences(60), settings with
        {
            BackupPath = path,
            CancellationToken = stop.Token,
            Callbacks = [new StopAt(2, stop)],
        }));
        var resumed = TextTagger.Train(Sentences(60), settings with { BackupPath = path });
        foreach (var (one, other) in whole.Model.GetWeights().Zip(resumed.Model.GetWeights()))
            Assert.Equal(one.Floats.ToArray(), other.Floats.ToArray());
    }

    [Fact]
    public void Windows_have_all_words_where_their_first_tokens_are()
    {
        string[] parts = ["Anna", "met", "Brunoanna", "\u200b", "in", "xqzw", "Greta!", "Emilemilemilemilemilemil"];
        for (ulong number = 0; number < 100; number++)
        {
            var random = new CounterRandom(number, 5);
            var encoder = new SubWordEncoder(SubWordTokenizer.Open(_folder), 8 + random.Below(0, 12), 0);
            string[] words = [.. Enumerable.Range(0, 1 + random.Below(1, 30)).Select(i =>
                parts[random.Below(2 + (ulong)i, parts.Length)])];
            var windows = new WordTokens(encoder).Read(words);
            Assert.Equal((0, words.Length), (windows[0].First, windows[^1].End));
            foreach (var (window, next) in windows.Zip(windows.Skip(1)))
            {
                Assert.InRange(next.First, window.First + 1, window.End);
                Assert.True(next.End > window.End);
            }
            var (before, after) = encoder.Frame;
            foreach (var window in windows)
            {
                Assert.InRange(window.Ids.Length, before.Length + after.Length,
                    encoder.Length!.Value + before.Length + after.Length);
                // A tokenizer of words and signs says the same of a word alone.
                int[][] alone = [.. words[window.First..window.End].Select(word =>
                    encoder.Pieces(word).Select(piece => piece.Id).ToArray())];
                int[] all = [.. before, .. alone.SelectMany(ids => ids).Take(encoder.Length!.Value), .. after];
                Assert.Equal(all, window.Ids);
                for (var i = 0; i < alone.Length; i++)
                    Assert.Equal(alone[i].Length == 0 ? 0 : before.Length + alone[..i].Sum(ids => ids.Length),
                        window.Places[i]);
            }
        }
    }

    private TextTagger Learned(StringWriter told, int epochs, TaggedText[] texts) => TextTagger.Train(texts, new()
    {
        Recipe = TaggingRecipe.Pretrained(_folder),
        ValidationData = Sentences(30, seed: 3),
        Baseline = false,
        Epochs = epochs,
        Verbose = Verbosity.Lines,
        Output = told,
    });

    private static MemoryStream Edited(TextTagger tagger, Action<JsonObject> edit)
    {
        var whole = new JsonObject();
        using (var written = new MemoryStream())
        {
            tagger.Save(written);
            using var archive = new ZipArchive(written);
            using var json = archive.GetEntry("tagger.json")!.Open();
            foreach (var (name, content) in JsonNode.Parse(json)!.AsObject())
                if (name is not ("format" or "version")) whole[name] = content!.DeepClone();
        }
        edit(whole);
        var edited = new MemoryStream();
        TaggerFile.Form.Write(edited, whole, tagger.Model, null);
        edited.Position = 0;
        return edited;
    }

    private static TaggedText[] Sentences(int count, ulong seed = 1)
    {
        var random = new CounterRandom(seed, 4);
        return [.. Enumerable.Range(0, count).Select(i => Sentence(["now",
            People[random.Below((ulong)i, People.Length)], random.Below((ulong)i + 1000, 2) == 0 ? "met" : "saw", "us",
            "in", "town"]))];
    }

    private static TaggedText Long(int words) => Sentence([.. Enumerable.Range(0, words).Select(i =>
        i % 9 == 4 ? People[i % People.Length] : ((string[])["now", "met", "us", "in", "town"])[i % 5])]);

    private static TaggedText Sentence(string[] words) => TaggedText.OfWords(words,
        [.. words.Select(word => People.Contains(word) ? "B-person" : "O")]);

    private sealed class StopAt(int epoch, CancellationTokenSource stop) : Callback
    {
        public override void OnEpochBegin(int now, TrainingState state)
        {
            if (now == epoch) stop.Cancel();
        }
    }
}
