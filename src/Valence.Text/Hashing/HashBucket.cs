using System.Globalization;

namespace Valence.Text;

/// <summary>The bucket of a value: its hash modulo the number of buckets.</summary>
internal static class HashBucket
{
    public static int Of(string text, int buckets, Salt? salt) =>
        (int)((salt is { } key ? SipHash24.Of(text, key) : Fingerprint64.Of(text)) % (ulong)buckets);

    /// <summary>Integers are hashed as decimal text.</summary>
    public static int Of(long value, int buckets, Salt? salt) =>
        Of(value.ToString(CultureInfo.InvariantCulture), buckets, salt);
}
