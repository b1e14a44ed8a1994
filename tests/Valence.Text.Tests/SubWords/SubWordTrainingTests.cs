namespace Valence.Text.Tests;

/// <summary>Learned vocabularies, judged by counting all pairs anew before each merge.</summary>
public sealed class SubWordTrainingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Learned_vocabularies_are_those_of_counting_anew(int seed)
    {
        var random = new RandomTexts(seed);
        var texts = Enumerable.Range(0, 120).Select(_ =>
            $"{random.Word(6)} {random.Word(4)} {random.Word(9)}").ToArray();
        foreach (var least in (int[])[1, 2, 5])
        {
            var options = new SubWordTrainingOptions { MinFrequency = least };
            Assert.Equal(WordPiece(texts, 160, least), Tokens(SubWordTokenizer.TrainWordPiece(texts, 160, options)));
            Assert.Equal(BytePair(texts, 400, least), Tokens(SubWordTokenizer.TrainBytePair(texts, 400, options)));
        }
    }

    [Fact]
    public void Learning_is_the_same_each_time_and_encodes_what_it_learned()
    {
        var random = new RandomTexts(11);
        var texts = Enumerable.Range(0, 400).Select(_ => random.Next()).ToArray();
        var bytes = SubWordTokenizer.TrainBytePair(texts, 600);
        Assert.Equal(bytes.ToJson(), SubWordTokenizer.TrainBytePair(texts, 600).ToJson());
        foreach (var text in texts.Where(text => !text.Contains("<|", StringComparison.Ordinal)))
            Assert.Equal(text, bytes.Decode(bytes.Encode(text).Ids));
        var words = SubWordTokenizer.TrainWordPiece(texts, 500);
        Assert.Equal(words.ToJson(), SubWordTokenizer.TrainWordPiece(texts, 500).ToJson());
        Assert.All(texts, text => Assert.True(text.Contains("[UNK]", StringComparison.Ordinal)
            || !words.Encode(text).Tokens.Contains("[UNK]")));
    }

    [Fact]
    public void What_cannot_be_learned_is_said()
    {
        Assert.Contains("none with characters", Assert.Throws<ArgumentException>(
            () => SubWordTokenizer.TrainWordPiece(["", " "], 100)).Message);
        Assert.Contains("at least 257", Assert.Throws<ArgumentException>(
            () => SubWordTokenizer.TrainBytePair(["a"], 200)).Message);
        Assert.Contains("LimitAlphabet", Assert.Throws<ArgumentException>(
            () => SubWordTokenizer.TrainBytePair(["a"], 300, new() { LimitAlphabet = 3 })).Message);
        Assert.Contains("each once", Assert.Throws<ArgumentException>(
            () => SubWordTokenizer.TrainBytePair(["a"], 300, new() { SpecialTokens = ["a", "a"] })).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SubWordTrainingOptions { MinFrequency = 0 });
    }

    private static string[] Tokens(SubWordTokenizer tokenizer) =>
        [.. Enumerable.Range(0, tokenizer.VocabularySize).Select(id => tokenizer.Token(id)!)];

    private static List<string> WordPiece(string[] texts, int size, int least)
    {
        // The letters of the random words are é and those of ASCII, in lower case.
        var words = texts.SelectMany(text => text.Replace('é', 'e').Split(' ')).ToArray();
        var tokens = new List<string> { "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]" };
        tokens.AddRange(words.SelectMany(word => word).Distinct().Order().Select(c => c.ToString()));
        tokens.AddRange(words.SelectMany(word => word.Skip(1)).Distinct().Order().Select(c => "##" + c));
        Learn([.. words.Select(word => word.Select((c, i) => (i > 0 ? "##" : "") + c).ToList())], tokens, size, least,
            (left, right) => left + right[2..]);
        return tokens;
    }

    private static List<string> BytePair(string[] texts, int size, int least)
    {
        var characters = PlainTokens.ByteCharacters();
        var tokens = new List<string> { "<|endoftext|>" };
        tokens.AddRange(characters.Order().Select(c => c.ToString()));
        // Words are letters, each with the blank before it.
        var words = texts.SelectMany(text => text.Split(' ').Select((word, i) => (i > 0 ? " " : "") + word));
        Learn([.. words.Select(word => System.Text.Encoding.UTF8.GetBytes(word)
            .Select(b => characters[b].ToString()).ToList())], tokens, size, least, (left, right) => left + right);
        return tokens;
    }

    private static void Learn(List<List<string>> words, List<string> tokens, int size, int least,
        Func<string, string, string> merge)
    {
        while (tokens.Count < size)
        {
            var pairs = words.SelectMany(word => word.Zip(word.Skip(1))).GroupBy(pair => pair)
                .Select(group => (Pair: group.Key, Count: group.Count())).ToArray();
            if (pairs.Length == 0) return;
            var best = pairs.OrderByDescending(entry => entry.Count).ThenBy(entry => tokens.IndexOf(entry.Pair.First))
                .ThenBy(entry => tokens.IndexOf(entry.Pair.Second)).First();
            if (best.Count < least) return;
            var merged = merge(best.Pair.First, best.Pair.Second);
            if (!tokens.Contains(merged)) tokens.Add(merged);
            foreach (var word in words)
                for (var i = 0; i + 1 < word.Count; i++)
                    if ((word[i], word[i + 1]) == best.Pair)
                    {
                        word[i] = merged;
                        word.RemoveAt(i + 1);
                    }
        }
    }
}
