using System.Buffers.Binary;
using Valence.Formats;
using Valence.Formats.Tests;
using Valence.Text;
using Valence.Training;

namespace Valence.Classification.Tests;

public sealed class TextProfileTests
{
    private const string Strange = "int n = x[3] << 2; if (n != 0) { throw new E(); } // q";

    private static readonly string[] Places =
        ["kitchen", "garden", "station", "library", "harbour", "market", "museum"];
    private static readonly string[] Views = ["lovely", "dreadful", "quiet", "crowded", "wonderful", "dull", "cold"];

    private static readonly FilePlace Place = new("profile");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Texts_of_another_kind_are_told_and_those_of_the_same_are_not()
    {
        var profile = Learned();
        Assert.True(profile.IsUnlike(Strange));
        Assert.True(profile.IsUnlike("Wir haben gestern den ganzen Tag auf den Zug gewartet und dann nichts "
            + "gegessen."));
        Assert.InRange(Texts(4000).Skip(2000).Count(row => profile.IsUnlike(row.Text)!.Value), 0, 2000 * 6 / 100);
        Assert.Null(profile.IsUnlike(" \n"));
    }

    [Fact]
    public void A_few_words_without_the_end_of_a_sentence_are_not_unlike_for_that()
    {
        var profile = TextProfile.Of([.. Enumerable.Range(0, 600).Select(i => new LabelledText(string.Join(' ',
            Enumerable.Range(0, 6).Select(part => ((uint)(6 * i + part) * 2654435769u) >> 12).Select(chance =>
                $"The {Places[chance % 7]} was {(chance % 5 < 3 ? "rather" : "so very")} {Views[chance / 7 % 7]}.")),
            "good", i + 1))], Cancellation)!;
        string[] remarks = [.. Places.SelectMany(place => Views.Select(view => $"The {place} was rather {view}"))];
        // One sentence in ten is told by design.
        Assert.InRange(remarks.Count(remark => profile.IsUnlike(remark + ".")!.Value), 0, 10);
        Assert.InRange(remarks.Count(remark => profile.IsUnlike(remark)!.Value), 0, 10);
        Assert.All(Places, place => Assert.True(profile.IsUnlike($"{place}s zqx = rather[dull] << 3")));
    }

    [Fact]
    public void A_few_words_of_templates_are_like_them_in_any_order_and_other_words_are_not()
    {
        var profile = TextProfile.Of(Tickets(400), Cancellation)!;
        var random = new Random(4);
        string[] known = [.. Tickets(400).SelectMany(row => WordsOf(row.Text)).Distinct()];
        for (var count = 1; count <= 5; count++)
        {
            Assert.InRange(Share(profile, Pieces(Tickets(800).Skip(400), count)), 0, 0.1);
            Assert.InRange(Share(profile, Drawn(known, count)), 0, 0.1);
            Assert.InRange(Share(profile, Gibberish(random, count)), 0.95, 1);
        }
        foreach (var few in (string[])["card declined", "late parcel", "invoice wrong", "my app crashes", "refund"])
            Assert.False(profile.IsUnlike(few), few);
        foreach (var few in (string[])["Wir haben gewartet", "der Zug", "volcanic eruption", "goalkeeper injured",
            "x[3] << q", "погода сегодня"])
            Assert.True(profile.IsUnlike(few), few);

        IEnumerable<string> Drawn(string[] words, int count) => Enumerable.Range(0, 500).Select(_ =>
            string.Join(' ', Enumerable.Range(0, count).Select(_ => words[random.Next(words.Length)])));
    }

    [Fact]
    public void A_few_words_from_the_middle_of_long_texts_of_many_words_are_like_them()
    {
        var random = new Random(5);
        LabelledText[] texts =
            [.. Enumerable.Range(0, 1000).Select(i => new LabelledText(LongText(random), "x", i + 1))];
        var profile = TextProfile.Of(texts[..600], Cancellation)!;
        Assert.InRange(Share(profile, texts[600..].Select(row => row.Text)), 0, 0.07);
        for (var count = 1; count <= 5; count++)
        {
            // By ends of four hundred pieces, somewhat above a tenth.
            Assert.InRange(Share(profile, Pieces(texts[600..], count)), 0, 0.13);
            Assert.InRange(Share(profile, Gibberish(random, count)), count == 1 ? 0.8 : 0.97, 1);
        }
    }

    [Fact]
    public void Where_all_texts_are_short_longer_ones_of_other_words_are_told()
    {
        var profile = TextProfile.Of([.. Tickets(400).Select(row => row with
        {
            Text = string.Join(' ', WordsOf(row.Text)[..3]),
        })], Cancellation)!;
        Assert.True(profile.IsUnlike(Strange));
        Assert.True(profile.IsUnlike("Wir haben gestern den ganzen Tag auf den Zug gewartet und nichts gegessen"));
        Assert.False(profile.IsUnlike("card declined app crashes invoice charged refund not parcel is late"));
    }

    [Fact]
    public void The_profile_of_an_earlier_version_opens_and_knows_its_words()
    {
        var profile = TextProfile.Read(ClassifierArchive.Members(File.ReadAllBytes(
            Path.Combine(AppContext.BaseDirectory, "models", "sentiment.valence")))
            ["text-profile.bin"], Place);
        Assert.True(profile.IsUnlike(Strange));
        Assert.False(profile.IsUnlike("The film was lovely, and the actors were wonderful in every scene of it."));
    }

    [Fact]
    public void Few_texts_and_texts_without_words_have_none()
    {
        Assert.Null(TextProfile.Of(Texts(TextProfile.FewTexts - 1), Cancellation));
        Assert.Null(TextProfile.Of([.. Texts(300).Select(row => row with { Text = "\t" })], Cancellation));
    }

    [Fact]
    public void A_profile_has_the_same_bytes_always_and_as_many_whatever_it_learned_from()
    {
        Assert.Equal(Learned().ToBytes(), Learned().ToBytes());
        Assert.Equal(TextProfile.Size, TextProfile.Of(Texts(300), Cancellation)!.ToBytes().Length);
        Assert.InRange(TextProfile.Size, 1, 80_000);
    }

    [Fact]
    public void A_profile_read_again_answers_the_same_and_anything_else_is_refused()
    {
        var profile = Learned();
        var again = TextProfile.Read(profile.ToBytes(), Place);
        Assert.Equal(profile.ToBytes(), again.ToBytes());
        foreach (var row in Texts(300).Append(new(Strange, null, 0)))
            Assert.Equal(profile.IsUnlike(row.Text), again.IsUnlike(row.Text));

        var bytes = profile.ToBytes();
        Assert.Contains("found 5", Refused([1, 2, 3, 4, 5]));
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(^8), double.NaN);
        Assert.Contains("NaN", Refused(bytes));
        bytes = profile.ToBytes();
        bytes.AsSpan(0, 4).CopyTo(bytes.AsSpan(4));
        Assert.Contains("twice", Refused(bytes));
        Assert.Contains("some length", Refused(new byte[TextProfile.Size]));

        static string Refused(byte[] bytes) =>
            Assert.Throws<FileFormatException>(() => TextProfile.Read(bytes, Place)).Message;
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("fasttext")]
    public void A_classifier_of_any_recipe_keeps_it_in_its_file_with_a_new_network_too(string recipe)
    {
        var classifier = TextClassifier.Train(Texts(300), new()
        {
            Recipe = Recipes.All.Single(one => one.Name == recipe),
            Verbose = Verbosity.Silent,
        });
        using var stream = new MemoryStream();
        classifier.WithThreshold(0.4).Save(stream);
        var opened = ClassifierFormat.Load(new(stream.ToArray(), "kept"));
        foreach (var one in (TextClassifier[])[classifier, opened, opened.WithNetwork(opened.Model)])
        {
            Assert.True(one.Predict($"lovely {Strange}").IsUnlikeTraining);
            Assert.False(one.Predict(Texts(7)[6].Text).IsUnlikeTraining);
            Assert.Null(one.Predict("").IsUnlikeTraining);
        }
    }

    [Fact]
    public void A_file_whose_profile_was_changed_or_taken_out_is_refused()
    {
        var classifier = TextClassifier.Train(Texts(300), new() { Recipe = Recipes.Linear });
        using var stream = new MemoryStream();
        classifier.Save(stream);
        foreach (var edit in (Action<Dictionary<string, byte[]>>[])[members => members["text-profile.bin"][900] ^= 1,
            members => members.Remove("text-profile.bin")])
        {
            var archive = ZipReader.Open(stream.ToArray(), "file");
            var members = archive.Members.ToDictionary(member => member.Name,
                member => archive.Read(member.Name).ToArray());
            edit(members);
            using var edited = new MemoryStream();
            ZipWriter.Write(edited, written =>
            {
                foreach (var (name, bytes) in members) written.Add(name, bytes);
            });
            var error = Assert.Throws<FileFormatException>(() =>
                ClassifierFormat.Load(new(edited.ToArray(), "edited")));
            Assert.Equal("C-SEAL", error.Rule);
            Assert.Contains("text-profile.bin", error.Message);
        }
    }

    [Fact]
    public void Profiles_changed_at_random_are_read_or_refused() => Mutation.Survives(Learned().ToBytes(),
        content => TextProfile.Read(content, Place).IsUnlike(Strange), Mutation.Count / 12);

    [Fact]
    public void Files_of_earlier_versions_do_not_know() =>
        Assert.Null(TextClassifier.Load(WrittenFileTests.At("fasttext-two.valence")).Predict("a film")
            .IsUnlikeTraining);

    private static TextProfile Learned() => TextProfile.Of(Texts(2000), Cancellation)!;

    private static double Share(TextProfile profile, IEnumerable<string> texts) =>
        texts.Select(profile.IsUnlike).Average(told => told!.Value ? 1.0 : 0);

    private static string[] WordsOf(string text) =>
        text.Split([' ', ',', '.', '!'], StringSplitOptions.RemoveEmptyEntries);

    // So many words of the middle of each text, as people write them.
    private static IEnumerable<string> Pieces(IEnumerable<LabelledText> texts, int count) => texts.Select((row, i) =>
    {
        var words = WordsOf(row.Text);
        return string.Join(' ', words.Skip(i * 31 % Math.Max(1, words.Length - count + 1)).Take(count));
    });

    private static IEnumerable<string> Gibberish(Random random, int count) => Enumerable.Range(0, 300).Select(_ =>
        string.Join(' ', Enumerable.Range(0, count).Select(_ =>
            string.Concat(Enumerable.Range(0, random.Next(4, 10)).Select(_ => (char)random.Next('a', 'z' + 1))))));

    // Words of syllables, a few of them frequent and most rare, each text with its own beginning and end.
    private static string LongText(Random random)
    {
        string[] syllables = ["ba", "ren", "to", "mil", "sa", "de", "kor", "lin", "pa", "ves", "nu", "tar"];
        return "Report: " + string.Join(' ', Enumerable.Range(0, random.Next(40, 80)).Select(_ =>
        {
            var rank = (int)Math.Exp(random.NextDouble() * Math.Log(12 * 12 * 12));
            return syllables[rank % 12] + syllables[rank / 12 % 12] + (rank < 144 ? "" : syllables[rank / 144]);
        })) + " (signed).";
    }

    private static LabelledText[] Tickets(int count)
    {
        string[] begins = ["Hello, ", "Hi team, ", "", "Please help: ", "URGENT! ", "I have a question, "];
        string[] bodies = ["invoice charged twice", "refund not received", "credit card declined", "parcel is late",
            "wrong VAT on my bill", "package never arrived", "app crashes on start", "cannot log in",
            "double payment missing", "box was damaged in transit", "upload of files fails", "wrong address on label"];
        string[] ends =
            ["", " since Monday", ". Order 4711", " and nobody answers", "!!", ", please check", ". Thanks"];
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var chance = (uint)i * 2654435769u;
            return new LabelledText(begins[(chance >> 7) % 6] + bodies[(chance >> 13) % 12]
                + ends[(chance >> 19) % 7], "x", i + 1);
        })];
    }

    // Sentences whose parts are chosen as if by chance.
    private static LabelledText[] Texts(int count) => [.. Enumerable.Range(0, count).Select(i =>
    {
        var chance = (uint)i * 2654435769u;
        var view = Views[(chance >> 8) % 7];
        return new LabelledText($"We went to the {Places[(chance >> 16) % 7]} with {(chance >> 20) % 9} friends, and "
            + $"the {Places[(chance >> 11) % 7]} was {view} {(chance % 3 == 0 ? "as always" : "that day")}.",
            view is "lovely" or "quiet" or "wonderful" ? "good" : "bad", i + 1);
    })];
}
