using System.Globalization;
using System.Text.RegularExpressions;
using Valence.Text;

namespace Valence.Classification.Tests.Search;

public sealed class TrialGridTests
{
    [Theory]
    [InlineData("rate=.001,.003", "rate=0.001,0.003", 2)]
    [InlineData("  rate=1e-3 \t recipe=lstm,cnn ", "rate=0.001 recipe=lstm,cnn", 2)]
    [InlineData("length=128..512", "length=128,256,512", 3)]
    [InlineData("length=100..500,600", "length=100,200,400,500,600", 5)]
    [InlineData("length=7..7", "length=7", 1)]
    [InlineData("rate=.001...01", "rate=0.001,0.003,0.01", 3)]
    [InlineData("rate=.002..0.02", "rate=0.002,0.003,0.01,0.02", 4)]
    [InlineData("rate=1e-5..1e-4", "rate=1E-05,3E-05,0.0001", 3)]
    [InlineData("epochs=1..2147483647", "epochs=1,2,4,8,16,32,64,128,256,512,1024,2048,4096,8192,16384,32768,65536,"
        + "131072,262144,524288,1048576,2097152,4194304,8388608,16777216,33554432,67108864,134217728,268435456,"
        + "536870912,1073741824,2147483647", 32)]
    [InlineData("split=character,whitespace cleaning=none,tweets words=1000 batch=016 patience=2 grams=1..3",
        "split=character,whitespace cleaning=none,tweets words=1000 batch=16 patience=2 grams=1,2,3", 12)]
    public void Names_and_values_are_read_and_ranges_told(string text, string expected, int count)
    {
        var grid = TrialGrid.Parse(text);
        Assert.Equal(expected, grid.ToString());
        Assert.Equal(count, grid.Count);
        Assert.Equal(expected, TrialGrid.Parse(expected).ToString());
    }

    [Theory]
    [InlineData("", "received nothing")]
    [InlineData("   ", "received nothing")]
    [InlineData("rate", "'rate' at character 1")]
    [InlineData("epochs=1  =3", "'=3' at character 11")]
    [InlineData("epochs=1 rat=.1", "There is no 'rat' to try (character 10). Did you mean 'rate'?")]
    [InlineData("rate=", "rate (character 6): expected a number above 0, or a range FIRST..LAST, received ''")]
    [InlineData("rate=.1,,.2", "rate (character 9)")]
    [InlineData("rate=.1,0", "rate (character 9)")]
    [InlineData("rate=-1", "received '-1'")]
    [InlineData("rate=1e60", "received '1e60'")]
    [InlineData("rate=NaN", "received 'NaN'")]
    [InlineData("rate=1,5x", "rate (character 8)")]
    [InlineData("epochs=1.5", "epochs (character 8): expected a whole number from 1")]
    [InlineData("epochs=2147483648", "epochs (character 8)")]
    [InlineData("words=1", "words (character 7): expected a whole number from 2")]
    [InlineData("grams=4", "grams (character 7): expected a whole number from 1 to 3")]
    [InlineData("length=512..128", "length (character 8): expected a range from the smaller to the larger number")]
    [InlineData("length=1..", "length (character 8)")]
    [InlineData("length=..2", "length (character 8)")]
    [InlineData("length=1..2..4", "length (character 8)")]
    [InlineData("split=words", "split (character 7): expected whitespace or character, received 'words'")]
    [InlineData("split=character..whitespace", "split (character 7)")]
    [InlineData("cleaning=tweet", "cleaning (character 10): expected reviews or tweets or none")]
    [InlineData("recipe=lstm,", "recipe (character 13): expected a recipe, received nothing")]
    [InlineData("rate=.1 rate=.2", "'rate' is there twice (character 9)")]
    [InlineData("rate=.1,1e-1", "rate: 0.1 is there twice (character 9)")]
    [InlineData("length=1..4,2", "length: 2 is there twice (character 13)")]
    public void What_is_none_is_told_with_its_place(string text, string words) =>
        Assert.Contains(words, Assert.Throws<FormatException>(() => TrialGrid.Parse(text)).Message);

    [Fact]
    public void Random_lists_are_read_as_a_plain_reading_does()
    {
        var (random, pieces, read) = (new Random(5), "rate|length|epochs|=|,|..|.|1|2|3|0|5|12|e-3| |x".Split('|'), 0);
        for (var i = 0; i < 20_000; i++)
        {
            // Half of them nearly right.
            var text = i % 2 == 0 ? string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ =>
                pieces[random.Next(pieces.Length)]))
                : string.Join(' ', Enumerable.Range(0, random.Next(1, 4)).Select(_ =>
                    $"{pieces[random.Next(3)]}={string.Join(',', Enumerable.Range(0, random.Next(1, 4)).Select(_ =>
                        Value()))}"));
            var expected = Plain(text);
            if (expected is null) Assert.Throws<FormatException>(() => TrialGrid.Parse(text));
            else
            {
                read++;
                Assert.Equal(expected, TrialGrid.Parse(text).ToString());
            }
        }
        Assert.InRange(read, 2000, 19_000);

        string Value() => random.Next(4) switch
        {
            0 => $"{random.Next(1, 9)}..{random.Next(1, 99)}",
            1 => $".00{random.Next(0, 9)}...{random.Next(0, 9)}",
            _ => $"{random.Next(0, 50)}",
        };
    }

    // By regular expressions and decimal arithmetic.
    private static string? Plain(string text)
    {
        var lists = new List<string>();
        foreach (Match word in Regex.Matches(text, @"\S+"))
        {
            var match = Regex.Match(word.Value, "^(rate|length|epochs)=(.*)$");
            if (!match.Success) return null;
            var (name, isRate) = (match.Groups[1].Value, match.Groups[1].Value == "rate");
            var number = isRate ? @"(\d+\.?\d*|\.\d+)(e[+-]?\d+)?" : @"\d+";
            var values = new List<decimal>();
            foreach (var item in match.Groups[2].Value.Split(','))
            {
                // The first two dots are the range's.
                var two = item.IndexOf("..", StringComparison.Ordinal);
                string[] ends = two < 0 ? [item] : [item[..two], item[(two + 2)..]];
                var numbers = new List<decimal>();
                foreach (var end in ends)
                {
                    if (!Regex.IsMatch(end, $"^{number}$")) return null;
                    var value = decimal.Parse(end, NumberStyles.Float, CultureInfo.InvariantCulture);
                    if (value <= 0 || !isRate && value > int.MaxValue) return null;
                    numbers.Add(value);
                }
                if (numbers is [var low, var high])
                {
                    if (low > high) return null;
                    numbers = [low];
                    if (isRate)
                        for (var decade = 0.000000000001m; decade < high; decade *= 10)
                            numbers.AddRange(((decimal[])[decade, 3 * decade]).Where(x => x > low && x < high));
                    else
                        for (var x = low * 2; x < high; x *= 2) numbers.Add(x);
                    if (high > low) numbers.Add(high);
                }
                values.AddRange(numbers);
            }
            if (values.Distinct().Count() < values.Count || lists.Any(list => list.StartsWith(name + "="))) return null;
            lists.Add($"{name}={string.Join(',', values.Select(value => isRate
                ? ((float)value).ToString(CultureInfo.InvariantCulture)
                : value.ToString("0", CultureInfo.InvariantCulture)))}");
        }
        return lists.Count == 0 ? null : string.Join(' ', lists);
    }

    [Theory]
    [InlineData("rate=.1 recipe=cnn,linear", "'rate' (character 1): the recipe linear has no use for it")]
    [InlineData("recipe=bigram length=100", "'length' (character 15): the recipe bigram has no use for it")]
    [InlineData("recipe=bigram split=character", "'split' (character 15)")]
    [InlineData("recipe=cnn grams=2", "'grams' (character 12): the recipe cnn has no use for it")]
    [InlineData("recipe=linear,lsmt", "no recipe 'lsmt' (character 15). Did you mean 'lstm'?")]
    [InlineData("epochs=1 batch=3", "'batch' (character 10) is given besides")]
    public void What_a_recipe_has_no_use_for_is_refused(string text, string words) => Assert.Contains(words,
        Assert.Throws<ArgumentException>(() => TrialGrid.Parse(text).Trials(new()
        {
            BatchSize = text.Contains("batch") ? 4 : null,
        })).Message);

    [Fact]
    public void All_combinations_are_trials_by_the_settings_of_each()
    {
        var trials = TrialGrid.Parse("rate=.1,.2 recipe=cnn,lstm length=64 words=500 split=character epochs=3 batch=8 "
            + "patience=2 cleaning=none").Trials(new() { Seed = 7 });
        Assert.Throws<ArgumentException>(() => TrialGrid.Parse("recipe=linear").Trials(new() { BatchSize = 4 }));
        Assert.Equal(4, trials.Count);
        Assert.Equal(4, trials.Select(trial => trial.Name).Distinct().Count());
        var last = trials[^1];
        Assert.Equal("lstm rate=0.2 length=64 epochs=3 patience=2 batch=8 words=500 split=character cleaning=none",
            last.Name);
        Assert.Equal((64, 500, 0.2f, 3, 2, 8, 7ul), (last.Recipe.MaxLength, last.Recipe.NumWords,
            last.Settings.LearningRate!.Value, last.Settings.Epochs!.Value, last.Settings.Patience!.Value,
            last.Settings.BatchSize!.Value, last.Settings.Seed));
        Assert.Equal(TextSplit.Character, last.Settings.Split);
        Assert.Equal(TextCleaning.None, last.Settings.Cleaning);
        Assert.Equal("length=64 words=500", last.Shape);
        Assert.Equal(Recipes.Lstm, last.Original);
        Assert.Equal(["fasttext", "cnn", "bilstm"], TrialGrid.Parse("epochs=1").Trials(new())
            .Select(trial => trial.Recipe.Name));
        Assert.Equal("mlp", Assert.Single(TrialGrid.Parse("epochs=1").Trials(new() { Recipe = Recipes.Mlp })).Recipe
            .Name);
    }
}
