using System.Buffers.Binary;
using Valence.Formats;
using Valence.Text;

namespace Valence.Classification;

/// <summary>What the texts of a training are like, so that a text that is like none of them can be told.</summary>
/// <remarks>
/// A text is eight numbers: how surprising its words, its frequent words in a row, its letters, its first and its last
/// word are in the mean, how long its words are, and what part of them are signs and frequent. It is held against texts
/// with about as many words, and where few texts of the training are that short, against whole sentences of them: then
/// it is one step from them already, and less far will do. A text of a few words is held against as many words in a row
/// of any text, by its words and the letters within them alone: how texts begin, go on and end says nothing of three
/// words from the middle of one; and where the training has all of them, it is like it. To learn what is usual each
/// text is held against all the others. Words and letters are counted by hashes, so that the profile has one size,
/// 70 KB.
/// Instances are immutable and safe for use by several threads.
/// </remarks>
internal sealed class TextProfile
{
    /// <summary>Texts that are too few to know what is usual.</summary>
    public const int FewTexts = 200;

    /// <summary>The bytes of every profile.</summary>
    public const int Size = sizeof(uint) * ProfiledText.Frequent + ProfiledText.Rows
        + sizeof(double) * TextBand.Size * Bands;

    // Texts that are looked at, and letters of one.
    private const int MostTexts = 20_000, MostLetters = 10_000, TextsAtOnce = 1024;

    // The part that is told to be unlike the others, of texts and of sentences.
    private const double PartOfTexts = 0.035, PartOfSentences = 0.1;

    private const int FewWords = 8;

    // How often unknown words may have rows of known ones, beside letters of known rows.
    private const double Chance = 0.05;

    private const double StepsOfNat = 10;
    private const int Bands = 9;

    // The fewest words of each band.
    private static readonly int[] Fewest = [1, 5, 8, 12, 18, 27, 40, 80, 160];

    private readonly uint[] _frequent;
    private readonly Dictionary<uint, int> _kinds;
    private readonly byte[] _surprise;
    private readonly TextBand?[] _bands;

    // What words and letters surprise that no text has, and the part of the rows of words that texts have.
    private readonly byte _unknownWord, _unknownLetters;
    private readonly double _known;

    private TextProfile(uint[] frequent, byte[] surprise, TextBand?[] bands)
    {
        (_frequent, _kinds, _surprise, _bands) = (frequent, KindsOf(frequent), surprise, bands);
        _unknownWord = surprise.Take(ProfiledText.RowsOfWords).Max();
        _unknownLetters = surprise.Skip(ProfiledText.RowsOfWords).Take(ProfiledText.RowsOfLetters).Max();
        _known = surprise.Take(ProfiledText.RowsOfWords).Average(row => row < _unknownWord ? 1.0 : 0);
    }

    /// <summary>Learns from texts; null where they are too few.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public static TextProfile? Of(IReadOnlyList<LabelledText> texts, CancellationToken cancellation)
    {
        if (texts.Count < FewTexts) return null;
        var some = HeldOut.Some([.. Enumerable.Range(0, texts.Count)], MostTexts);
        var words = new Dictionary<uint, int>();
        foreach (var text in Read())
            foreach (var (word, _) in ProfiledText.Words(text)) words[word] = words.GetValueOrDefault(word) + 1;
        uint[] frequent = [.. words.OrderByDescending(word => word.Value).ThenBy(word => word.Key)
            .Take(ProfiledText.Frequent).Select(word => word.Key)];
        var kinds = KindsOf(frequent);
        var counts = new int[ProfiledText.RowsAndTotals];
        foreach (var text in Read())
            foreach (var row in new ProfiledText(text, kinds).Found)
                (counts[row], counts[ProfiledText.TotalOf(row)]) = (counts[row] + 1,
                    counts[ProfiledText.TotalOf(row)] + 1);
        var found = new List<(int Words, bool IsWhole, double[] Numbers)>();
        var few = new List<(bool IsWhole, (int Count, double Words, double? Letters) Read)>();
        foreach (var chunk in Read().Index().Chunk(TextsAtOnce))
        {
            var pieces = new ((int, bool, double[])[] Found, (bool, (int, double, double?))[] Few)[chunk.Length];
            Parallel.For(0, chunk.Length, i => pieces[i] = Pieces(chunk[i].Item, chunk[i].Index));
            found.AddRange(pieces.SelectMany(piece => piece.Found));
            few.AddRange(pieces.SelectMany(piece => piece.Few));
        }
        var bands = new TextBand?[Bands];
        foreach (var band in few.GroupBy(piece => BandOf(piece.Read.Count))
            .Where(band => band.Count() >= FewTexts))
        {
            (int, double, double?)[] whole = [.. band.Where(piece => piece.IsWhole).Select(piece => piece.Read)];
            bands[band.Key] = ShortBand.Of([.. band.Select(piece => piece.Read)], PartOfSentences,
                whole.Length >= FewTexts ? whole : [], PartOfTexts);
        }
        foreach (var band in found.Where(piece => piece.Words >= ShortBand.TooMany)
            .GroupBy(piece => BandOf(piece.Words)))
        {
            double[][] whole = [.. band.Where(piece => piece.IsWhole).Select(piece => piece.Numbers)];
            if (whole.Length >= FewTexts) bands[band.Key] = LengthBand.Of(whole, PartOfTexts);
            else if (band.Count() >= FewTexts)
                bands[band.Key] = LengthBand.Of([.. band.Select(piece => piece.Numbers)], PartOfSentences);
        }
        byte[] surprise = [.. Enumerable.Range(0, ProfiledText.Rows).Select(row =>
            (byte)Math.Round(StepsOfNat * Surprise(counts, row, _ => 0)))];
        return bands.All(band => band is null) ? null : new(frequent, surprise, bands);

        IEnumerable<string> Read()
        {
            foreach (var i in some)
            {
                cancellation.ThrowIfCancellationRequested();
                yield return Cut(texts[i].Text);
            }
        }

        ((int, bool, double[])[], (bool, (int, double, double?))[]) Pieces(string text, int number)
        {
            var whole = new ProfiledText(text, kinds);
            if (whole.Count == 0) return ([], []);
            var own = new Dictionary<int, int>();
            foreach (var row in whole.Found)
                foreach (var counted in (int[])[row, ProfiledText.TotalOf(row)])
                    own[counted] = own.GetValueOrDefault(counted) + 1;
            ProfiledText[] sentences = [.. ProfiledText.Sentences(text, number).Select(Read)
                .Where(piece => piece.Count > 0)];
            return ([(whole.Count, true, whole.NumbersBy(Others)),
                .. sentences.Select(piece => (piece.Count, false, piece.NumbersBy(Others)))],
                [.. ProfiledText.FewWords(text, number, ShortBand.TooMany).Select(Read).Append(whole)
                    .Where(piece => piece.Count is > 0 and < ShortBand.TooMany)
                    .Select(piece => (piece == whole, piece.WordsBy(Others)))]);

            ProfiledText Read(string piece) => new(piece, kinds);

            double Others(int row) => Surprise(counts, row, counted => own.GetValueOrDefault(counted));
        }
    }

    /// <summary>Whether a text is like hardly any of the training; null where it has no words.</summary>
    public bool? IsUnlike(string text)
    {
        text = Cut(text);
        var read = new ProfiledText(text, _kinds);
        var isUnlike = IsUnlike(read);
        // Whoever writes a few words leaves the end of the sentence out.
        return isUnlike == true && read.Count <= FewWords && !ProfiledText.HasEnd(text)
            ? IsUnlike(new ProfiledText(text + '.', _kinds)) : isUnlike;
    }

    private bool? IsUnlike(ProfiledText read)
    {
        if (read.Count == 0) return null;
        var band = BandOf(read.Count);
        // The nearest length that there was enough of.
        var nearest = _bands.Index().Where(entry => entry.Item is not null)
            .MinBy(entry => Math.Abs(entry.Index - band)).Item!;
        // An earlier version's band of few words is of another kind.
        if ((read.Count < ShortBand.TooMany || nearest is ShortBand) && IsOfKnownWords(read)) return false;
        return nearest.IsUnlike(read, row => _surprise[row] / StepsOfNat);
    }

    // Whether the training has every word; of very many words, which share rows, that cannot be said.
    private bool IsOfKnownWords(ProfiledText read) => Math.Pow(_known, read.Count) <= Chance
        && read.WordRows.All(row => _surprise[row] < _unknownWord)
        && read.InnerRows.All(row => _surprise[row] < _unknownLetters);

    /// <summary>The profile as a file holds it, numbers with the lowest byte first.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        for (var i = 0; i < _frequent.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(sizeof(uint) * i), _frequent[i]);
        var at = sizeof(uint) * ProfiledText.Frequent;
        _surprise.CopyTo(bytes, at);
        at += _surprise.Length;
        foreach (var band in _bands)
            foreach (var number in band?.Numbers ?? new double[TextBand.Size])
            {
                BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(at), number);
                at += sizeof(double);
            }
        return bytes;
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="FileFormatException">It is not that.</exception>
    public static TextProfile Read(ReadOnlySpan<byte> bytes, FilePlace place)
    {
        if (bytes.Length != Size) throw Wrong(FormattableString.Invariant($"{Size} bytes, found {bytes.Length}"));
        var frequent = new uint[ProfiledText.Frequent];
        for (var i = 0; i < frequent.Length; i++)
            frequent[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(sizeof(uint) * i)..]);
        // Of few words the rest are zero.
        frequent = [.. frequent.AsSpan().TrimEnd(0u)];
        if (frequent.Distinct().Count() != frequent.Length) throw Wrong("different frequent words, found one twice");
        var at = sizeof(uint) * ProfiledText.Frequent;
        var surprise = bytes.Slice(at, ProfiledText.Rows).ToArray();
        at += surprise.Length;
        var bands = new TextBand?[Bands];
        for (var band = 0; band < Bands; band++)
        {
            var numbers = new double[TextBand.Size];
            foreach (ref var number in numbers.AsSpan())
            {
                number = BinaryPrimitives.ReadDoubleLittleEndian(bytes[at..]);
                if (!double.IsFinite(number)) throw Wrong("numbers, found NaN or infinity");
                at += sizeof(double);
            }
            if (numbers.Any(number => number != 0)) bands[band] = TextBand.Read(numbers)
                ?? throw Wrong("distances of texts from 0 on, found one below");
        }
        return bands.All(band => band is null) ? throw Wrong("texts of some length, found none")
            : new(frequent, surprise, bands);

        FileFormatException Wrong(string expected) => new("C-CONTENT", place, $"expected {expected}",
            SealedForm.Damaged);
    }

    // In the steps that a file holds, so that what is usual is learned of the same numbers.
    private static double Surprise(int[] counts, int row, Func<int, int> without)
    {
        var total = ProfiledText.TotalOf(row);
        var nats = -Math.Log((counts[row] - without(row) + 0.5)
            / (counts[total] - without(total) + 0.5 * ProfiledText.Shares(row)));
        return Math.Min(byte.MaxValue, Math.Round(StepsOfNat * nats)) / StepsOfNat;
    }

    private static int BandOf(int words) => Array.FindLastIndex(Fewest, fewest => words >= fewest);

    private static string Cut(string text) => text.Length <= MostLetters ? text : text[..MostLetters];

    private static Dictionary<uint, int> KindsOf(uint[] frequent) =>
        frequent.Index().ToDictionary(word => word.Item, word => word.Index);
}
