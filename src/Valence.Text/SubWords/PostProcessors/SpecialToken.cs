using System.Text.Json;

namespace Valence.Text;

/// <summary>A special token as BERT's and RoBERTa's post-processors declare it: its text and its id.</summary>
internal static class SpecialToken
{
    /// <summary>The id, alone.</summary>
    public static int[] Read(Fields fields, string name)
    {
        var value = fields.Value(name, "a token and its id");
        return value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 2
            && value[0].ValueKind == JsonValueKind.String
            && Fields.Whole(value[1]) is >= 0 and <= int.MaxValue and var id
            ? [fields.Known(name, value[0].GetString()!, (int)id)]
            : throw fields.Refuse("T06", name, "a token and its id", Fields.Shown(value));
    }
}
