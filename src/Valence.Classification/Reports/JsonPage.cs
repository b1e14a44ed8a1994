using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Valence.Classification;

/// <summary>A report as JSON: what the pages say, with numbers as they were before they were rounded for
/// people.</summary>
internal sealed class JsonPage
{
    // Texts of the data may stand in any page later; what is not ASCII reads as it is.
    private static readonly JsonSerializerOptions Form = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All),
    };

    private readonly JsonArray _sections = [];
    private readonly string _title;

    public JsonPage(string title) => _title = title;

    /// <summary>Adds a section.</summary>
    public void Add(string title, IEnumerable<ReportBlock> blocks) => _sections.Add((JsonNode)new JsonObject
    {
        ["title"] = title,
        ["parts"] = new JsonArray([.. blocks.Select(Json)]),
    });

    /// <summary>The whole page.</summary>
    public override string ToString() =>
        new JsonObject { ["title"] = _title, ["sections"] = _sections.DeepClone() }.ToJsonString(Form) + "\n";

    private static JsonNode Json(ReportBlock block) => block switch
    {
        ReportSentence { IsWarning: true } warning => new JsonObject { ["warning"] = warning.Text },
        ReportSentence sentence => new JsonObject { ["sentence"] = sentence.Text },
        ReportPicture picture => Json(picture),
        ReportTable table => new JsonObject
        {
            ["table"] = table.Caption,
            ["columns"] = new JsonArray([.. table.Headers.Select(header => (JsonNode)header.Text)]),
            ["rows"] = new JsonArray([.. table.Rows.Select(row =>
                (JsonNode)new JsonArray([.. row.Select(Json)]))]),
        },
        ReportMistake mistake => Json(mistake),
        _ => throw new ArgumentException($"Expected a block that pages know, received {block.GetType().Name}.",
            nameof(block)),
    };

    private static JsonObject Json(ReportPicture picture)
    {
        var json = new JsonObject
        {
            ["picture"] = picture.Title,
            ["description"] = picture.Description,
            ["curves"] = new JsonArray([.. picture.Curves.Select(curve => (JsonNode)new JsonObject
            {
                ["name"] = curve.Name,
                ["points"] = new JsonArray([.. curve.Points.Select(point => Numbers(point.X, point.Y))]),
            })]),
        };
        if (picture.Band.Count > 0)
            json["band"] = new JsonArray([.. picture.Band.Select(point => Numbers(point.X, point.Low, point.High))]);
        return json;
    }

    private static JsonObject Json(ReportMistake mistake)
    {
        var json = new JsonObject { ["mistake"] = mistake.Place.Row };
        foreach (var (name, value) in mistake.Facts) json[name.Replace(' ', '_')] = Json(value);
        json["text"] = string.Concat(mistake.Parts.Select(part => part.Text));
        json["words_for"] = Words(mistake, 1);
        json["words_against"] = Words(mistake, -1);
        json["letters_left_out"] = mistake.LettersLeftOut;
        return json;
    }

    private static JsonArray Words(ReportMistake mistake, int sign) =>
        new([.. mistake.Parts.Where(part => part.Sign == sign).Select(part => (JsonNode)part.Text)]);

    private static JsonNode? Json(ReportCell cell) => cell.Values switch
    {
        null => cell.Text,
        [] => null,
        [var value] => Number(value),
        var several => Numbers([.. several]),
    };

    private static JsonNode Numbers(params ReadOnlySpan<double> numbers)
    {
        var array = new JsonArray();
        foreach (var number in numbers) array.Add(Number(number));
        return array;
    }

    // JSON has no NaN.
    private static JsonNode? Number(double number) => double.IsFinite(number) ? number : null;
}
