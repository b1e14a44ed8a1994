using System.Text.Json;

namespace Valence.Text.Tests;

/// <summary>What Hugging Face's tokenizers made of texts, pairs and texts that are too long.</summary>
public sealed class SubWordGoldenTests
{
    public static TheoryData<string> Names =>
        ["gpt2_bpe", "roberta_bpe", "bert_wordpiece", "bert_cased", "xlmr_unigram"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Ids_tokens_spans_and_decoded_texts_are_those_of_the_reference(string name)
    {
        var tokenizer = Open(name);
        var expected = SharedFolder.Json("tasks", "tokenizers.json").GetProperty(name);
        Assert.Equal(expected.GetProperty("vocabulary").GetInt32(), tokenizer.VocabularySize);
        var texts = expected.GetProperty("texts").Strings();
        for (var i = 0; i < texts.Length; i++)
        {
            var encoded = tokenizer.Encode(texts[i]);
            Assert.Equal(expected.GetProperty("tokens")[i].Strings(), encoded.Tokens);
            Assert.Equal(expected.GetProperty("ids")[i].Ints(), encoded.Ids);
            Assert.Equal(expected.GetProperty("offsets")[i].IntRows().Select(pair => new TextSpan(pair[0], pair[1])),
                encoded.Spans.Select(span => CodePoints(texts[i], span)));
            Assert.Equal(expected.GetProperty("decoded")[i].GetString(), tokenizer.Decode(encoded.Ids));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Pairs_have_the_ids_and_types_of_the_reference(string name)
    {
        var tokenizer = Open(name);
        var expected = SharedFolder.Json("tasks", "tokenizers.json").GetProperty(name);
        var texts = expected.GetProperty("texts").Strings();
        var pairs = expected.GetProperty("pairs");
        for (var i = 0; i < pairs.GetArrayLength(); i++)
        {
            var encoded = tokenizer.Encode(texts[i], texts[i + 1]);
            Assert.Equal(pairs[i].GetProperty("ids").Ints(), encoded.Ids);
            Assert.Equal(pairs[i].GetProperty("types").Ints(), encoded.TypeIds);
        }
    }

    [Fact]
    public void Truncated_texts_and_their_windows_are_those_of_the_reference()
    {
        var cases = SharedFolder.Json("tasks", "tokenizers.json").GetProperty("truncated");
        var tokenizer = Open("roberta_bpe");
        foreach (var expected in cases.EnumerateArray())
        {
            var truncation = new SubWordTruncation(expected.GetProperty("max").GetInt32())
            {
                Stride = expected.GetProperty("stride").GetInt32(),
                Strategy = expected.GetProperty("strategy").GetString() switch
                {
                    "longest_first" => TruncationStrategy.LongestFirst,
                    "only_first" => TruncationStrategy.OnlyFirst,
                    _ => TruncationStrategy.OnlySecond,
                },
            };
            var cut = tokenizer.With(truncation, new(1, "<pad>") { Length = truncation.MaxLength });
            var first = expected.GetProperty("a").GetString()!;
            var encoded = expected.Find("b") is { } second ? cut.Encode(first, second.GetString()!)
                : cut.Encode(first);
            Assert.Equal(expected.GetProperty("ids").Ints(), encoded.Ids);
            Assert.Equal(expected.GetProperty("mask").Ints(), encoded.AttentionMask);
            if (expected.Find("overflowing") is { } windows)
                Assert.Equal(windows.IntRows(), encoded.Overflowing.Select(window => window.Ids));
        }
    }

    [Theory]
    [InlineData("tokenizer.json")]
    [InlineData("vocab.txt")]
    public void MiniLm_reads_texts_as_the_reference(string file)
    {
        var tokenizer = SubWordTokenizer.Open(SharedFolder.Path("minilm", file)).With(null, null);
        var expected = SharedFolder.Json("golden", "bert", "wordpiece.json");
        foreach (var text in expected.GetProperty("texts").EnumerateArray())
        {
            Assert.Equal(text.GetProperty("ids").Ints(), tokenizer.Encode(text.GetProperty("text").GetString()!).Ids);
            Assert.Equal(text.GetProperty("tokens").Strings(),
                tokenizer.Encode(text.GetProperty("text").GetString()!, addSpecialTokens: false).Tokens);
        }
        foreach (var pair in expected.GetProperty("pairs").EnumerateArray())
        {
            var cut = tokenizer.With(new(pair.GetProperty("max_length").GetInt32()), null);
            var encoded = cut.Encode(pair.GetProperty("a").GetString()!, pair.GetProperty("b").GetString()!);
            Assert.Equal(pair.GetProperty("input_ids").Ints(), encoded.Ids);
            Assert.Equal(pair.GetProperty("token_type_ids").Ints(), encoded.TypeIds);
            Assert.Equal(pair.GetProperty("attention_mask").Ints(), encoded.AttentionMask);
        }
    }

    private static SubWordTokenizer Open(string name) =>
        SubWordTokenizer.Open(SharedFolder.Path("tasks", name + ".tokenizer.json"));

    private static TextSpan CodePoints(string text, TextSpan span) =>
        new(CodePoints(text, span.Start), CodePoints(text, span.End));

    private static int CodePoints(string text, int units) => text[..units].EnumerateRunes().Count();
}
