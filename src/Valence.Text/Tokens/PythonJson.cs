using System.Globalization;
using System.Text;

namespace Valence.Text;

/// <summary>JSON in the exact spelling of Python's <c>json.dumps</c>: ASCII only, a space after every comma and
/// colon.</summary>
internal static class PythonJson
{
    /// <summary>UTF-8 that refuses half a surrogate pair.</summary>
    public static UTF8Encoding WholeCharacters { get; } = new(false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">The text holds half a surrogate pair, which no reader would
    /// take.</exception>
    public static StringBuilder AppendText(this StringBuilder json, string? text)
    {
        if (text is null) return json.Append("null");
        WholeCharacters.GetByteCount(text);
        json.Append('"');
        foreach (var c in text)
        {
            switch (c)
            {
                case '"': json.Append("\\\""); break;
                case '\\': json.Append("\\\\"); break;
                case '\n': json.Append("\\n"); break;
                case '\r': json.Append("\\r"); break;
                case '\t': json.Append("\\t"); break;
                case '\b': json.Append("\\b"); break;
                case '\f': json.Append("\\f"); break;
                case >= ' ' and <= '~': json.Append(c); break;
                default: json.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)); break;
            }
        }
        return json.Append('"');
    }

    /// <summary>An object whose values are numbers.</summary>
    public static string Object<TKey>(IEnumerable<KeyValuePair<TKey, int>> members) =>
        Object(members, static (json, value) => json.Append(CultureInfo.InvariantCulture, $"{value}"));

    /// <summary>An object whose values are texts.</summary>
    public static string Object<TKey>(IEnumerable<KeyValuePair<TKey, string>> members) =>
        Object(members, static (json, value) => json.AppendText(value));

    private static string Object<TKey, TValue>(
        IEnumerable<KeyValuePair<TKey, TValue>> members, Action<StringBuilder, TValue> append)
    {
        var json = new StringBuilder("{");
        foreach (var (key, value) in members)
        {
            if (json.Length > 1) json.Append(", ");
            json.AppendText(string.Create(CultureInfo.InvariantCulture, $"{key}")).Append(": ");
            append(json, value);
        }
        return json.Append('}').ToString();
    }
}
