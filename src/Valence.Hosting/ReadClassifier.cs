using System.Globalization;
using System.Security.Cryptography;
using Valence.Classification;
using Valence.Saving;

namespace Valence.Hosting;

/// <summary>A classifier with what tells its file from others.</summary>
/// <param name="Classifier">What answers.</param>
/// <param name="Stamp">The file's.</param>
/// <param name="ReadAt">When it was read.</param>
/// <param name="SavedAt">When it was written, as the file says; null where it does not.</param>
/// <param name="Digest">The first digits of the SHA-256 of the file's bytes.</param>
internal sealed record ReadClassifier(TextClassifier Classifier, FileStamp? Stamp, DateTimeOffset ReadAt,
    DateTimeOffset? SavedAt, string Digest)
{
    private const int DigitsOfDigest = 12;

    /// <summary>Reads a file as the options say, and has it answer.</summary>
    public static ReadClassifier Of(string path, TextClassifierOptions options, TimeProvider time)
    {
        while (true)
        {
            // Before the file is read: what comes meanwhile has another stamp.
            var stamp = FileStamp.Of(path);
            var classifier = TextClassifier.Load(path, options.Backend, options.Tables);
            if (options.Configure is { } configure)
                classifier = configure(classifier) ?? throw new InvalidOperationException(
                    $"Expected a classifier of {nameof(TextClassifierOptions)}.{nameof(options.Configure)}, received "
                        + "null. Return the classifier that is to answer.");
            // Weights can be too large to compute with, which only an answer tells. The first one is the slowest, too.
            classifier.Predict("");
            var read = new ReadClassifier(classifier, stamp, time.GetUtcNow(), SavedIn(path), DigestOf(path));
            // Otherwise date and digest may be those of another file.
            if (FileStamp.Of(path) == stamp) return read;
        }
    }

    /// <summary>The date of the file in words.</summary>
    public string Saved => SavedAt is { } saved
        ? string.Create(CultureInfo.InvariantCulture, $"saved {saved:u}") : "saved at no known time";

    // Of the network in the file, of which no more is read than its date.
    private static DateTimeOffset? SavedIn(string path)
    {
        using var file = ModelSource.OpenFile(path);
        var member = file.Archive.Members.Select(member => member.Name)
            .FirstOrDefault(name => name.EndsWith(".keras", StringComparison.Ordinal));
        if (member is null) return null;
        using var network = new ModelSource(file.Archive.OpenMember(member), member);
        var saved = ModelFormats.Default.Of(network).Facts(network).FirstOrDefault(fact => fact.Key == "Saved").Value;
        return DateTimeOffset.TryParseExact(saved, "yyyy-MM-dd@HH:mm:ss", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal, out var date) ? date : null;
    }

    private static string DigestOf(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return Convert.ToHexStringLower(SHA256.HashData(file))[..DigitsOfDigest];
    }
}
