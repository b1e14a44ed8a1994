namespace Valence.Text;

/// <summary>Finds the name that was probably meant.</summary>
internal static class NearName
{
    private const int ShortestPart = 3;
    private const int ShortestBeginning = 6;

    /// <summary>The question whether another name was meant, followed by a space; empty where none is near.</summary>
    public static string Question(string given, IEnumerable<string> names) =>
        Of(given, names) is { } near ? $"Did you mean '{near}'? " : "";

    /// <summary>That question, and then what there is, in quotes: <c>Did you mean 'b'? It has 'a', 'b'.</c></summary>
    /// <param name="given">The name that is none of them.</param>
    /// <param name="names">The names there are.</param>
    /// <param name="has">How the list begins.</param>
    public static string List(string given, IEnumerable<string> names, string has = "It has") =>
        $"{Question(given, names)}{has} {string.Join(", ", names.Select(name => $"'{name}'"))}.";

    /// <summary>The name that is nearest to <paramref name="given"/>: few letters apart, or a part or the start of the
    /// other, with one slip at most; null where none is near.</summary>
    public static string? Of(string given, IEnumerable<string> names)
    {
        given = given.Trim();
        var few = Math.Max(1, given.Length / 3);
        var near = names.Select(
            name => (name, distance: Distance(given.ToUpperInvariant(), name.Trim().ToUpperInvariant())))
            .Where(entry => entry.distance <= few && entry.distance < given.Length || IsPart(given, entry.name)
                || given.Length > 1 && entry.name.StartsWith(given, StringComparison.OrdinalIgnoreCase)
                || BeginsLike(given, entry.name)).ToArray();
        return near.Length == 0 ? null : near.MinBy(entry => entry.distance).name;
    }

    // A beginning with one slip: '--tresh' of '--threshold'.
    private static bool BeginsLike(string given, string name) => given.Length >= ShortestBeginning
        && name.Length > given.Length
        && Enumerable.Range(given.Length, 2).Any(length =>
            Distance(given.ToUpperInvariant(), name[..length].ToUpperInvariant()) <= 1);

    private static bool IsPart(string a, string b)
    {
        var (part, whole) = a.Length < b.Length ? (a, b) : (b, a);
        return part.Length >= ShortestPart && whole.Contains(part, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Letters to insert, remove, replace or swap with their neighbour.</summary>
    private static int Distance(string a, string b)
    {
        var distance = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) distance[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) distance[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = distance[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                distance[i, j] = Math.Min(replaced, 1 + Math.Min(distance[i - 1, j], distance[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    distance[i, j] = Math.Min(distance[i, j], distance[i - 2, j - 2] + 1);
            }
        }
        return distance[a.Length, b.Length];
    }
}
