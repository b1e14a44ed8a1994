using System.Globalization;
using System.Text;

namespace Valence.Text;

/// <summary>What Unicode's normalization forms are made of: decompositions, compositions and combining
/// classes.</summary>
/// <remarks><see cref="string.Normalize()"/> changes nothing where a program runs with InvariantGlobalization, as the
/// command line does.</remarks>
internal static class UnicodeForms
{
    private const int FirstSyllable = 0xAC00;
    private const int FirstLead = 0x1100;
    private const int FirstVowel = 0x1161;
    private const int BeforeFinals = 0x11A7;
    private const int Leads = 19;
    private const int Vowels = 21;
    private const int Finals = 28;
    private const int Syllables = Leads * Vowels * Finals;

    private static readonly Lazy<Tables> Read = new(ReadTables);

    /// <summary>The order of a mark among others; 0 for what is none.</summary>
    public static int CombiningClass(int code) =>
        code < 0x300 ? 0 : Read.Value.Classes.GetValueOrDefault(code);

    /// <summary>Adds the full decomposition of a character to <paramref name="codes"/>.</summary>
    public static void Decompose(int code, bool compatible, List<int> codes)
    {
        if (code - FirstSyllable is >= 0 and < Syllables and var syllable)
        {
            codes.Add(FirstLead + syllable / (Vowels * Finals));
            codes.Add(FirstVowel + syllable / Finals % Vowels);
            if (syllable % Finals != 0) codes.Add(BeforeFinals + syllable % Finals);
            return;
        }
        var mapping = code < 0xA0 ? null
            : Read.Value.Canonical.GetValueOrDefault(code)
                ?? (compatible ? Read.Value.Compatible.GetValueOrDefault(code) : null);
        if (mapping is null)
        {
            codes.Add(code);
            return;
        }
        foreach (var part in mapping) Decompose(part, compatible, codes);
    }

    /// <summary>The character that two are composed to; −1 where there is none.</summary>
    public static int Compose(int first, int second)
    {
        if (first - FirstLead is >= 0 and < Leads and var lead
            && second - FirstVowel is >= 0 and < Vowels and var vowel)
            return FirstSyllable + (lead * Vowels + vowel) * Finals;
        if (first - FirstSyllable is >= 0 and < Syllables and var syllable && syllable % Finals == 0
            && second - BeforeFinals is > 0 and < Finals and var final)
            return first + final;
        return Read.Value.Composed.TryGetValue(((long)first << 32) | (uint)second, out var code) ? code : -1;
    }

    private static Tables ReadTables()
    {
        var tables = new Tables([], [], [], []);
        using var stream = typeof(UnicodeForms).Assembly.GetManifestResourceStream("UnicodeForms.txt")!;
        using var reader = new StreamReader(stream, Encoding.ASCII);
        while (reader.ReadLine() is { } line)
        {
            if (line[0] == '#') continue;
            var sign = line.AsSpan().IndexOfAny("=-~:");
            if (line[sign] == ':') AddClass(line.AsSpan(), sign, tables.Classes);
            else AddMapping(line, sign, tables);
        }
        return tables;
    }

    private static void AddMapping(string line, int sign, Tables tables)
    {
        var code = Code(line.AsSpan(0, sign));
        var mapping = line[(sign + 1)..].Split(' ').Select(part => Code(part)).ToArray();
        (line[sign] == '~' ? tables.Compatible : tables.Canonical).Add(code, mapping);
        if (line[sign] == '=') tables.Composed.Add(((long)mapping[0] << 32) | (uint)mapping[1], code);
    }

    private static void AddClass(ReadOnlySpan<char> line, int sign, Dictionary<int, int> classes)
    {
        var dots = line.IndexOf("..");
        var last = Code(line[(dots + 2)..sign]);
        for (var code = Code(line[..dots]); code <= last; code++)
            classes.Add(code, int.Parse(line[(sign + 1)..], CultureInfo.InvariantCulture));
    }

    private static int Code(ReadOnlySpan<char> hex) =>
        int.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private sealed record Tables(Dictionary<int, int[]> Canonical, Dictionary<int, int[]> Compatible,
        Dictionary<long, int> Composed, Dictionary<int, int> Classes);
}
