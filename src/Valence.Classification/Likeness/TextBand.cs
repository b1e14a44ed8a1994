namespace Valence.Classification;

/// <summary>What texts of about one length are like, and how far one may be from that.</summary>
internal abstract class TextBand
{
    /// <summary>How many numbers a band is.</summary>
    public const int Size = ProfiledText.Numbers + ProfiledText.Numbers * ProfiledText.Numbers + 1;

    /// <summary>What a file holds of it: a mean of each number, a matrix by which distances are, and the square of the
    /// farthest one.</summary>
    public abstract double[] Numbers { get; }

    /// <summary>Whether a text, of one word at least, is farther than all but a few.</summary>
    /// <param name="text">The text.</param>
    /// <param name="surprise">How much each row surprises, in nats.</param>
    public abstract bool IsUnlike(ProfiledText text, Func<int, double> surprise);

    /// <summary>The band of a file; null where no texts have such numbers.</summary>
    public static TextBand? Read(double[] numbers) => ShortBand.IsOne(numbers) ? ShortBand.Read(numbers)
        : LengthBand.Read(numbers);
}
