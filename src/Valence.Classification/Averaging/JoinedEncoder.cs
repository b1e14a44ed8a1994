using System.Text.Json.Nodes;
using Valence.Saving;

namespace Valence.Classification;

/// <summary>The ids of several encoders in a row, each in places of its own: what a network of several networks
/// reads.</summary>
/// <remarks>A text that a part reads in windows has as many rows as the part with most has windows; a part with fewer
/// is in the next rows again, so that each window of each part is read. Parts that take any number of ids share the
/// places at the end: the ids of each follow those of the part before it, as numbers too, and each takes the others'
/// for padding.</remarks>
internal sealed class JoinedEncoder : TextEncoder
{
    /// <summary>The name of the class in files.</summary>
    internal const string Name = "Joined";

    /// <summary>Parts at most.</summary>
    internal const int MostParts = 8;

    /// <summary>Joins encoders.</summary>
    /// <param name="parts">From 2 to <see cref="MostParts"/> encoders that are not joined themselves and pad with 0.
    /// Those that take any number of ids come last, and where there are several the order of ids means nothing to
    /// them.</param>
    /// <exception cref="ArgumentException">They are others.</exception>
    public JoinedEncoder(IReadOnlyList<TextEncoder> parts)
    {
        var open = parts.SkipWhile(part => part.Length is not null).ToArray();
        if (parts.Count is < 2 or > MostParts || parts.Any(part => !CanBePart(part))
            || open.Any(part => part.Length is not null) || open.Length > 1 && open.Any(part => part.KnowsOrder)
            || open.Sum(part => part.Ids - 1L) >= int.MaxValue)
            throw new ArgumentException($"Expected from 2 to {MostParts} encoders that are not joined and pad with 0. "
                + "Of those that take any number of ids, which come last, there may be several where the order of ids "
                + "means nothing to them.", nameof(parts));
        Parts = parts;
        Ends = [.. parts.Select(part => PlacesOf(part) ?? 0)];
        for (var i = 1; i < Ends.Length; i++) Ends[i] += Ends[i - 1];
        Shifts = new int[parts.Count];
        for (var i = parts.Count - open.Length + 1; i < Shifts.Length; i++)
            Shifts[i] = Shifts[i - 1] + parts[i - 1].Ids - 1;
    }

    /// <summary>The encoders.</summary>
    public IReadOnlyList<TextEncoder> Parts { get; }

    /// <inheritdoc/>
    public override string ClassName => Name;

    /// <inheritdoc/>
    public override int Ids => Parts.Select((part, i) => Shifts[i] + part.Ids).Max();

    internal override int? PaddedLength => TakesAny ? null : Ends[^1];

    // The first place that is no more of each part; of one that takes any number its first.
    private int[] Ends { get; }

    // What is added to the ids of each.
    private int[] Shifts { get; }

    private bool TakesAny => Parts[^1].Length is null;

    private IEnumerable<int> Closed => Enumerable.Range(0, Parts.Count).Where(i => Parts[i].Length is not null);

    private IEnumerable<int> Open => Enumerable.Range(0, Parts.Count).Where(i => Parts[i].Length is null);

    /// <summary>Whether an encoder can be joined with others.</summary>
    public static bool CanBePart(TextEncoder encoder) => encoder is not JoinedEncoder && encoder.PaddingId == 0
        && (encoder.Length is not null || encoder.Frame is ([], []));

    /// <summary>The places of a part in each row; the end is null where it takes any number.</summary>
    public (int Start, int? End) PlacesOf(int part) => (part == 0 ? 0 : Ends[part - 1],
        Parts[part].Length is null ? null : Ends[part]);

    /// <summary>Which of the ids in its places are a part's own: above the first number and below the second; null
    /// where all are.</summary>
    public (int Above, int Below)? OwnOf(int part) => Open.Count() > 1 && Parts[part].Length is null
        ? (Shifts[part], Shifts[part] + Parts[part].Ids) : null;

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
            ReadOnlySpan<int> of = ids[start..(end ?? ids.Length)].Trim(0);
            if (OwnOf(i) is var (above, below))
                of = Array.ConvertAll(Array.FindAll(of.ToArray(), id => id > above && id < below), id => id - above);
            if (!Parts[i].IsEmpty(of[before.Length..^after.Length])) return false;
        }
        return true;
    }

    // One row, of which parts that take fewer ids lose what they lose in training.
    internal override int[] IdsOf(string text)
    {
        var open = Open.SelectMany(i => Parts[i].IdsOf(text).Select(id => Shifted(i, id))).ToArray();
        var row = new int[Ends[^1] + (TakesAny ? Math.Max(1, open.Length) : 0)];
        open.CopyTo(row, Ends[^1]);
        foreach (var i in Closed)
        {
            var (start, end) = PlacesOf(i);
            Parts[i].Place(Parts[i].IdsOf(text), row.AsSpan(start..end!.Value));
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
        {
            foreach (var i in Closed)
            {
                var (part, pieces, windows) = parts[i];
                var some = pieces.AsSpan(windows[row % windows.Count]);
                var ids = new int[some.Length];
                for (var at = 0; at < ids.Length; at++) ids[at] = some[at].Id;
                var places = new int[PlacesOf(part)!.Value];
                part.Place(ids, places);
                var first = part.PadsInFront ? places.Length - part.Frame.After.Length - ids.Length
                    : part.Frame.Before.Length;
                for (var at = 0; at < places.Length; at++)
                    rows.Add(at >= first && at < first + ids.Length ? some[at - first] : new(places[at], 0, 0));
            }
            if (!TakesAny) continue;
            var before = rows.Count;
            foreach (var i in Open)
                rows.AddRange(parts[i].Pieces.Select(piece => piece with { Id = Shifted(i, piece.Id) }));
            if (rows.Count == before) rows.Add(new(0, 0, 0));
        }
        return (rows, rows.Count / count, parts.Max(of => of.Windows.Share));
    }

    private int Shifted(int part, int id) => id == 0 ? 0 : id + Shifts[part];

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
