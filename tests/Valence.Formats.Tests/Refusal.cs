namespace Valence.Formats.Tests;

/// <summary>What hostile files must lead to: the one typed exception, naming its rule, the file and what to
/// do.</summary>
internal static class Refusal
{
    public static FileFormatException Expect(string rule, Action open)
    {
        var refusal = Assert.Throws<FileFormatException>(open);
        Assert.Equal(rule, refusal.Rule);
        Assert.StartsWith(refusal.Place.ToString(), refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith($"({rule})", refusal.Message, StringComparison.Ordinal);
        Assert.NotEmpty(refusal.Advice);
        return refusal;
    }
}
