using static Valence.Text.Tests.ReadingError;

namespace Valence.Text.Tests;

/// <summary>Files of one JSON object a line.</summary>
public sealed class JsonLinesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_takes_JSON_lines_with_labels_of_any_plain_kind()
    {
        var path = _folder.Write("a.jsonl", """
            {"id": 1, "text": "a \"quoted\"\nline", "label": "pos"}

            {"label": 3, "text": "b"}
            {"text": "c", "label": true}
            {"text": "d", "label": null}
            {"text": "e"}
            """);
        Assert.Equal(
            [new LabelledText("a \"quoted\"\nline", "pos", 1), new("b", "3", 3), new("c", "true", 4), new("d", null, 5),
                new("e", null, 6)],
            LabelledTexts.Read(path));
    }

    [Theory]
    [InlineData("{\"text\":\"a\"}", "{\"text\":\"b\",\"label\":1}", "the row has no label")]
    [InlineData("{\"label\":1}", "{\"text\":\"b\",\"label\":1}", "expected a text under 'text', found nothing")]
    [InlineData("{}", "{\"label\":1,\"text\":\"b\"}", "expected a text under 'text', found nothing")]
    [InlineData("{\"id\":1}", "{\"id\":2,\"text\":\"b\",\"label\":1}", "expected a text under 'text'")]
    public void A_key_that_a_row_lacks_is_named_with_the_row_wherever_it_is(string lacking, string whole,
        string problem)
    {
        for (var at = 0; at < 4; at++)
        {
            var rows = Enumerable.Range(0, 4).Select(i => i == at ? lacking : whole).ToArray();
            foreach (var json in (string[])[string.Join('\n', rows), $"[{string.Join(",\n", rows)}]"])
            {
                var error = Error(_folder.Write("a.jsonl", json), new() { RequireLabels = true });
                Assert.Equal(at + 1, error.Row);
                Assert.Contains(problem, error.Message);
            }
        }
    }

    [Fact]
    public void An_object_among_several_of_a_line_is_named_by_its_number()
    {
        const string Rows = "{\"text\":\"a\",\"label\":1},{\"text\":\"b\",\"label\":0},";
        foreach (var (row, said) in (IEnumerable<(string, string)>)[("{\"text\":\"c\"}", "the row has no label"),
            ("{\"label\":1}", "expected a text"), ("{\"text\":\"c\",\"label\":[]}", "expected a text, a number")])
            Assert.Contains($"line 1: in object 3: {said}", Error(_folder.Write("a.json", $"[{Rows}{row}]"),
                new() { RequireLabels = true }).Message);
    }

    [Fact]
    public void Columns_come_from_all_rows_where_the_first_does_not_have_them()
    {
        Assert.Equal([new LabelledText("a", null, 1), new("b", "1", 2)],
            LabelledTexts.Read(_folder.Write("a.jsonl", "{\"text\":\"a\"}\n{\"text\":\"b\",\"label\":1}\n")));
        Assert.Equal([new LabelledText("a", "0", 1), new("b", "1", 2)], LabelledTexts.Read(_folder.Write("a.jsonl",
            "{\"text\":\"a\",\"label\":0}\n{\"text\":\"b\",\"label\":1,\"class\":2,\"review\":\"c\"}\n")));
    }

    [Theory]
    [InlineData("{\"text\": ", "expected a value at character 10, found the end of the line.")]
    [InlineData("{\"é\":1 \"b\":2}", "expected ',' or '}' at character 8, found '\"'.")]
    [InlineData("{\"a\":1,}", "expected a key in double quotes at character 8, found '}'.")]
    [InlineData("{a:1}", "expected a key in double quotes or '}' at character 2, found 'a'.")]
    [InlineData("{\"a\" 1}", "expected ':' and a value at character 6, found '1'.")]
    [InlineData("{\"a\":tru}", "expected a value at character 6, found 't'.")]
    [InlineData("{\"a\":[1,2}", "expected ',' or ']' at character 10, found '}'.")]
    [InlineData("{\"a\":\"b", "expected the closing quote of a text at character 8, found the end of the line.")]
    [InlineData("{\"a\":\"b\tc\"}", "at character 8, found the control character \\u0009.")]
    [InlineData("{\"a\":1} 2", "expected nothing more after the object at character 9, found '2'.")]
    [InlineData("hello", "expected a JSON object, which begins with '{', at character 1, found 'h'.")]
    [InlineData("{", "Write one object a line")]
    [InlineData("[{\"a\":1}]", "found an array. Write one object a line")]
    public void Read_says_which_character_of_a_line_is_no_JSON(string line, string problem)
    {
        var error = Error(_folder.Write("a.jsonl", "{\"text\": \"a\"}\n" + line + "\n"));
        Assert.Equal(2, error.Row);
        Assert.Contains(problem, error.Message);
        Assert.DoesNotContain("LineNumber", error.Message);
    }

    [Theory]
    [InlineData("{\"text\": \"a\"}\n{\"text\": \n", 2, "not valid JSON")]
    [InlineData("{\"text\": \"a\"}\n[1]\n", 2, "JSON object")]
    [InlineData("{\"text\": \"a\"}\n{\"txt\": \"b\"}\n", 2, "found nothing")]
    [InlineData("{\"text\": 5}\n", 1, "found a number")]
    [InlineData("{\"text\": \"\\ud800\"}\n", 1, "half of a character")]
    [InlineData("{\"text\": \"a\", \"label\": []}\n", 1, "found an array")]
    public void Read_names_the_line_of_malformed_JSON(string json, int row, string problem)
    {
        var error = Error(_folder.Write("a.jsonl", json));
        Assert.Equal(row, error.Row);
        Assert.Contains(problem, error.Message);
    }
}
