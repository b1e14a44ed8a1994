namespace Valence.Text.Tests;

/// <summary>The error of a file that cannot be read to its end.</summary>
internal static class ReadingError
{
    public static DataFileException Error(string path, TextFileOptions? options = null) =>
        Assert.Throws<DataFileException>(() => LabelledTexts.Read(path, options).ToList());
}
