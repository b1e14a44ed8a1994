using Valence.Layers;
using Valence.Models;
using Valence.Operations;
using Valence.Saving;
using Valence.Text;
using static Valence.Tests.KerasNumbers.LayerCalls;

namespace Valence.Tests.KerasNumbers;

/// <summary>The ids, bins and rows that Keras' own tests of preprocessing layers state.</summary>
public sealed class PreprocessingNumbersTests
{
    private static readonly string[] Names = ["omar", "stringer", "marlo", "wire", "skywalker"];
    private static readonly string[] Letters = ["A", "B", "C", "D", "E"];

    [Fact]
    public void Hashing_puts_texts_into_the_bins_of_FarmHash()
    {
        Assert.Equal([1, 0, 1, 1, 2], Ids(new Hashing(3), Letters));
        Assert.Equal([0, 0, 1, 0, 0], Ids(new Hashing(2), Names));
        Assert.Equal([0, 0, 0, 0, 0], Ids(new Hashing(1), Letters));
    }

    [Fact]
    public void Hashing_keeps_bin_0_for_the_mask()
    {
        Assert.Equal([1, 1, 0, 2, 2], Ids(new Hashing(3, maskValue: ""), ["A", "B", "", "C", "D"]));
        Assert.Equal([1, 1, 2, 1, 1], Ids(new Hashing(3, maskValue: ""), Names));
        Assert.Equal([0, 1, 2, 1, 1], Ids(new Hashing(3, maskValue: "omar"), Names));
    }

    [Fact]
    public void Hashing_with_a_salt_follows_SipHash()
    {
        Assert.Equal([1, 2, 1, 0, 2], Ids(new Hashing(3, salt: new Salt(133, 137)), Letters));
        Assert.Equal([0, 0, 2, 1, 0], Ids(new Hashing(3, salt: 133), Letters));
        Assert.Equal([0, 1, 0, 1, 0], Ids(new Hashing(2, salt: new Salt(133, 137)), Names));
        Assert.Equal([1, 0, 1, 0, 1], Ids(new Hashing(2, salt: new Salt(211, 137)), Names));
        Assert.Equal([1, 1, 2, 0, 1],
            Output(new Hashing(3, salt: new Salt(133, 137)), Tensor.From([0, 1, 2, 3, 4])).Ints.ToArray());
    }

    [Fact]
    public void Hashing_takes_integers_and_lays_out_rows()
    {
        var ids = Tensor.From([0, 1, 2, 3, 4]);
        Assert.Equal([1, 0, 1, 0, 2], Output(new Hashing(3), ids).Ints.ToArray());
        Assert.Equal([0, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1],
            Output(new Hashing(3, outputMode: OutputMode.OneHot), Tensor.From(ids.Ints, [5, 1])).Floats.ToArray());
        Assert.Equal([1, 1, 1],
            Output(new Hashing(3, outputMode: OutputMode.MultiHot), Tensor.From(ids.Ints, [1, 5])).Floats.ToArray());
        Assert.Equal([2, 2, 1],
            Output(new Hashing(3, outputMode: OutputMode.Count), Tensor.From(ids.Ints, [1, 5])).Floats.ToArray());
        Assert.Equal([2, 2, 1], Output(new Hashing(3, outputMode: OutputMode.Count), ids).Floats.ToArray());
    }

    [Fact]
    public void HashedCrossing_puts_pairs_into_bins()
    {
        var (letters, numbers) = (Tensor.From(["A", "B", "A", "B", "A"]), Tensor.From([101, 101, 101, 102, 102]));
        Assert.Equal([1, 4, 1, 1, 3], Call(new HashedCrossing(5), "reference", letters, numbers)[0].Ints.ToArray());
        var rows = Call(new HashedCrossing(5, OutputMode.OneHot), "reference", letters, numbers)[0];
        Assert.Equal([5, 5], rows.Shape);
        Assert.Equal([1, 4, 1, 1, 3], Enumerable.Range(0, 5).Select(row => rows.Floats.Slice(row * 5, 5).IndexOf(1f)));
    }

    [Fact]
    public void CategoryEncoding_counts_and_marks()
    {
        Assert.Equal([0, 2, 1, 1, 0, 0, 2, 1, 0, 1, 0, 0],
            Output(new CategoryEncoding(6, OutputMode.Count),
                Tensor.From([1, 2, 3, 1, 0, 3, 1, 0], [2, 4])).Floats.ToArray());
        Assert.Equal([1, 1, 1, 1, 0, 0], Output(new CategoryEncoding(6), Tensor.From([3, 2, 0, 1])).Floats.ToArray());
        Assert.Equal([0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0],
            Output(new CategoryEncoding(4, OutputMode.OneHot), Tensor.From([1, 2, 3, 1])).Floats.ToArray());
        var weighted = Call(new CategoryEncoding(6, OutputMode.Count), "reference",
            Tensor.From([0, 1, 0, 0, 1, 2, 3, 1], [4, 2]),
            Numbers([4, 2], 0.1f, 0.2f, 0.1f, 0.1f, 0.2f, 0.3f, 0.4f, 0.2f))[0];
        Close([0.1f, 0.2f, 0, 0, 0, 0, 0.2f, 0, 0, 0, 0, 0, 0, 0.2f, 0.3f, 0, 0, 0, 0, 0.2f, 0, 0.4f, 0, 0], weighted,
            1e-6f);
    }

    [Fact]
    public void StringLookup_numbers_tokens_and_goes_back()
    {
        string[] vocabulary = ["a", "b", "c"];
        Assert.Equal([2, 3, 0], Ids(new StringLookup(vocabulary: vocabulary), ["b", "c", "d"]));
        var adapted = new StringLookup();
        adapted.Adapt([["a", "a", "a", "b", "b", "c"]]);
        Assert.Equal([2, 3, 0], Ids(adapted, ["b", "c", "d"]));
        Assert.Equal([1, 3, 4, 4, 0, 2],
            Output(new StringLookup(vocabulary: ["a", "b", "c", "d"]),
                Tensor.From(["a", "c", "d", "d", "z", "b"], [2, 3])).Ints.ToArray());
        Assert.Equal(["a", "b", "[OOV]"],
            Output(new StringLookup(new() { Invert = true }, oovToken: "[OOV]", vocabulary: vocabulary),
                Tensor.From([1, 2, 0])).Strings.ToArray());
        Assert.Equal([0, 1, 1],
            Output(new StringLookup(new() { OutputMode = OutputMode.MultiHot }, vocabulary: ["a", "b"]),
                Tensor.From(["a", "b"])).Floats.ToArray());
        Assert.Equal([0, 2], Ids(new StringLookup(maskToken: "[MASK]", vocabulary: ["a"]), ["[MASK]", "a"]));
        Assert.Equal(["[MASK]", "[OOV]", "a", "b", "c"],
            new StringLookup(maskToken: "[MASK]", oovToken: "[OOV]", vocabulary: vocabulary).GetVocabulary());
    }

    [Fact]
    public void TextVectorization_numbers_words_by_falling_count()
    {
        var adapted = new TextVectorization(new() { MaxTokens = 5000, OutputSequenceLength = 4 });
        adapted.Adapt(["foo bar", "bar baz", "baz bada boom"]);
        var given = new TextVectorization(
            new() { MaxTokens = 5000, OutputSequenceLength = 4, Vocabulary = ["baz", "bar", "foo"] });
        var set = new TextVectorization(new() { MaxTokens = 5000, OutputSequenceLength = 4 });
        set.SetVocabulary(["baz", "bar", "foo"]);
        foreach (var layer in (TextVectorization[])[adapted, given, set])
            Assert.Equal([4, 1, 3, 0, 1, 2, 0, 0],
                Output(layer, Tensor.From(["foo qux bar", "qux baz"], [2, 1])).Ints.ToArray());
    }

    [Fact]
    public void TextVectorization_makes_rows()
    {
        string[] vocabulary = ["foo", "bar", "baz"];
        var texts = Tensor.From(["foo bar", "baz foo foo"]);
        Assert.Equal([0, 1, 1, 0, 0, 1, 0, 1],
            Output(new TextVectorization(new() { OutputMode = OutputMode.MultiHot, Vocabulary = vocabulary }),
                texts).Floats.ToArray());
        Assert.Equal([0, 1, 1, 0, 0, 2, 0, 1],
            Output(new TextVectorization(new() { OutputMode = OutputMode.Count, Vocabulary = vocabulary }),
                texts).Floats.ToArray());
        Close([0, 0.3f, 0.5f, 0, 0, 0.6f, 0, 0.2f],
            Output(
                new TextVectorization(new()
                {
                    OutputMode = OutputMode.TfIdf,
                    Vocabulary = vocabulary,
                    IdfWeights = [0.3f, 0.5f, 0.2f]
                }), texts), 1e-6f);
        Assert.Equal([1, 8],
            Output(
                new TextVectorization(new()
                {
                    OutputMode = OutputMode.MultiHot,
                    Vocabulary = ["foo", "bar"],
                    MaxTokens = 8,
                    PadToMaxTokens = true
                }), Tensor.From(["foo bar"])).Shape);
    }

    [Fact]
    public void TextVectorization_standardizes_and_splits()
    {
        var text = Tensor.From(["Hello, World!. This is just a nice test!"]);
        Assert.Equal([2, 3, 4, 5, 1, 1, 6, 7],
            Output(new TextVectorization(new() { Vocabulary = ["hello", "world", "this", "is", "nice", "test"] }),
                text).Ints.ToArray());
        Assert.Equal([2, 1, 5, 6, 1, 1, 7, 1],
            Output(
                new TextVectorization(
                    new()
                    {
                        Standardize = TextStandardization.Lower,
                        Vocabulary = ["hello,", "hello", "world", "this", "is", "nice", "test"]
                    }),
                        text).Ints.ToArray());
        Assert.Equal([2, 3, 4],
            Output(
                new TextVectorization(new()
                {
                    Standardize = TextStandardization.StripPunctuation,
                    Vocabulary = ["Hello", "World", "Test"]
                }), Tensor.From(["Hello, World! Test."])).Ints.ToArray());
        Assert.Equal([2, 1],
            Output(
                new TextVectorization(
                    new() { Standardize = TextStandardization.None, Vocabulary = ["Hello", "world"] }),
                    Tensor.From(["Hello hello"])).Ints.ToArray());
        Assert.Equal([2, 3, 4, 1],
            Output(new TextVectorization(new() { Split = TextSplit.Character, Vocabulary = ["a", "b", "c", "d", "e"] }),
                Tensor.From(["abcf"])).Ints.ToArray());
        Assert.Equal([2, 3],
            Output(
                new TextVectorization(new()
                {
                    CustomStandardize = given => given.Replace('-', ' '),
                    Vocabulary = ["foo", "bar"]
                }), Tensor.From(["foo-bar"])).Ints.ToArray());
    }

    [Fact]
    public void A_model_that_starts_with_texts_says_the_same_after_saving()
    {
        string[] texts = ["foo bar", "bar baz", "baz bada boom"];
        foreach (var mode in (OutputMode[])[OutputMode.Int, OutputMode.MultiHot, OutputMode.Count, OutputMode.TfIdf])
        {
            var layer = new TextVectorization(new() { OutputMode = mode, MaxTokens = 100, Ngrams = new[] { 1, 2 } });
            layer.Adapt(texts);
            var model = new Sequential(layer);
            var expected = model.Predict(texts);
            var actual = KerasFile.Load(KerasFile.ToBytes(model), "model.keras").Predict(texts);
            Assert.Equal(expected.Shape, actual.Shape);
            if (mode == OutputMode.Int) Assert.Equal(expected.Ints.ToArray(), actual.Ints.ToArray());
            else Assert.Equal(expected.Floats.ToArray(), actual.Floats.ToArray());
        }
    }

    [Fact]
    public void Rows_without_a_vocabulary_are_refused() =>
        Assert.Contains("has no vocabulary",
            Assert.Throws<InvalidOperationException>(
                () => new Sequential(new TextVectorization(new() { OutputMode = OutputMode.Count }), new Dense(1))
                    .BuildFor([Shape.Unknown])).Message);

    [Fact]
    public void A_vocabulary_that_outgrew_its_model_is_refused()
    {
        var layer = new TextVectorization(new() { OutputMode = OutputMode.Count });
        layer.Adapt(["foo bar"]);
        var model = new Sequential(layer, new Dense(1));
        model.BuildFor([Shape.Unknown]);
        var bytes = KerasFile.ToBytes(model);
        Assert.Equal(3, layer.VocabularySize);
        layer.SetVocabulary(["foo", "bar", "baz"]);
        Assert.Throws<ShapeException>(() => model.Predict(new[] { "foo" }));
        Assert.Equal(3, KerasFile.Load(bytes, "model.keras").Layers.OfType<TextVectorization>()
            .Single().VocabularySize);
    }

    private static int[] Ids(Layer layer, string[] texts) => Output(layer, Tensor.From(texts)).Ints.ToArray();

    private static Tensor Output(Layer layer, Tensor x) => Call(layer, "reference", x)[0];
}
