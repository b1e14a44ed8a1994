using System.Text.Json;

namespace Valence.Text;

/// <summary>Texts and special tokens in the order of a template, each with its type.</summary>
internal sealed class TemplatePostProcessor(TokenLayout single, TokenLayout pair) : PostProcessor
{
    public static TemplatePostProcessor Read(Fields fields)
    {
        var special = ReadSpecial(fields);
        var single = ReadTemplate(fields, "single", special);
        var pair = ReadTemplate(fields, "pair", special);
        if (single.Parts.Any(part => part.Text == 1))
            throw fields.Refuse("T01", "single", "a template of one text", "one with 'B'");
        if (!pair.Parts.Any(part => part.Text == 0) || !pair.Parts.Any(part => part.Text == 1))
            throw fields.Refuse("T01", "pair", "a template with 'A' and 'B'", "one without");
        return new(single, pair);
    }

    public override TokenLayout Layout(bool isPair) => isPair ? pair : single;

    private static Dictionary<string, int[]> ReadSpecial(Fields fields)
    {
        var special = new Dictionary<string, int[]>(StringComparer.Ordinal);
        var all = fields.Object("special_tokens");
        foreach (var name in all.Names())
        {
            var token = all.Object(name);
            var ids = token.List("ids").Select(item => Fields.Whole(item.Value) is >= 0 and <= int.MaxValue and var id
                ? (int)id : throw token.Refuse("T06", item.Name, "an id", Fields.Shown(item.Value))).ToArray();
            var texts = token.List("tokens").Select(item => item.Value.ValueKind == JsonValueKind.String
                ? item.Value.GetString()! : throw token.Refuse("T06", item.Name, "a token", Fields.Shown(item.Value)))
                .ToArray();
            if (ids.Length != texts.Length || ids.Length == 0)
                throw token.Refuse("T06", "tokens", "one token for each id", Fields.Shown(token.Value("tokens", "")));
            for (var i = 0; i < ids.Length; i++) token.Known("tokens", texts[i], ids[i]);
            if (token.Text("id") is var id && id != name)
                throw token.Refuse("T06", "id", "the name of the field", $"'{id}'");
            token.Done();
            special.Add(name, ids);
        }
        return special;
    }

    private static TokenLayout ReadTemplate(Fields fields, string name, Dictionary<string, int[]> special)
    {
        var parts = new List<LayoutPart>();
        foreach (var (value, place) in fields.List(name))
        {
            var part = fields.Below(value, place);
            var kind = part.Has("Sequence") ? "Sequence" : "SpecialToken";
            var content = part.Object(kind);
            part.Done();
            var type = content.Number("type_id", 0, int.MaxValue);
            if (kind == "Sequence")
                parts.Add(LayoutPart.Of(content.Choice<int>("id", null, ("A", 0), ("B", 1)), type));
            else if (special.TryGetValue(content.Text("id"), out var ids))
                parts.Add(new(LayoutPart.Special, type, ids));
            else
                throw content.Refuse("T06", "id", "one of 'special_tokens'", $"'{content.Text("id")}'");
            content.Done();
        }
        return new([.. parts]);
    }
}
