using System.Text.Json.Nodes;

namespace Valence.Text.Tests;

public sealed class SubWordTokenizerTests
{
    [Theory]
    [MemberData(nameof(SubWordGoldenTests.Names), MemberType = typeof(SubWordGoldenTests))]
    public void A_saved_tokenizer_opens_as_an_equal_one(string name)
    {
        using var folder = new TemporaryFolder();
        var tokenizer = Open(name).With(
            new(20) { Stride = 3, Strategy = TruncationStrategy.OnlyFirst, Direction = SequenceEnd.Pre },
            new(1, "[PAD]") { MultipleOf = 8, Direction = SequenceEnd.Pre, TypeId = 2 });
        tokenizer.Save(folder.Path);
        var again = SubWordTokenizer.Open(folder.Path);
        Assert.Equal(tokenizer.ToJson(), again.ToJson());
        Assert.Equal((tokenizer.Truncation, tokenizer.Padding), (again.Truncation, again.Padding));
        var texts = new RandomTexts(4);
        for (var i = 0; i < 200; i++)
        {
            var text = texts.Next();
            AssertEqual(tokenizer.Encode(text), again.Encode(text));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Texts_together_are_encoded_as_alone_whatever_the_threads(int threads)
    {
        var random = new RandomTexts(9);
        var texts = Enumerable.Range(0, 300).Select(_ => random.Next()).ToArray();
        foreach (var name in SubWordGoldenTests.Names)
        {
            var tokenizer = Open(name.Data);
            var together = tokenizer.EncodeAll(texts, threads: threads);
            for (var i = 0; i < texts.Length; i++) AssertEqual(tokenizer.Encode(texts[i]), together[i]);
            var padded = tokenizer.With(null, new(0, "[PAD]")).EncodeAll(texts, texts, threads: threads);
            var longest = texts.Max(text => tokenizer.Encode(text, text).Ids.Count);
            Assert.All(padded, text => Assert.Equal(longest, text.Ids.Count));
        }
    }

    [Fact]
    public void Text_without_half_surrogates_and_with_them_is_encoded()
    {
        foreach (var name in SubWordGoldenTests.Names)
        {
            var tokenizer = Open(name.Data);
            Assert.Equal(tokenizer.Encode("a\uFFFDb \uFFFD").Ids, tokenizer.Encode("a\uD800b \uDC00").Ids);
        }
    }

    [Fact]
    public void Windows_cover_a_text_from_either_end()
    {
        var tokenizer = Open("bert_wordpiece");
        var text = string.Join(' ', Enumerable.Repeat("a b c d e f g", 5));
        var whole = tokenizer.Encode(text, addSpecialTokens: false).Ids.ToArray();
        for (var stride = 0; stride < 6; stride++)
            foreach (var direction in (SequenceEnd[])[SequenceEnd.Pre, SequenceEnd.Post])
            {
                var cut = tokenizer.With(new(8) { Stride = stride, Direction = direction }, null).Encode(text);
                int[][] windows = [.. ((EncodedText[])[cut, .. cut.Overflowing]).Select(window =>
                    window.Ids.Skip(1).SkipLast(1).ToArray())];
                Assert.Equal(Plain(whole, 6, stride, direction == SequenceEnd.Pre), windows);
            }
    }

    [Fact]
    public void Added_tokens_are_found_as_their_flags_say()
    {
        var json = JsonNode.Parse(Open("bert_wordpiece").ToJson())!.AsObject();
        var added = json["added_tokens"]!.AsArray();
        added.Add(JsonNode.Parse("""
            {"id": 900, "content": "<x>", "lstrip": true, "rstrip": true, "normalized": false}
            """));
        added.Add(JsonNode.Parse("""{"id": 901, "content": "Foo", "single_word": true, "normalized": true}"""));
        added.Add(JsonNode.Parse("""{"id": 902, "content": "<xy>", "normalized": false}"""));
        var tokenizer = SubWordTokenizer.FromJson(json.ToJsonString());
        var encoded = tokenizer.Encode("foo  <x>  FOO foobar <xy>", addSpecialTokens: false);
        Assert.Equal([901, 900, 901], encoded.Ids.Take(3));
        Assert.Equal(902, encoded.Ids[^1]);
        Assert.Equal(["foo", "  <x>  ", "foo"], encoded.Tokens.Take(3));
        Assert.Equal([new(0, 3), new(3, 10), new(10, 13)], encoded.Spans.Take(3));
        Assert.DoesNotContain(901, encoded.Ids.Skip(3));
        Assert.Equal(903, tokenizer.VocabularySize);
        Assert.Equal((900, "<x>"), (tokenizer.Id("<x>"), tokenizer.Token(900)));
    }

    [Fact]
    public void What_cannot_be_cut_or_decoded_is_said()
    {
        var tokenizer = Open("bert_wordpiece");
        Assert.Contains("special tokens", Error(() => tokenizer.With(new(1), null).Encode("a b c")));
        Assert.Contains("stride below the 2", Error(() => tokenizer.With(new(4) { Stride = 2 }, null).Encode("a b c")));
        var second = new SubWordTruncation(4) { Strategy = TruncationStrategy.OnlySecond };
        Assert.Contains("a pair", Error(() => tokenizer.With(second, null).Encode("a b c")));
        Assert.Contains("have to go", Error(() => tokenizer.With(second, null).Encode("a b c", "d")));
        Assert.Contains("received 5000 at place 1", Error(() => tokenizer.Decode([2, 5000])));
        Assert.Contains("place 1", Assert.Throws<ArgumentException>(() => tokenizer.EncodeAll(["a", null!])).Message);
        Assert.Throws<ArgumentException>(() => tokenizer.EncodeAll(["a"], ["b", "c"]));
    }

    [Fact]
    public void A_vocabulary_with_merges_beside_it_opens_as_the_whole_file()
    {
        foreach (var name in (string[])["gpt2_bpe", "roberta_bpe"])
        {
            using var folder = new TemporaryFolder();
            var whole = Open(name);
            var model = JsonNode.Parse(whole.ToJson())!["model"]!;
            folder.Write("vocab.json", model["vocab"]!.ToJsonString());
            folder.Write("merges.txt", "#version: 0.2\n" + string.Join('\n', model["merges"]!.AsArray()
                .Select(merge => $"{merge![0]} {merge[1]}")) + "\n");
            var parts = SubWordTokenizer.Open(folder.Path);
            var texts = new RandomTexts(5);
            for (var i = 0; i < 300; i++)
            {
                var text = texts.Next().Replace("<", "", StringComparison.Ordinal);
                AssertEqual(whole.Encode(text), parts.Encode(text));
            }
        }
    }

    [Fact]
    public void The_settings_beside_a_vocabulary_are_used()
    {
        using var folder = new TemporaryFolder();
        folder.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nTom\ntom\nà\na\n");
        Assert.Equal([2, 6, 8, 3], SubWordTokenizer.Open(folder.Path).Encode("Tom à").Ids);
        folder.Write("tokenizer_config.json", """{"do_lower_case": false, "cls_token": {"content": "[MASK]"}}""");
        Assert.Equal([4, 5, 7, 3], SubWordTokenizer.Open(folder.Path).Encode("Tom à").Ids);
        folder.Write("tokenizer_config.json", """{"do_basic_tokenize": false}""");
        Assert.Contains("do_basic_tokenize", Assert.ThrowsAny<ValenceException>(
            () => SubWordTokenizer.Open(folder.Path)).Message);
    }

    [Fact]
    public void Byte_pairs_of_KerasHub_are_those_of_the_reference()
    {
        var golden = SharedFolder.Json("golden", "hub", "tokenizers.json").GetProperty("bpe");
        using var folder = new TemporaryFolder();
        folder.Write("vocab.json", golden.GetProperty("vocabulary").GetRawText());
        folder.Write("merges.txt", string.Join('\n', golden.GetProperty("merges").Strings()));
        var tokenizer = SubWordTokenizer.Open(folder.Path);
        foreach (var (text, ids) in golden.GetProperty("texts").Strings().Zip(golden.GetProperty("ids").IntRows()))
            Assert.Equal(ids, tokenizer.Encode(text).Ids);
    }

    [Fact]
    public void WordPiece_of_KerasHub_is_that_of_the_reference()
    {
        var golden = SharedFolder.Json("golden", "hub", "tokenizers.json");
        var tokenizer = SubWordTokenizer.FromKerasWordPiece(
            golden.GetProperty("vocabulary").Strings(), lowercase: true);
        foreach (var (text, ids) in golden.GetProperty("texts").Strings().Zip(golden.GetProperty("ids").IntRows()))
            Assert.Equal(ids, tokenizer.Encode(text).Ids);
    }

    [Fact]
    public void Decoders_make_text_of_tokens()
    {
        var json = JsonNode.Parse(Open("xlmr_unigram").ToJson())!.AsObject();
        json["decoder"] = JsonNode.Parse("""
            {"type": "Sequence", "decoders": [
              {"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"},
              {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]}
            """);
        var tokenizer = SubWordTokenizer.FromJson(json.ToJsonString());
        Assert.Equal("I can't talk", tokenizer.Decode(tokenizer.Encode("I can't talk").Ids));
    }

    [Theory]
    [InlineData("Removed", "a-b--c", "a b c")]
    [InlineData("Isolated", "a-b--c", "a - b - - c")]
    [InlineData("MergedWithPrevious", "-a-b--c", "- a- b- - c")]
    [InlineData("MergedWithNext", "a-b--c-", "a -b - -c -")]
    [InlineData("Contiguous", "a-b--c", "a - b -- c")]
    public void Splits_behave_as_they_are_declared(string behavior, string text, string expected)
    {
        var json = JsonNode.Parse(Open("bert_cased").ToJson())!.AsObject();
        foreach (var pattern in (string[])["{\"String\": \"-\"}", "{\"Regex\": \"-\"}"])
        {
            json["pre_tokenizer"] = JsonNode.Parse(
                $$"""{"type": "Split", "pattern": {{pattern}}, "behavior": "{{behavior}}", "invert": false}""");
            json["model"] = JsonNode.Parse("""{"type": "WordLevel", "unk_token": "?", "vocab": {"?": 0}}""");
            json["added_tokens"] = new JsonArray();
            var encoded = SubWordTokenizer.FromJson(json.ToJsonString()).Encode(text);
            Assert.Equal(expected, string.Join(' ', encoded.Spans.Select(span => span.Of(text).ToString())));
        }
    }

    private static IEnumerable<int[]> Plain(int[] ids, int length, int stride, bool fromEnd)
    {
        if (fromEnd)
            return Plain([.. ids.Reverse()], length, stride, false).Select(window => window.Reverse().ToArray());
        var windows = new List<int[]>();
        for (var start = 0; ; start += length - stride)
        {
            windows.Add([.. ids.Skip(start).Take(length)]);
            if (start + length >= ids.Length) return windows;
        }
    }

    private static string Error(Func<object> run) => Assert.Throws<SubWordException>(run).Message;

    private static SubWordTokenizer Open(string name) =>
        SubWordTokenizer.Open(SharedFolder.Path("tasks", name + ".tokenizer.json"));

    private static void AssertEqual(EncodedText expected, EncodedText actual)
    {
        Assert.Equal(expected.Ids, actual.Ids);
        Assert.Equal(expected.Tokens, actual.Tokens);
        Assert.Equal(expected.Spans, actual.Spans);
        Assert.Equal(expected.TypeIds, actual.TypeIds);
        Assert.Equal(expected.SpecialTokensMask, actual.SpecialTokensMask);
        Assert.Equal(expected.Overflowing.Select(window => window.Ids),
            actual.Overflowing.Select(window => window.Ids));
    }
}
