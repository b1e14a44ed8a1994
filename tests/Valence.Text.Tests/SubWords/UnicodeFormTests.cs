using System.Security.Cryptography;
using System.Text;

namespace Valence.Text.Tests;

/// <summary>All characters, alone and among marks, in the four forms, as Python's <c>unicodedata</c> (14.0) has
/// them.</summary>
public sealed class UnicodeFormTests
{
    // h = sha256(); for c in range(0x110000), without surrogates: h.update(normalize(f, chr(c)).encode() + b'\n');
    // if c < 0x3100: h.update(normalize(f, 'e' + chr(c) + '\u0301\u0323' + chr(c) + '\u1161').encode() + b'\n')
    [Theory]
    [InlineData("NFC", "7f3e0a265e8c7473a3e737034cebf836008b597db7b8a20bdfb8c0afe254e440")]
    [InlineData("NFD", "b6ffee2f4298e66754abeb8523108934f90baa0c8ab5724ac60911650afc2bfa")]
    [InlineData("NFKC", "4a792c6069e0ad21b977dfbb8e864d6adc7d52567d9de28a0ec6dcad98fec940")]
    [InlineData("NFKD", "092029fdf512a01bab138c0a6695b155e6a7d41344849ffd8de9ad76c7fa7c68")]
    public void All_characters_have_the_forms_of_Python(string form, string expected)
    {
        var normalizer = new UnicodeNormalizer(Enum.Parse<UnicodeForm>(form));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var draft = new Draft();
        for (var code = 0; code < 0x110000; code++)
        {
            if (code is >= 0xD800 and < 0xE000) continue;
            var character = new Rune(code).ToString();
            Add(character);
            if (code < 0x3100) Add($"e{character}\u0301\u0323{character}\u1161");
        }
        Assert.Equal(expected, Convert.ToHexStringLower(hash.GetHashAndReset()));

        void Add(string text)
        {
            draft.Start(text, 0);
            normalizer.Apply(draft);
            hash.AppendData(Encoding.UTF8.GetBytes(draft.Text.Characters.ToString() + "\n"));
        }
    }
}
