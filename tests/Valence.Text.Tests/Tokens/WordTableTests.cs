namespace Valence.Text.Tests;

public sealed class WordTableTests
{
    [Fact]
    public void WordTable_numbers_words_as_a_dictionary_would()
    {
        var expected = new Dictionary<string, int>();
        var table = new WordTable(1);
        var random = new NumpyRandomState(1);
        for (var i = 0; i < 50_000; i++)
        {
            var word = Word(random);
            Assert.Equal(expected.TryGetValue(word, out var number) ? number : -1, table.Find(word));
            Assert.Equal(expected.TryAdd(word, expected.Count) ? expected.Count - 1 : expected[word],
                table.FindOrAdd(word));
        }

        Assert.Equal(expected.Count, table.Count);
        foreach (var (word, number) in expected)
        {
            Assert.Equal(number, table.Find(word));
            Assert.Equal(word, table[number].ToString());
        }
    }

    [Fact]
    public void WordTable_tells_words_apart_that_differ_in_one_character_at_every_length()
    {
        var table = new WordTable();
        var words = Enumerable.Range(0, 40)
            .SelectMany(length => new[] { new string('a', length), new string('a', length) + "b",
                "b" + new string('a', length) }).Distinct().ToArray();
        foreach (var word in words) table.FindOrAdd(word);
        Assert.Equal(words.Length, table.Count);
        Assert.Equal(-1, table.Find("absent"));
    }

    private static string Word(NumpyRandomState random) =>
        string.Concat(Enumerable.Range(0, random.NextInt(0, 12)).Select(_ => (char)('a' + random.NextInt(0, 3))));
}
