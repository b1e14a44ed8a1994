using System.Text;
using System.Text.Json;

namespace Valence.Formats.Tests;

public sealed class StrictJsonTests
{
    private static JsonElement Parse(byte[] bytes, JsonLimits? limits = null) =>
        StrictJson.Parse(bytes, new("model.keras", "config.json"), limits);

    private static JsonElement Parse(string text, JsonLimits? limits = null) =>
        Parse(Encoding.UTF8.GetBytes(text), limits);

    [Fact]
    public void Every_Keras_configuration_is_read()
    {
        foreach (var file in Directory.GetFiles(Golden.Path(), "*.keras", SearchOption.AllDirectories))
        {
            var zip = ZipReader.Open(file);
            var config = StrictJson.Parse(zip.Read("config.json").Span, new(file, "config.json"));
            Assert.True(config.TryGetProperty("class_name", out _));
            Assert.True(StrictJson.Parse(zip.Read("metadata.json").Span, new(file, "metadata.json"))
                .TryGetProperty("keras_version", out _));
        }
    }

    [Fact]
    public void Values_are_read()
    {
        var value = Parse("\ufeff{\"a\": [1, -0.0, 1e308, true, null], \"é\": \"\\ud83d\\ude00\"}");
        Assert.Equal(1e308, value.GetProperty("a")[2].GetDouble());
        Assert.Equal("😀", value.GetProperty("é").GetString());
    }

    public static TheoryData<string, string, byte[]> Hostile()
    {
        var texts = new TheoryData<string, string, byte[]>();
        void Add(string rule, string what, string text) => texts.Add(rule, what, Encoding.UTF8.GetBytes(text));
        Add("J01", "empty", "");
        Add("J01", "not JSON", "hello");
        Add("J01", "cut off", "{\"a\": [1, 2");
        Add("J01", "two values", "{} {}");
        Add("J01", "comment", "{} // comment");
        Add("J01", "trailing comma", "[1,]");
        Add("J01", "single quotes", "{'a': 1}");
        Add("J01", "raw line break in a text", "\"a\nb\"");
        Add("J01", "leading zero", "[01]");
        Add("J01", "two marks", "\ufeff\ufeff{}");
        Add("J02", "100,000 arrays deep", new string('[', 100_000));
        Add("J02", "100,000 objects deep", string.Concat(Enumerable.Repeat("{\"config\":", 100_000)));
        Add("J02", "97 deep", new string('[', 97) + new string(']', 97));
        Add("J03", "key twice", "{\"class_name\": \"Dense\", \"class_name\": \"Lambda\"}");
        Add("J03", "key twice inside", "[{\"a\": {\"b\": 1, \"c\": 2, \"b\": 3}}]");
        Add("J03", "key twice, once escaped", "{\"name\": 1, \"n\\u0061me\": 2}");
        Add("J04", "half a surrogate pair", "\"\\ud800\"");
        Add("J04", "half a surrogate pair in a key", "{\"\\udc00\": 1}");
        Add("J04", "zero in a key", "{\"a\\u0000b\": 1}");
        Add("J05", "NaN", "{\"rate\": NaN}");
        Add("J05", "NaN first", "NaN");
        Add("J05", "Infinity", "[1, Infinity]");
        Add("J05", "negative Infinity", "[-Infinity]");
        Add("J05", "1e400", "[1e400]");
        Add("J05", "-1e400", "[-1e400]");
        Add("J05", "integer of 401 digits", "[1" + new string('0', 400) + "]");
        texts.Add("J04", "invalid UTF-8", [(byte)'"', 0xc3, 0x28, (byte)'"']);
        texts.Add("J04", "UTF-16", Encoding.Unicode.GetBytes("{}"));
        texts.Add("J04", "UTF-16 with a mark", [0xff, 0xfe, .. Encoding.Unicode.GetBytes("{}")]);
        texts.Add("J04", "UTF-16, other order", Encoding.BigEndianUnicode.GetBytes("{}"));
        return texts;
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_texts_are_refused(string rule, string what, byte[] text)
    {
        var refusal = Refusal.Expect(rule, () => Parse(text));
        Assert.True(refusal.Place.Member == "config.json", what);
    }

    [Fact]
    public void Pythons_own_tokens_are_named()
    {
        Assert.Contains("-Infinity", Refusal.Expect("J05", () => Parse("[-Infinity]")).Message,
            StringComparison.Ordinal);
        Assert.Contains("NaN", Refusal.Expect("J05", () => Parse("[1, NaN]")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_are_kept()
    {
        Refusal.Expect("Z14", () => Parse("[1, 2, 3]", new JsonLimits { MaxBytes = 8 }));
        Refusal.Expect("J02", () => Parse("[1, 2, 3]", new JsonLimits { MaxValues = 3 }));
        Refusal.Expect("Z14", () => Parse("[\"four\"]", new JsonLimits { MaxTextBytes = 3 }));
        Refusal.Expect("Z14", () => Parse("{\"four\": 1}", new JsonLimits { MaxTextBytes = 3 }));
        Refusal.Expect("J02", () => Parse("[[[1]]]", new JsonLimits { MaxDepth = 2 }));
        Assert.Equal(3, Parse("[1, 2, 3]", new JsonLimits { MaxBytes = 9, MaxValues = 4, MaxDepth = 1 })
            .GetArrayLength());
    }

    [Fact]
    public void Limits_of_a_description_grow_with_its_file()
    {
        Assert.Equal(new JsonLimits { MaxTextBytes = 16 << 20 }, JsonLimits.For(0));
        Assert.Equal((20 << 20, 2_000_000 + (1 << 17)), (JsonLimits.For(1 << 20).MaxBytes,
            JsonLimits.For(1 << 20).MaxValues));
        Assert.Equal(Array.MaxLength, JsonLimits.For(1L << 40).MaxBytes);
        Assert.Equal(int.MaxValue, JsonLimits.For(1L << 40).MaxValues);
    }

    [Fact]
    public void A_text_that_stays_in_place_means_the_same()
    {
        var bytes = Encoding.UTF8.GetBytes("\ufeff{\"é\": [1.5, \"x\"]} ");
        Assert.Equal(StrictJson.Parse(bytes, new("json")).ToString(),
            StrictJson.ParseInPlace(bytes, new("json")).ToString());
        Refusal.Expect("J02", () => StrictJson.ParseInPlace(bytes, new("json"), new() { MaxValues = 3 }));
        Refusal.Expect("J01", () => StrictJson.ParseInPlace(bytes.AsMemory(0, bytes.Length - 2), new("json")));
    }

    [Fact]
    public void Mutated_texts_are_read_or_refused() => Mutation.Survives(
        Encoding.UTF8.GetBytes(
            """{"module": "keras", "class_name": "Séquence", "config": {"layers": [{"rate": 1.5e-3}, [1, -2], true, null, "\u00e9\ud83d\ude00"]}}"""),
        bytes => Walk(Parse(bytes)));

    private static void Walk(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject()) Walk(property.Value);
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray()) Walk(item);
                break;
            case JsonValueKind.String: element.GetString(); break;
            case JsonValueKind.Number: Assert.True(double.IsFinite(element.GetDouble())); break;
        }
    }
}
