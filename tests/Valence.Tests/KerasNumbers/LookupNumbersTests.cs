using Valence.Layers;
using Valence.Text;
using static Valence.Tests.KerasNumbers.LayerCalls;

namespace Valence.Tests.KerasNumbers;

/// <summary>The ids, rows and refusals that Keras' own tests of its lookup layers state.</summary>
public sealed class LookupNumbersTests
{
    private static readonly string[] Vocabulary = ["one", "two", "three"];
    private static readonly string[] Learned = ["one", "one", "one", "two", "two", "three"];
    private static readonly string[] Input = ["one", "two", "four"];

    [Fact]
    public void A_vocabulary_of_texts_may_be_learned_given_or_set_with_and_without_special_tokens()
    {
        string[] special = ["", "[OOV]", .. Vocabulary];
        var (adapted, set, setSpecial) = (Texts(), Texts(), Texts());
        adapted.Adapt([Learned]);
        set.SetVocabulary(Vocabulary);
        setSpecial.SetVocabulary(special);
        foreach (var layer in (StringLookup[])[adapted, Texts(vocabulary: Vocabulary), Texts(vocabulary: special), set,
            setSpecial])
        {
            Assert.Equal(special, layer.GetVocabulary());
            Assert.Equal(Vocabulary, layer.GetVocabulary(includeSpecialTokens: false));
            Assert.Equal([2, 3, 1], Output(layer, Tensor.From(Input)).Ints.ToArray());
        }
    }

    [Fact]
    public void A_vocabulary_of_integers_may_be_learned_given_or_set_with_and_without_special_integers()
    {
        long[] vocabulary = [1, 2, 3], special = [0, -1, 1, 2, 3];
        var (adapted, set, setSpecial) = (Integers(), Integers(), Integers());
        adapted.Adapt([[1L, 1, 1, 2, 2, 3]]);
        set.SetVocabulary(vocabulary);
        setSpecial.SetVocabulary(special);
        foreach (var layer in (IntegerLookup[])[adapted, Integers(vocabulary: vocabulary),
            Integers(vocabulary: special), set, setSpecial])
        {
            Assert.Equal(special, layer.GetVocabulary());
            Assert.Equal(vocabulary, layer.GetVocabulary(includeSpecialTokens: false));
            Assert.Equal([2, 3, 1], Output(layer, Tensor.From([1, 2, 4])).Ints.ToArray());
        }
    }

    [Fact]
    public void No_more_is_learned_than_the_largest_number_of_tokens()
    {
        var layer = Integers(new() { MaxTokens = 4 });
        layer.Adapt([[1L, 1, 1, 2, 2, 3]]);
        Assert.Equal([0L, -1, 1, 2], layer.GetVocabulary());
        Assert.Equal([2, 3, 1, 1], Output(layer, Tensor.From([1, 2, 3, 4])).Ints.ToArray());
    }

    [Fact]
    public void Rows_may_be_as_wide_as_the_largest_number_of_tokens() =>
        Assert.Equal([0, 1, 1, 0, 0],
            Output(Integers(new() { MaxTokens = 5, PadToMaxTokens = true, OutputMode = OutputMode.MultiHot }, [1, 2]),
                Tensor.From([1, 2])).Floats.ToArray());

    [Fact]
    public void Each_output_mode_has_its_rows_for_one_sample_and_for_a_batch()
    {
        var (one, batch) = (Tensor.From(Input), Tensor.From(["one", "two", "four", "two"], [1, 4]));
        Assert.Equal([2, 3, 1], Output(Mode(OutputMode.Int), one).Ints.ToArray());
        Assert.Equal([2, 3, 1, 3], Output(Mode(OutputMode.Int), batch).Ints.ToArray());
        Assert.Equal([1, 1, 1, 0], Output(Mode(OutputMode.MultiHot), one).Floats.ToArray());
        Assert.Equal([1, 1, 1, 0], Output(Mode(OutputMode.MultiHot), batch).Floats.ToArray());
        Assert.Equal([0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0], Output(Mode(OutputMode.OneHot), one).Floats.ToArray());
        Assert.Equal([1, 1, 1, 0], Output(Mode(OutputMode.Count), one).Floats.ToArray());
        Assert.Equal([1, 1, 2, 0], Output(Mode(OutputMode.Count), batch).Floats.ToArray());
        Close([0.2f, 0.1f, 0.2f, 0], Output(Mode(OutputMode.TfIdf, [0.1f, 0.2f, 0.3f]), one), 1e-6f);
        Close([0.2f, 0.1f, 0.4f, 0], Output(Mode(OutputMode.TfIdf, [0.1f, 0.2f, 0.3f]), batch), 1e-6f);

        static StringLookup Mode(OutputMode mode, float[]? idf = null) =>
            new(new() { MaxTokens = 7, OutputMode = mode }, "", "[OOV]", Vocabulary, idf);
    }

    [Fact]
    public void One_hot_rows_keep_the_axes_of_their_ids()
    {
        var layer = new IntegerLookup(new() { OutputMode = OutputMode.OneHot }, vocabulary: [1, 2, 3]);
        Assert.Equal([2, 2, 2, 4], Output(layer, Tensor.From([1, 2, 3, 0, 1, 2, 3, 0], [2, 2, 2])).Shape);
    }

    [Fact]
    public void Frequencies_are_learned_from_documents()
    {
        var single = Texts(new() { MaxTokens = 7, OutputMode = OutputMode.TfIdf });
        single.Adapt(Learned.Select(token => (string[])[token]));
        Close([1.1337324f, 0.91629076f, 1.0986123f, 0], Output(single, Tensor.From(Input)), 1e-6f);

        var batched = Texts(new() { MaxTokens = 7, OutputMode = OutputMode.TfIdf });
        batched.Adapt([["one", "one"], ["one", "two"], ["two", "three"]]);
        Close([0, 0.6931472f, 0.6931472f, 0, 0.76752836f, 0, 0.6931472f, 0],
            Output(batched, Tensor.From(["one", "two", "two", "four"], [2, 2])), 1e-6f);
    }

    [Fact]
    public void A_lookup_goes_back_from_ids_to_tokens()
    {
        var layer = Texts(new() { MaxTokens = 7, Invert = true }, Vocabulary);
        Assert.Equal(["one", "two", "[OOV]"], Output(layer, Tensor.From([2, 3, 1])).Strings.ToArray());
        Assert.Equal(["one", "two", "[OOV]", "two"],
            Output(layer, Tensor.From([2, 3, 1, 3], [1, 4])).Strings.ToArray());
    }

    [Fact]
    public void Several_buckets_of_unknown_tokens_have_a_name_each() =>
        Assert.Equal(["<mask>", "[OOV]", "[OOV]", "apple", "banana"],
            new StringLookup(new() { MaxTokens = 10, NumOovIndices = 2 }, "<mask>", "[OOV]", ["apple", "banana"])
                .GetVocabulary());

    [Fact]
    public void A_salt_moves_unknown_tokens_to_other_buckets()
    {
        var unknown = Tensor.From(["x", "y", "z", "w", "v", "u"]);
        var plain = Output(Texts(new() { MaxTokens = 10, NumOovIndices = 4 }, ["a", "b", "c"]), unknown).Ints.ToArray();
        Assert.NotEqual(plain,
            Output(Texts(new() { MaxTokens = 10, NumOovIndices = 4, Salt = new Salt(137, 42) }, ["a", "b", "c"]),
                unknown).Ints.ToArray());
        Assert.All(plain, id => Assert.InRange(id, 1, 4));
    }

    [Fact]
    public void Options_that_contradict_each_other_are_refused()
    {
        Refused(() => new IntegerLookup(new() { MaxTokens = 1 }, oovToken: null));
        Refused(() => new IntegerLookup(new() { PadToMaxTokens = true }, oovToken: null));
        Refused(() => new IntegerLookup(new() { MaxTokens = 10, NumOovIndices = -1 }, oovToken: null));
        Refused(() => new StringLookup(new() { Invert = true, OutputMode = OutputMode.OneHot }));
        Refused(() => new StringLookup(idfWeights: [0.5f, 0.1f, 0.3f]));
        Refused(() => new StringLookup(new() { OutputMode = OutputMode.MultiHot }, idfWeights: [0.5f, 0.1f, 0.3f]));
        Refused(() => new StringLookup(vocabulary: ["token", "token", "unique"]));
        Refused(() => new StringLookup(maskToken: "mask", vocabulary: ["token", "mask", "unique"]));

        static void Refused(Func<object> make) => Assert.ThrowsAny<ArgumentException>(make);
    }

    private static StringLookup Texts(VocabularyLookupOptions? options = null, string[]? vocabulary = null) =>
        new(options ?? new() { MaxTokens = 7 }, "", "[OOV]", vocabulary);

    private static IntegerLookup Integers(VocabularyLookupOptions? options = null, long[]? vocabulary = null) =>
        new(options ?? new() { MaxTokens = 7 }, 0, -1, vocabulary);

    private static Tensor Output(Layer layer, Tensor x) => Call(layer, "reference", x)[0];
}
