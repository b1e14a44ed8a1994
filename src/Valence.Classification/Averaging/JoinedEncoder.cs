using System.Text.Json.Nodes;
using Valence.Saving;

namespace Valence.Classification;

/// <summary>The ids of several encoders in a row, each in places of its own: what a network of several networks
/// reads.</summary>
/// <remarks>A text that a part reads in windows has as many rows as the part with most has windows; a part with fewer
/// is in the next rows again, so that each window of each part is read.</remarks>
internal sealed class JoinedEncoder : TextEncoder
{
    /// <summary>The name of the class in files.</summary>
    internal const string Name = "Joined";

    /// <summary>Parts at most.</summary>
    internal const int MostParts = 8;

    /// <summary>Joins encoders.</summary>
    /// <param name="parts">From 2 to <see cref="MostParts"/> encoders that are not joined themselves and pad with 0;
    /// only the last may take any number of ids.</param>
    /// <exception cref="ArgumentException">They are others.</exception>
    public JoinedEncoder(IReadOnlyList<TextEncoder> parts)
    {
        if (parts.Count is < 2 or > MostParts || parts.Any(part => !CanBePart(part))
            || parts.SkipLast(1).Any(part => part.Length is null))
            throw new ArgumentException($"Expected from 2 to {MostParts} encoders that are not joined and pad with 0, "
                + "of which only the last takes any number of ids.", nameof(parts));
        Parts = parts;
        Ends = [.. parts.Select(part => PlacesOf(part) ?? 0)];
        for (var i = 1; i < Ends.Length; i++) Ends[i] += Ends[i - 1];
    }

    /// <summary>The encoders.</summary>
    public IReadOnlyList<TextEncoder> Parts { get; }

    /// <inheritdoc/>
    public override string ClassName => Name;

    /// <inheritdoc/>
    public override int Ids => Parts.Max(part => part.Ids);

    internal override int? PaddedLength => TakesAny ? null : Ends[^1];

    // The first place that is no more of each part; of one that takes any number its first.
    private int[] Ends { get; }

    private bool TakesAny => Parts[^1].Length is null;

    /// <summary>Whether an encoder can be joined with others.</summary>
    public static bool CanBePart(TextEncoder encoder) => encoder is not JoinedEncoder && encoder.PaddingId == 0
        && (encoder.Length is not null || encoder.Frame is ([], []));

    /// <summary>The places of a part in each row; the last one's end is null where it takes any number.</summary>
    public (int Start, int? End) PlacesOf(int part) => (part == 0 ? 0 : Ends[part - 1],
        part == Parts.Count - 1 && TakesAny ? null : Ends[part]);

    /// <inheritdoc/>
    public override IReadOnlyList<TextPiece> Pieces(string text) => RowsOf(text).Rows;

    /// <inheritdoc/>
    public override double? UnseenWords(string text)
    {
        // A word that one of them knows is known: theirs are about the same.
        var shares = Parts.Select(part => part.UnseenWords(text)).OfType<double>().ToArray();
        return shares.Length == 0 ? null : shares.Min();
    }

    /// <inheritdoc/>
    public override JsonObject Config() => new()
    {
        ["parts"] = new JsonArray([.. Parts.Select(part => (JsonNode)ClassifierFile.Class(part.ClassName,
            part.Config()))]),
    };

    /// <summary>The encoder of a file.</summary>
    internal static JoinedEncoder Read(ConfigReader config, ClassifierTables tables)
    {
        ClassifierFile.RefuseOthers(config, "parts");
        var parts = config.Objects("parts");
        if (parts.Count > MostParts || parts.Any(part => part.Text("class_name") == Name))
            throw config.Wrong("parts", $"from 2 to {MostParts} encoders that are not joined");
        return new([.. parts.Select(tables.Encoder)]);
    }

    internal override IReadOnlyList<double?> UnseenWords(IReadOnlyList<string> texts, IEnumerable<string> others)
    {
        var known = others as IReadOnlyList<string> ?? [.. others];
        var shares = Parts.Select(part => part.UnseenWords(texts, known)).ToArray();
        return [.. texts.Select((_, i) => shares.Min(of => of[i]))];
    }

    internal override JoinedEncoder Slim() => new([.. Parts.Select(part => part.Slim())]);

    internal override List<(int Start, int End)> Spans(string text) => WordScanner.Spans(text);

    internal override bool IsEmpty(ReadOnlySpan<int> ids)
    {
        for (var i = 0; i < Parts.Count; i++)
        {
            var (start, end) = PlacesOf(i);
            var (before, after) = Parts[i].Frame;
            var of = ids[start..(end ?? ids.Length)].Trim(0);
            if (!Parts[i].IsEmpty(of[before.Length..^after.Length])) return false;
        }
        return true;
    }

    // One row, of which parts that take fewer ids lose what they lose in training.
    internal override int[] IdsOf(string text)
    {
        var last = Parts[^1].IdsOf(text);
        var row = new int[Ends[^1] + (TakesAny ? Math.Max(1, last.Length) : 0)];
        for (var i = 0; i < Parts.Count; i++)
        {
            var (start, end) = PlacesOf(i);
            Parts[i].Place(i == Parts.Count - 1 ? last : Parts[i].IdsOf(text), row.AsSpan(start..(end ?? row.Length)));
        }
        return row;
    }

    internal override (int[] Ids, TextWindows Windows) Read(string text)
    {
        var (rows, length, share) = RowsOf(text);
        return ([.. rows.Select(piece => piece.Id)],
            new((int)Math.Round(rows.Count / share), length, 0, rows.Count, rows.Count / Math.Max(1, length)));
    }

    // The pieces at every place of every row, and which share of the text they are at most.
    private (List<TextPiece> Rows, int Length, double Share) RowsOf(string text)
    {
        var parts = Parts.Select(part => (Part: part, Pieces: PiecesById(part, text))).Select(of =>
            (of.Part, of.Pieces, Windows: TextWindows.Of(of.Part, of.Pieces.Length))).ToArray();
        var rows = new List<TextPiece>();
        var count = parts.Max(of => of.Windows.Count);
        for (var row = 0; row < count; row++)
            foreach (var (i, (part, pieces, windows)) in parts.Index())
            {
                var some = pieces.AsSpan(windows[row % windows.Count]);
                var ids = new int[some.Length];
                for (var at = 0; at < ids.Length; at++) ids[at] = some[at].Id;
                var (start, end) = PlacesOf(i);
                var places = new int[(end ?? start + Math.Max(1, ids.Length)) - start];
                part.Place(ids, places);
                var first = part.PadsInFront ? places.Length - part.Frame.After.Length - ids.Length
                    : part.Frame.Before.Length;
                for (var at = 0; at < places.Length; at++)
                    rows.Add(at >= first && at < first + ids.Length ? some[at - first] : new(places[at], 0, 0));
            }
        return (rows, rows.Count / count, parts.Max(of => of.Windows.Share));
    }

    // Of a part whose ids are in another order, what stands at several places stands at none.
    private static TextPiece[] PiecesById(TextEncoder part, string text)
    {
        var (pieces, ids) = (part.Pieces(text), part.IdsOf(text));
        if (pieces.Select(piece => piece.Id).SequenceEqual(ids)) return [.. pieces];
        var places = pieces.ToLookup(piece => piece.Id);
        return [.. ids.Select(id => places[id].ToArray() is [var only] ? only : new(id, 0, 0))];
    }

    private static int? PlacesOf(TextEncoder part) => part.Length is { } length
        ? part.Frame.Before.Length + length + part.Frame.After.Length : null;
}
