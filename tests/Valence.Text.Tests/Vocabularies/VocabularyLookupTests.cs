namespace Valence.Text.Tests;

public sealed class VocabularyLookupTests
{
    private static readonly Tensor Tokens = Tensor.From(["b", "", "x", "a", "b", "y"], [2, 3]);

    [Fact]
    public void Lookups_give_the_ids_of_Keras()
    {
        var golden = SharedFolder.Json("golden", "runs", "lookups.json");
        var words = Tensor.From(golden.GetProperty("words").Strings());

        var strings = new VocabularyLookup(new() { NumOovIndices = 2 }, vocabulary: ["red", "green", "blue"]);
        Assert.Equal(golden.GetProperty("string_lookup").Ints(), strings.Encode(words).Ints.ToArray());

        var integers = new IntegerVocabularyLookup(vocabulary: [10, 20, 30]);
        Assert.Equal(golden.GetProperty("integer_lookup").Ints(),
            integers.Encode(Tensor.From(golden.GetProperty("integer_inputs").Ints())).Ints.ToArray());
    }

    [Fact]
    public void An_adapted_one_hot_lookup_gives_the_rows_of_Keras()
    {
        var golden = SharedFolder.Json("golden", "runs", "lookups.json");
        var lookup = new VocabularyLookup(new() { OutputMode = OutputMode.OneHot });
        lookup.Adapt([golden.GetProperty("layers").GetProperty("one_hot").GetProperty("adapted_on").Strings()]);

        var rows = lookup.Encode(Tensor.From(golden.GetProperty("words").Strings()));

        Assert.Equal(golden.GetProperty("one_hot_vocabulary").Strings(), lookup.GetVocabulary());
        Assert.Equal(golden.GetProperty("one_hot").Shape(), rows.Shape);
        Near.Equal(golden.GetProperty("one_hot").Numbers(), rows.Floats);
    }

    [Fact]
    public void The_mask_takes_id_0_before_the_unknown_ones()
    {
        var lookup = new VocabularyLookup(maskToken: "", vocabulary: ["a", "b"]);
        Assert.Equal([3, 0, 1, 2, 3, 1], lookup.Encode(Tokens).Ints.ToArray());
        Assert.Equal(["", "[UNK]", "a", "b"], lookup.GetVocabulary());
        Assert.Equal(4, lookup.VocabularySize);
    }

    [Fact]
    public void Rows_leave_the_mask_out_and_count_unknown_tokens()
    {
        var counts = new VocabularyLookup(new() { OutputMode = OutputMode.Count, MaxTokens = 5, PadToMaxTokens = true },
            maskToken: "", vocabulary: ["a", "b"]).Encode(Tokens);
        Assert.Equal([2, 5], counts.Shape);
        Assert.Equal([1f, 0, 1, 0, 0, 1, 1, 1, 0, 0], counts.Floats.ToArray());

        var hot = new VocabularyLookup(new() { OutputMode = OutputMode.MultiHot }, vocabulary: ["a", "b"])
            .Encode(Tokens);
        Assert.Equal([1f, 0, 1, 1, 1, 1], hot.Floats.ToArray());
    }

    [Fact]
    public void Idf_of_given_weights_is_their_mean_for_unknown_tokens_and_0_for_padding()
    {
        var lookup = new VocabularyLookup(new() { OutputMode = OutputMode.TfIdf, MaxTokens = 5, PadToMaxTokens = true },
            vocabulary: ["a", "b"], idfWeights: [0.25f, 0.75f]);
        Assert.Equal([0.5f, 0.25f, 0.75f, 0, 0], lookup.IdfWeights);
        Assert.Equal([1f, 0, 0.75f, 0, 0, 0.5f, 0.25f, 0.75f, 0, 0], lookup.Encode(Tokens).Floats.ToArray());
    }

    [Fact]
    public void Without_ids_for_unknown_tokens_they_are_an_error() =>
        Assert.Contains("'x'",
            Assert.Throws<ArgumentException>(() =>
                new VocabularyLookup(new() { NumOovIndices = 0 }, vocabulary: ["", "a", "b"]).Encode(Tokens)).Message);

    [Fact]
    public void Decode_goes_back()
    {
        var lookup = new VocabularyLookup(new() { Invert = true }, maskToken: "", vocabulary: ["a", "b"]);
        Assert.Equal(["b", "", "[UNK]", "a", "[UNK]"], lookup.Decode(Tensor.From([3, 0, 1, 2, 99])).Strings.ToArray());
        Assert.Throws<InvalidOperationException>(() => lookup.Encode(Tokens));
    }

    [Fact]
    public void Integers_of_equal_count_come_largest_first_and_unknown_ones_by_remainder()
    {
        var lookup = new IntegerVocabularyLookup(new() { NumOovIndices = 3 }, maskToken: 0);
        lookup.Adapt([[5, 9, 9], [0, -1, 12]]);
        Assert.Equal([0, -1, -1, -1, 9, 12, 5], lookup.GetVocabulary());
        Assert.Equal([6, 0, 1 + 1, 1 + 2, 4], lookup.Encode(Tensor.From([5, 0, 100, -4, 9])).Ints.ToArray());
        Assert.Equal([9, -1], lookup.Decode(Tensor.From([4, 1])).Ints.ToArray());
    }

    [Fact]
    public void Vocabularies_that_break_the_rules_are_refused()
    {
        Assert.Contains("more than once", Refused(new(), ["a", "a"]));
        Assert.Contains("outside its place", Refused(new(), ["a", ""]));
        Assert.Contains("at most 3", Refused(new() { MaxTokens = 3 }, ["a", "b"]));
        Assert.Contains("at least one", Refused(new(), []));
        Assert.Contains("outside its place", Refused(new() { Invert = true }, ["a", "[UNK]"]));
        Assert.Equal(5, new VocabularyLookup(maskToken: "",
            vocabulary: ["", "[UNK]", "a", "[UNK]", "b"]).VocabularySize);
        Assert.Throws<ArgumentException>(() => new IntegerVocabularyLookup(new() { Salt = 3 }));

        static string Refused(VocabularyLookupOptions options, string[] vocabulary) =>
            Assert.Throws<ArgumentException>(() =>
                new VocabularyLookup(options, maskToken: "", vocabulary: vocabulary)).Message;
    }

    [Fact]
    public void Categories_are_encoded_by_sample_or_by_id()
    {
        var ids = Tensor.From(new[,] { { 0, 2 }, { 1, 1 } });
        Assert.Equal([1f, 0, 1, 0, 1, 0], CategoryRows.Encode(ids, 3).Floats.ToArray());
        Assert.Equal([1f, 0, 1, 0, 2, 0], CategoryRows.Encode(ids, 3, OutputMode.Count).Floats.ToArray());
        Assert.Equal([0.5f, 0, 2, 0, 4, 0],
            CategoryRows.Encode(ids, 3, OutputMode.Count,
                Tensor.From(new[,] { { 0.5f, 2 }, { 1, 3 } })).Floats.ToArray());
        Assert.Equal([2, 2, 3], CategoryRows.Encode(ids, 3, OutputMode.OneHot).Shape);
        Assert.Equal([2, 3], CategoryRows.Encode(Tensor.From(new[,] { { 0 }, { 1 } }), 3, OutputMode.OneHot).Shape);
        Assert.Equal([3], CategoryRows.Encode(Tensor.From([1, 2]), 3).Shape);
        Assert.Throws<ArgumentOutOfRangeException>(() => CategoryRows.Encode(ids, 2));
        Assert.Throws<ArgumentException>(() => CategoryRows.Encode(new Tensor([1, 1, 1], ElementType.Int32), 2));
    }
}
