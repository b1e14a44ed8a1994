using Valence.Classification.Tests;
using Valence.Formats.Tests;
using Valence.Saving;
using Valence.Training;

namespace Valence.Language.Tests.Files;

/// <summary>Files of taggers, generators, translators and chatbots changed at random: opened and asked, or refused by
/// their exception, and nothing else. VALENCE_MUTATIONS sets how many.</summary>
public sealed class MutatedTaskFileTests
{
    private static readonly Dictionary<string, (byte[] Valid, Action<byte[]> Open)> Forms = new()
    {
        ["tagger.json"] = (Tagger(), file => TaggerFile.Read(Source(file), new()).Predict("Anna came to Rome.")),
        ["generator.json"] = (Generator(), file => GeneratorFile.Load(Source(file), new())
            .Generate("to be", new() { MaxNewTokens = 2 })),
        ["translator.json"] = (Translator(), file => TranslatorFile.Load(Source(file), new()).Translate("one two")),
        ["chat.json"] = (Bot(), file => ChatFormat.Load(Source(file), new()).NewConversation().Reply("good morning")),
    };

    public static TheoryData<string, string> Members
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (form, (valid, _)) in Forms)
                foreach (var member in ClassifierArchive.Members(valid).Keys) data.Add(form, member);
            return data;
        }
    }

    private static int Few => Mutation.Count / 48;

    [Theory]
    [InlineData("tagger.json")]
    [InlineData("generator.json")]
    [InlineData("translator.json")]
    [InlineData("chat.json")]
    public void Mutated_files_are_opened_or_refused(string form) =>
        Mutation.Survives(Forms[form].Valid, Forms[form].Open, Few);

    [Theory]
    [MemberData(nameof(Members))]
    public void Mutated_members_with_right_checksums_and_digests_are_opened_or_refused(string form, string member)
    {
        var (valid, open) = Forms[form];
        Mutation.Survives(ClassifierArchive.Members(valid)[member], content =>
        {
            var members = ClassifierArchive.Members(valid);
            members[member] = content;
            open(member == ClassifierArchive.Seal ? ClassifierArchive.Joined(members)
                : ClassifierArchive.Resealed(members));
        }, Few);
    }

    private static ModelSource Source(byte[] file) => new(file, "mutated.valence");

    private static byte[] Tagger() => Saved(TextTagger.Train([.. Enumerable.Range(0, 12).Select(i =>
        TaggedText.OfWords(["Anna", i % 2 == 0 ? "came" : "went", "to", "Rome"], ["B-person", "O", "O", "B-place"]))],
        new() { Recipe = TaggingRecipe.Linear, Epochs = 1, Verbose = Verbosity.Silent }).Save);

    private static byte[] Generator() => AtPath(TextGenerator.Train(string.Concat(Enumerable.Repeat(
        "to be or not to be ", 20)), new()
        {
            Context = 8,
            Layers = 1,
            Width = 8,
            Steps = 1,
            Verbose = Verbosity.Silent,
        }).Save);

    private static byte[] Translator() => AtPath(TextTranslator.Train([.. Enumerable.Range(0, 20).Select(i =>
        new TextPair(i % 2 == 0 ? "one two" : "two one", i % 2 == 0 ? "1 2" : "2 1"))], new()
        {
            Tokens = TokenKind.Characters,
            MaxLength = 12,
            Layers = 1,
            Width = 8,
            Epochs = 1,
            Verbose = Verbosity.Silent,
        }).Save);

    private static byte[] AtPath(Action<string> save)
    {
        var path = Path.GetTempFileName();
        try
        {
            save(path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static byte[] Bot() => Saved(Chatbot.Train(new([new("hello", ["hello", "good morning"], ["Hi!"]),
        new("rent", ["rent a bike", "hire bikes"], ["For when?"]) { SetsContext = "renting" },
        new("today", ["today please"], ["Come by."]) { Contexts = ["renting"] }])).Save);

    private static byte[] Saved(Action<Stream> save)
    {
        using var stream = new MemoryStream();
        save(stream);
        return stream.ToArray();
    }
}
