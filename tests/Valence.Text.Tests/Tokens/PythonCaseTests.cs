namespace Valence.Text.Tests;

public sealed class PythonCaseTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("ASCII Only 123", "ascii only 123")]
    [InlineData("İSTANBUL", "i̇stanbul")]
    [InlineData("IıI", "iıi")]
    [InlineData("ÀÉÎÕÜ ẞ Ꮳ \u1C90", "àéîõü ß ꮳ \u10D0")]
    [InlineData("\U00010400x\U0001F600Y", "\U00010428x\U0001F600y")]
    [InlineData("\u212A\u212B\u2126", "kåω")]
    [InlineData("\uD800A", "\uD800a")]
    public void Lower_maps_all_of_Unicode(string text, string expected) =>
        Assert.Equal(expected, PythonCase.Lower(text));

    [Theory]
    [InlineData("Σ", "σ")]
    [InlineData("ΟΔΟΣ", "οδος")]
    [InlineData("ΟΔΟΣ ΑΒ", "οδος αβ")]
    [InlineData("ΟΔΟΣ.", "οδος.")]
    [InlineData("ΟΔΟΣ.Α", "οδοσ.α")]
    [InlineData("Α'Σ'", "α'ς'")]
    [InlineData("1Σ", "1σ")]
    [InlineData("ΣΣ", "σς")]
    [InlineData("\uD800Σ", "\uD800σ")]
    public void Lower_ends_words_with_the_final_sigma(string text, string expected) =>
        Assert.Equal(expected, PythonCase.Lower(text));
}
