using System.Security.Cryptography;
using Valence.Formats;

namespace Valence.Datasets;

/// <summary>Where a file of Keras' datasets lies that no path was given for: in the folder that the variable
/// <c>VALENCE_DATA</c> names, or where Keras itself keeps it.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Hash">The hash that Keras publishes of it, in hexadecimal: SHA-256, or MD5 where it has 32
/// digits.</param>
internal sealed record DataFolder(string Name, string Hash)
{
    private const string Variable = "VALENCE_DATA";
    private const string Address = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/";

    /// <summary>The file's path, when its content is what Keras publishes.</summary>
    /// <exception cref="FileNotFoundException">It is in none of the folders.</exception>
    /// <exception cref="FileFormatException">It is another file.</exception>
    public string Find() => Find([Environment.GetEnvironmentVariable(Variable),
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".keras", "datasets")]);

    /// <summary>The file's path in the first of <paramref name="folders"/> that has it.</summary>
    /// <inheritdoc cref="Find()"/>
    internal string Find(IEnumerable<string?> folders)
    {
        var path = folders.Where(folder => !string.IsNullOrEmpty(folder)).Select(folder => Path.Combine(folder!, Name))
            .FirstOrDefault(File.Exists) ?? throw new FileNotFoundException($"'{Name}' is neither in the folder that "
                + $"{Variable} names nor in ~/.keras/datasets: download {Address}{Name} ({Kind} {Hash}) into one of "
                + "them, or give its path; nothing is downloaded by itself.", Name);
        using var file = File.OpenRead(path);
        var found = Convert.ToHexStringLower(Hash.Length == 32 ? MD5.HashData(file) : SHA256.HashData(file));
        return found == Hash ? path : throw new FileFormatException("D04", new(Path.GetFileName(path)),
            $"expected the file that Keras publishes, of {Kind} {Hash}, found one of {found}",
            $"Download {Address}{Name} again, or give the path of a file of your own");
    }

    private string Kind => Hash.Length == 32 ? "MD5" : "SHA-256";
}
