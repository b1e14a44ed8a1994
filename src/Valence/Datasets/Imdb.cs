using System.Text.Json;
using Valence.Formats;
using Valence.Text;

namespace Valence.Datasets;

/// <summary>The IMDB film reviews as Keras distributes them: words replaced by their rank in frequency, the most
/// frequent word being 1.</summary>
public static class Imdb
{
    private const string DataHash = "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f";
    private const string IndexHash = "bfafd718b763782e994055a2d397834f";

    /// <summary>Loads the reviews in Keras' order and numbering, as <c>keras.datasets.imdb.load_data</c> does from the
    /// same file.</summary>
    /// <remarks>
    /// The arguments do what Keras' code does, which is not always what its documentation says. A word's id is its rank
    /// plus <paramref name="indexFrom"/>, and both limits apply to that id,
    /// and to <paramref name="startChar"/> too: <c>skipTop: 20</c> removes the words of rank 1 to 16 and, as 1 is below
    /// 20, makes <paramref name="oovChar"/> of every start.
    /// Id 3 is never used with the defaults.
    /// </remarks>
    /// <param name="path">Keras' file <c>imdb.npz</c>. When null it is looked for in the folder that the variable
    /// <c>VALENCE_DATA</c> names and in Keras' own, <c>~/.keras/datasets</c>, and has to be the file that Keras
    /// publishes; nothing is downloaded.</param>
    /// <param name="numWords">Ids from here on become <paramref name="oovChar"/>; at least 1. Null takes the largest id
    /// there is, so that the one rarest word is removed.</param>
    /// <param name="skipTop">Ids below this become <paramref name="oovChar"/>; at least 0.</param>
    /// <param name="maxLength">Reviews of this many ids or more are left out, not cut, the start counting as an id; at
    /// least 1. Null keeps all.</param>
    /// <param name="seed">Seed of the shuffle, 0 to 2³² − 1.</param>
    /// <param name="startChar">The id put before every review; null for none. At least 0.</param>
    /// <param name="oovChar">The id that replaces a removed word; null deletes the word instead. At least 0.</param>
    /// <param name="indexFrom">What is added to every rank; at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range, or <paramref name="maxLength"/>
    /// leaves no review.</exception>
    /// <exception cref="FileNotFoundException">No path is given, and the file is in neither folder.</exception>
    /// <exception cref="FileFormatException">The file is not Keras' file or is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ImdbData LoadData(string? path = null, int? numWords = null, int skipTop = 0, int? maxLength = null,
        long seed = 113, int? startChar = 1, int? oovChar = 2, int indexFrom = 3)
    {
        if (path is not null) ArgumentException.ThrowIfNullOrEmpty(path);
        AtLeast(1, numWords, nameof(numWords));
        AtLeast(0, skipTop, nameof(skipTop));
        AtLeast(1, maxLength, nameof(maxLength));
        AtLeast(0, startChar, nameof(startChar));
        AtLeast(0, oovChar, nameof(oovChar));
        AtLeast(0, indexFrom, nameof(indexFrom));
        var random = new NumpyRandomState(seed);

        path ??= new DataFolder("imdb.npz", DataHash).Find();
        var source = Npz.Load(path);
        var file = Path.GetFileName(path);
        var train = Shorter(Numbered(Shuffled(source, file, "train", random), file, startChar, indexFrom), maxLength);
        var test = Shorter(Numbered(Shuffled(source, file, "test", random), file, startChar, indexFrom), maxLength);
        if (maxLength is not null && (train.Reviews.Length == 0 || test.Reviews.Length == 0))
            throw new ArgumentOutOfRangeException(nameof(maxLength), maxLength,
                "Expected a length that leaves reviews for training and for testing, but none is shorter. Use a "
                    + "greater one.");

        var end = numWords ?? train.Reviews.Concat(test.Reviews).Max(review => review.DefaultIfEmpty().Max());
        return new(Limited(train, skipTop, end, oovChar), Limited(test, skipTop, end, oovChar));
    }

    /// <summary>Loads the rank of every word (Keras' <c>get_word_index</c>), from Keras' file
    /// <c>imdb_word_index.json</c>. Ranks are not ids: <see cref="LoadData"/> adds its <c>indexFrom</c> to
    /// them.</summary>
    /// <param name="path">The file; where null it is looked for as <see cref="LoadData"/> looks.</param>
    /// <exception cref="FileFormatException">The file is not one JSON object of words with their ranks.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyDictionary<string, int> LoadWordIndex(string? path = null)
    {
        if (path is not null) ArgumentException.ThrowIfNullOrEmpty(path);
        path ??= new DataFolder("imdb_word_index.json", IndexHash).Find();
        var file = Path.GetFileName(path);
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                throw NotAnIndex(new(file), "expected an object of words with their ranks, found "
                    + $"{json.RootElement.ValueKind}");
            var index = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var word in json.RootElement.EnumerateObject())
            {
                if (word.Value.ValueKind != JsonValueKind.Number || !word.Value.TryGetInt32(out var rank) || rank < 1)
                    throw NotAnIndex(new(file, Path: word.Name),
                        "expected a whole number of at least 1 as the word's rank, found "
                            + (word.Value.ValueKind == JsonValueKind.Number
                                ? "another number" : word.Value.ValueKind.ToString()));
                if (!index.TryAdd(word.Name, rank))
                    throw NotAnIndex(new(file, Path: word.Name), "expected every word once, found this one twice");
            }
            return index;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw NotAnIndex(new(file), "expected JSON in UTF-8, found something else", e);
        }
    }

    /// <summary>The text of a review: its words with single spaces between them, and <c>?</c> for an id that stands for
    /// no word, such as the start and removed words.</summary>
    /// <param name="ids">A review as <see cref="LoadData"/> returns it.</param>
    /// <param name="wordIndex">The rank of every word, from <see cref="LoadWordIndex"/>.</param>
    /// <param name="indexFrom">What was added to the ranks when the review was loaded; at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="indexFrom"/> is negative.</exception>
    public static string Decode(ReadOnlySpan<int> ids, IReadOnlyDictionary<string, int> wordIndex, int indexFrom = 3)
    {
        ArgumentNullException.ThrowIfNull(wordIndex);
        AtLeast(0, indexFrom, nameof(indexFrom));
        var words = new Dictionary<long, string>();
        foreach (var id in ids) words[(long)id - indexFrom] = "?";
        foreach (var (word, rank) in wordIndex)
            if (words.ContainsKey(rank)) words[rank] = word;
        var text = new string[ids.Length];
        for (var i = 0; i < text.Length; i++) text[i] = words[(long)ids[i] - indexFrom];
        return string.Join(' ', text);
    }

    private static ImdbReviews Shuffled(Npz source, string file, string part, NumpyRandomState random)
    {
        var reviews = source["x_" + part].ToIntLists();
        var labels = source["y_" + part].ToInts();
        if (reviews.Length == 0 || reviews.Length != labels.Length)
            throw new FileFormatException("D01", new(file, "y_" + part),
                $"expected one label for each of {reviews.Length} reviews, and some reviews, found {labels.Length} "
                    + "labels", "Download Keras' imdb.npz again");
        var order = random.Permutation(reviews.Length);
        return new(Array.ConvertAll(order, row => reviews[row]), Array.ConvertAll(order, row => labels[row]));
    }

    private static ImdbReviews Numbered(ImdbReviews part, string file, int? startChar, int indexFrom)
    {
        return part with { Reviews = Array.ConvertAll(part.Reviews, Number) };

        int[] Number(int[] ranks)
        {
            var start = startChar is null ? 0 : 1;
            var ids = new int[start + ranks.Length];
            if (startChar is { } id) ids[0] = id;
            for (var i = 0; i < ranks.Length; i++)
            {
                if (ranks[i] < 0 || ranks[i] > int.MaxValue - indexFrom)
                    throw new FileFormatException("D02", new(file),
                        $"expected ranks of words from 0 to {int.MaxValue - indexFrom}, found {ranks[i]}",
                        "Download Keras' imdb.npz again");
                ids[start + i] = ranks[i] + indexFrom;
            }
            return ids;
        }
    }

    private static ImdbReviews Shorter(ImdbReviews part, int? maxLength)
    {
        if (maxLength is null) return part;
        var kept = Enumerable.Range(0, part.Labels.Length).Where(row => part.Reviews[row].Length < maxLength).ToArray();
        return new(Array.ConvertAll(kept, row => part.Reviews[row]), Array.ConvertAll(kept, row => part.Labels[row]));
    }

    private static ImdbReviews Limited(ImdbReviews part, int first, int end, int? oovChar)
    {
        bool IsKept(int id) => id >= first && id < end;
        return part with
        {
            Reviews = Array.ConvertAll(part.Reviews, review => oovChar is { } oov
            ? Array.ConvertAll(review, id => IsKept(id) ? id : oov) : Array.FindAll(review, IsKept))
        };
    }

    private static void AtLeast(int least, int? value, string name)
    {
        if (value < least) throw new ArgumentOutOfRangeException(name, value, $"Expected at least {least}.");
    }

    private static FileFormatException NotAnIndex(FilePlace place, string problem, Exception? inner = null) =>
        new("D03", place, problem, "Download Keras' imdb_word_index.json again", inner);
}
