using System.Text;
using System.Text.Json.Nodes;
using Valence.Formats;

namespace Valence.Text.Tests;

/// <summary>Files that lie, contradict themselves or were damaged: refused by name, or opened as what they
/// are.</summary>
public sealed class SubWordHostileTests
{
    /// <summary>What is put where, and the rule and words of the refusal.</summary>
    public static TheoryData<string, string, string, string> Lies => new()
    {
        { "version", "\"2.0\"", "T01", "'1.0'" },
        { "extra", "1", "T01", "extra: expected a field" },
        { "normalizer", """{"type": "Shout"}""", "T01", "normalizer.type: expected a normalizer that Valence knows" },
        { "normalizer", """{"type": "NFC", "twice": true}""", "T01", "normalizer.twice" },
        { "normalizer", "3", "T02", "normalizer: expected an object" },
        { "normalizer", """{"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": 1}]}""", "T02",
            "normalizer.normalizers[1].type" },
        { "normalizer", """{"type": "Replace", "pattern": {"Regex": "("}, "content": ""}""", "T07", "expression" },
        { "normalizer", """{"type": "Replace", "pattern": {"String": ""}, "content": ""}""", "T07", "not empty" },
        { "normalizer", """{"type": "Replace", "pattern": {}, "content": ""}""", "T07", "neither" },
        { "normalizer", """{"type": "Precompiled", "precompiled_charsmap": "???"}""", "T08", "base 64" },
        { "normalizer", """{"type": "Precompiled", "precompiled_charsmap": "////fwA="}""", "T08", "trie" },
        { "pre_tokenizer", """{"type": "UnicodeScripts"}""", "T01", "'UnicodeScripts'" },
        { "pre_tokenizer", """{"type": "Punctuation", "behavior": "Eaten"}""", "T01", "'Eaten'" },
        { "pre_tokenizer", """{"type": "Metaspace", "replacement": "ab"}""", "T02", "one character" },
        { "post_processor", """{"type": "BertProcessing", "sep": ["[SEP]", 99], "cls": ["[CLS]", 2]}""", "T06",
            "'[SEP]' as 99" },
        { "post_processor", """{"type": "BertProcessing", "sep": "x", "cls": ["[CLS]", 2]}""", "T06", "and its id" },
        { "post_processor", """
            {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "[X]", "type_id": 0}}],
             "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}}],
             "special_tokens": {}}
            """, "T06", "special_tokens" },
        { "decoder", """{"type": "CTC"}""", "T01", "'CTC'" },
        { "truncation", """{"max_length": 0, "strategy": "LongestFirst", "stride": 0}""", "T02", "from 1" },
        { "truncation", """{"max_length": 9, "strategy": "Random", "stride": 0}""", "T01", "'Random'" },
        { "padding", """
            {"strategy": {"Fixed": 2000000000}, "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]"}
            """, "T02", "padding.strategy.Fixed" },
        { "added_tokens", """[{"id": 2000000000, "content": "<x>"}]""", "T02", "added_tokens[0].id" },
        { "added_tokens", """[{"id": 5, "content": "<x>"}]""", "T06", "which the model has for" },
        { "added_tokens", """[{"id": 950, "content": "[MASK]"}]""", "T06", "which the model has for" },
        { "added_tokens", """[{"id": 950, "content": "<x>"}, {"id": 950, "content": "<y>"}]""", "T06", "again" },
        { "added_tokens", """[{"id": 950, "content": ""}]""", "T06", "not empty" },
        { "model", """{"type": "Magic", "vocab": {}}""", "T01", "'Magic'" },
        { "model", "null", "T02", "model" },
        { "model", """{"type": "WordLevel", "unk_token": "?", "vocab": {"?": -1}}""", "T03", "an id from 0" },
        { "model", """{"type": "WordLevel", "unk_token": "?", "vocab": {"?": 2147483647}}""", "T03", "an id from 0" },
        { "model", """{"type": "WordLevel", "unk_token": "?", "vocab": {"?": 1e300}}""", "T03", "an id from 0" },
        { "model", """{"type": "WordLevel", "unk_token": "?", "vocab": {"?": 1, "a": 1}}""", "T03", "id of its own" },
        { "model", """{"type": "WordLevel", "unk_token": "x", "vocab": {"?": 1}}""", "T03", "unk_token" },
        { "model", """{"type": "WordLevel", "unk_token": "?", "vocab": {"?": 1, "?": 2}}""", "J03", "twice" },
        { "model", """{"type": "BPE", "vocab": {"a": 0, "b": 1}, "merges": ["a b"]}""", "T04", "'ab'" },
        { "model", """{"type": "BPE", "vocab": {"a": 0, "ab": 1}, "merges": ["a b"]}""", "T04", "'b'" },
        { "model", """{"type": "BPE", "vocab": {"a": 0}, "merges": ["a"]}""", "T04", "two tokens" },
        { "model", """{"type": "BPE", "vocab": {"a": 0}, "merges": [["a", 1]]}""", "T04", "two tokens" },
        { "model", """{"type": "BPE", "vocab": {"a": 0, "aa": 1}, "merges": ["a a", "a a"]}""", "T04", "each merge" },
        { "model", """{"type": "BPE", "dropout": 0.5, "vocab": {"a": 0}, "merges": []}""", "T01", "dropout" },
        { "model", """{"type": "Unigram", "unk_id": 7, "vocab": [["a", 0]]}""", "T02", "unk_id" },
        { "model", """{"type": "Unigram", "unk_id": 0, "vocab": [["a"]]}""", "T05", "a token and its score" },
        { "model", """{"type": "Unigram", "unk_id": 0, "vocab": [["a", NaN]]}""", "J05", "NaN" },
        { "model", """{"type": "Unigram", "unk_id": 0, "vocab": [["a", 0], ["a", 0]]}""", "T03", "each token once" },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public void Lies_are_refused_by_name(string field, string value, string rule, string words)
    {
        // Put in as text, since a parser would refuse some before.
        var json = JsonNode.Parse(Json("bert_wordpiece"))!.AsObject();
        json[field] = "HERE";
        if (field == "model") json["added_tokens"] = new JsonArray();
        var error = Assert.Throws<FileFormatException>(() => SubWordTokenizer.FromJson(
            json.ToJsonString().Replace("\"HERE\"", value, StringComparison.Ordinal)));
        Assert.Equal(rule, error.Rule);
        Assert.Contains(words, error.Message);
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        var deep = new StringBuilder("{\"type\":\"NFC\"}");
        for (var i = 0; i < 20_000; i++) deep.Insert(0, "{\"type\":\"Sequence\",\"normalizers\":[").Append("]}");
        var json = Json("bert_wordpiece").Replace("\"version\"",
            $"\"normalizer\":{deep},\"version\"", StringComparison.Ordinal);
        Assert.Equal("J02", Assert.Throws<FileFormatException>(() => SubWordTokenizer.FromJson(json)).Rule);
    }

    [Theory]
    [MemberData(nameof(SubWordGoldenTests.Names), MemberType = typeof(SubWordGoldenTests))]
    public void Damaged_files_are_refused_or_opened(string name)
    {
        var random = new Random(77);
        var json = Small(name);
        var opened = 0;
        for (var i = 0; i < 400; i++)
        {
            var damaged = (byte[])json.Clone();
            for (var count = random.Next(1, 4); count > 0; count--) Damage(ref damaged, random);
            if (Try(damaged)) opened++;
        }
        Assert.InRange(opened, 1, 399);
    }

    [Theory]
    [MemberData(nameof(SubWordGoldenTests.Names), MemberType = typeof(SubWordGoldenTests))]
    public void Values_in_wrong_places_are_refused_or_opened(string name)
    {
        string[] values = ["null", "true", "-1", "2147483648", "1e308", "\"\"", "\"\\u0000\"", "[]", "{}", "[[]]", "0"];
        var whole = Encoding.UTF8.GetString(Small(name));
        var paths = Paths(JsonNode.Parse(whole)!).ToArray();
        foreach (var path in paths)
            foreach (var value in values)
            {
                var json = JsonNode.Parse(whole)!;
                Put(json, path, JsonNode.Parse(value));
                Try(Encoding.UTF8.GetBytes(json.ToJsonString()));
            }
        Assert.InRange(paths.Length, 30, 400);
    }

    [Fact]
    public void A_compiled_map_of_any_bytes_harms_nothing()
    {
        var random = new Random(5);
        for (var i = 0; i < 300; i++)
        {
            var map = new byte[4 + 4 * random.Next(1, 300) + random.Next(40)];
            random.NextBytes(map);
            BitConverter.TryWriteBytes(map, (map.Length - 4) / 4 * 4);
            for (var at = 4; at + 4 <= map.Length; at += 4)
                if (random.Next(3) > 0)
                    BitConverter.TryWriteBytes(map.AsSpan(at),
                        random.Next(1 << 20) | random.Next(2) << 8 | random.Next(128));
            var json = JsonNode.Parse(Json("xlmr_unigram"))!.AsObject();
            json["normalizer"] = new JsonObject
            {
                ["type"] = "Precompiled",
                ["precompiled_charsmap"] = Convert.ToBase64String(map),
            };
            Try(Encoding.UTF8.GetBytes(json.ToJsonString()));
        }
    }

    [Theory]
    [InlineData("""{"<s>": "x", "</s>": 1}""", "a b", "J|T")]
    [InlineData("""{"a": 0, "b": {}}""", "a b", "T03")]
    [InlineData("""["a"]""", "a b", "T03")]
    [InlineData("""{"a": 0, "b": 1}""", "a b", "T04")]
    [InlineData("""{"a": 0, "b": 1, "ab": 2}""", "a b c", "T04")]
    public void Lies_of_older_files_are_refused_by_name(string vocabulary, string merges, string rule)
    {
        using var folder = new TemporaryFolder();
        folder.Write("vocab.json", vocabulary);
        folder.Write("merges.txt", merges);
        var error = Assert.Throws<FileFormatException>(() => SubWordTokenizer.Open(folder.Path));
        Assert.Matches(rule, error.Rule);
    }

    [Fact]
    public void Parts_that_double_a_text_again_and_again_are_refused()
    {
        var doubling = string.Join(',', Enumerable.Repeat(
            """{"type": "Replace", "pattern": {"String": "a"}, "content": "aa"}""", 60));
        var json = JsonNode.Parse(Json("bert_wordpiece"))!.AsObject();
        json["normalizer"] = JsonNode.Parse($$"""{"type": "Sequence", "normalizers": [{{doubling}}]}""");
        Assert.Contains("at most", Assert.Throws<SubWordException>(
            () => SubWordTokenizer.FromJson(json.ToJsonString()).Encode("a")).Message);
        json["normalizer"] = null;
        json["decoder"] = JsonNode.Parse($$"""
            {"type": "Sequence", "decoders": [{"type": "Sequence", "decoders": [{{doubling}}]}]}
            """);
        var tokenizer = SubWordTokenizer.FromJson(json.ToJsonString());
        Assert.Contains("at most", Assert.Throws<SubWordException>(
            () => tokenizer.Decode(tokenizer.Encode("a").Ids)).Message);
    }

    [Fact]
    public void Long_words_take_no_time_that_grows_with_their_square()
    {
        var text = string.Concat(Enumerable.Repeat("abcdeéf", 60_000));
        foreach (var name in SubWordGoldenTests.Names)
            Assert.InRange(SubWordTokenizer.FromJson(Json(name.Data)).Encode(text).Ids.Count, 1, 3 * text.Length);
    }

    private static bool Try(byte[] json)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var tokenizer = SubWordTokenizer.FromJson(Encoding.UTF8.GetString(json));
            foreach (var text in (string[])["", "I can't talk to girls. é 日本 👍🏽", "[MASK] </s>  x"])
            {
                var encoded = tokenizer.Encode(text);
                Assert.All(encoded.Spans, span => Assert.InRange(span.End, span.Start, text.Length));
                Assert.Equal(encoded.Ids.Count, encoded.Tokens.Count);
                tokenizer.Decode([.. encoded.Ids.Zip(encoded.AttentionMask).Where(pair => pair.Second > 0)
                    .Select(pair => pair.First)]);
            }
            Assert.Equal(tokenizer.ToJson(), SubWordTokenizer.FromJson(tokenizer.ToJson()).ToJson());
            return true;
        }
        catch (ValenceException)
        {
            return false;
        }
        finally
        {
            // A padding of a length that the file may name is the most.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 600_000_000);
        }
    }

    private static void Damage(ref byte[] bytes, Random random)
    {
        var at = random.Next(bytes.Length);
        switch (random.Next(4))
        {
            case 0: bytes[at] = (byte)random.Next(256); break;
            case 1: bytes[at] = (byte)"0123456789,:[]{}\"\\tfn-.e"[random.Next(24)]; break;
            case 2: bytes = [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(1, 30))..]]; break;
            default:
                bytes = [.. bytes[..at], .. bytes.AsSpan(random.Next(bytes.Length)) is var rest
                ? rest[..Math.Min(rest.Length, random.Next(1, 30))].ToArray() : [], .. bytes[at..]]; break;
        }
        if (bytes.Length == 0) bytes = [0];
    }

    /// <summary>The file with the first tokens and merges of its model, so that damage meets its structure.</summary>
    private static byte[] Small(string name)
    {
        var json = JsonNode.Parse(Json(name))!.AsObject();
        var model = json["model"]!.AsObject();
        if (model["vocab"] is JsonArray list)
        {
            while (list.Count > 24) list.RemoveAt(24);
        }
        else
        {
            var table = model["vocab"]!.AsObject();
            foreach (var token in table.Select(entry => entry.Key).Skip(24).ToArray()) table.Remove(token);
            if (model["merges"] is JsonArray merges) while (merges.Count > 0) merges.RemoveAt(0);
        }
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    private static IEnumerable<object[]> Paths(JsonNode node)
    {
        var children = node switch
        {
            JsonObject fields => fields.Select(field => ((object)field.Key, field.Value)).ToArray(),
            JsonArray items => items.Select((item, i) => ((object)i, item)).ToArray(),
            _ => [],
        };
        foreach (var (key, child) in children)
        {
            yield return [key];
            if (child is not null)
                foreach (var path in Paths(child)) yield return [key, .. path];
        }
    }

    private static void Put(JsonNode node, object[] path, JsonNode? value)
    {
        foreach (var key in path[..^1]) node = key is int i ? node[i]! : node[(string)key]!;
        if (path[^1] is int last) node[last] = value;
        else node[(string)path[^1]] = value;
    }

    private static string Json(string name) =>
        File.ReadAllText(SharedFolder.Path("tasks", name + ".tokenizer.json"));
}
