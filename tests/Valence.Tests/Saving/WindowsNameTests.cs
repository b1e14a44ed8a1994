using System.Text;
using Valence.Formats;
using Valence.Models;
using Valence.Saving;

namespace Valence.Tests.Saving;

/// <summary>Names that a program on Windows joined with backslashes are the paths that they mean.</summary>
public sealed class WindowsNameTests
{
    [Theory]
    [InlineData("layers")]
    [InlineData("_layer_checkpoint_dependencies")]
    public void Groups_of_weights_named_with_backslashes_are_found(string layers)
    {
        var model = ModelFiles.Text();
        var archive = ZipReader.Open(KerasFile.ToBytes(model), "m.keras");
        var weights = Hdf5File.Open(archive.Read("model.weights.h5"), new("m.weights.h5"));
        var writer = new Hdf5Writer();
        foreach (var layer in weights.Root.Group("layers").Groups.Values)
            Copy(layer, $"{layers}\\{Last(layer)}", writer);
        var opened = KerasFile.Open(Archive(archive, "model.weights.h5", writer.ToBytes()), "windows.keras");
        Assert.Equal(model.GetWeights().Select(weight => weight.Floats.ToArray()),
            opened.Model.GetWeights().Select(weight => weight.Floats.ToArray()));
    }

    [Theory]
    [InlineData("assets\\layers\\a.txt", true)]
    [InlineData("assets\\..\\a.txt", false)]
    [InlineData("C:\\a.txt", false)]
    [InlineData("\\\\host\\a.txt", false)]
    public void A_member_named_with_backslashes_is_its_path_or_refused_as_one(string name, bool isRead)
    {
        // A name of as many slashes, which the writer takes, and then the bytes of the other one.
        var plain = new string([.. name.Select(c => c is '\\' or ':' or '.' ? 'x' : c)]);
        using var stream = new MemoryStream();
        ZipWriter.Write(stream, archive => archive.Add(plain, "a"u8));
        var bytes = stream.ToArray();
        var (from, to) = (Encoding.UTF8.GetBytes(plain), Encoding.UTF8.GetBytes(name));
        for (var at = bytes.AsSpan().IndexOf(from); at >= 0; at = bytes.AsSpan().IndexOf(from)) to.CopyTo(bytes, at);
        if (isRead) Assert.Equal("a"u8.ToArray(), ZipReader.Open(bytes, "z").Read(name.Replace('\\', '/')).ToArray());
        else Assert.Equal("Z22", Assert.Throws<FileFormatException>(() => ZipReader.Open(bytes, "z")).Rule);
    }

    // As Keras on Windows names them: one group for the path of the layer or part, and 'vars' in it.
    private static void Copy(Hdf5Group group, string name, Hdf5Writer writer)
    {
        foreach (var (part, inner) in group.Groups)
            if (part == "vars")
                foreach (var (key, dataset) in inner.Datasets)
                    writer.Root.Group(name).Add($"vars/{key}",
                        dataset.ReadTensor(Shape.Create([.. dataset.Shape.Select(length => (int)length)])));
            else Copy(inner, $"{name}\\{part}", writer);
    }

    private static string Last(Hdf5Group group) => group.Path[(group.Path.LastIndexOf('/') + 1)..];

    private static byte[] Archive(ZipReader archive, string replaced, byte[] content)
    {
        using var stream = new MemoryStream();
        ZipWriter.Write(stream, written =>
        {
            foreach (var member in archive.Members)
                written.Add(member.Name, member.Name == replaced ? content : archive.Read(member.Name).Span);
        });
        return stream.ToArray();
    }
}
