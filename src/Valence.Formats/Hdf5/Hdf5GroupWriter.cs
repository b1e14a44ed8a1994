using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Valence.Formats;

/// <summary>A group of an HDF5 file to be written: groups, datasets and attributes by name.</summary>
public sealed class Hdf5GroupWriter
{
    private const int MaxNameBytes = 1024;
    private const int MaxAttributeBytes = 64_000;

    internal Hdf5GroupWriter()
    {
    }

    internal SortedDictionary<string, Hdf5GroupWriter> Groups { get; } = new(Hdf5NameOrder.Instance);

    internal SortedDictionary<string, Hdf5DatasetContent> Datasets { get; } = new(Hdf5NameOrder.Instance);

    internal List<Hdf5AttributeContent> Attributes { get; } = [];

    /// <summary>The group at <paramref name="path"/> relative to this one, such as <c>dense/vars</c>; made where it is
    /// missing.</summary>
    /// <exception cref="ArgumentException">A part of the path is empty, <c>.</c> or <c>..</c>, too long, or a dataset's
    /// name.</exception>
    public Hdf5GroupWriter Group(string path)
    {
        var group = this;
        var names = path.Split('/');
        foreach (var name in names) RequireName(name);
        foreach (var name in names)
        {
            if (group.Datasets.ContainsKey(name))
                throw new ArgumentException($"Expected a group named '{name}', there is a dataset of that name.",
                    nameof(path));
            if (!group.Groups.TryGetValue(name, out var next)) group.Groups.Add(name, next = new());
            group = next;
        }
        return group;
    }

    /// <summary>Adds a dataset with the numbers of <paramref name="tensor"/>, which must not change before the file is
    /// written.</summary>
    /// <param name="path">The dataset's name, after the names of groups where it is in such.</param>
    /// <param name="tensor">Floats (written as float32) or integers (int32).</param>
    /// <exception cref="ArgumentException">The tensor holds texts, or the name is not usable or there
    /// already.</exception>
    public void Add(string path, Tensor tensor)
    {
        long[] shape = [.. tensor.Shape];
        switch (tensor.Type)
        {
            case ElementType.Float32:
                Add<float>(path, shape, tensor.Count, stream => TensorBytes.Write(stream, tensor)); break;
            case ElementType.Int32:
                Add<int>(path, shape, tensor.Count, stream => TensorBytes.Write(stream, tensor)); break;
            default:
                throw new ArgumentException($"Expected a tensor of numbers, received {tensor.TypeAndShape}.",
                    nameof(tensor));
        }
    }

    /// <summary>Adds a dataset with the floats of <paramref name="tensor"/> in 16 bits, as Keras stores bfloat16; the
    /// tensor must not change before the file is written.</summary>
    /// <param name="path">The dataset's name, after the names of groups where it is in such.</param>
    /// <param name="tensor">Floats, each rounded to the nearest of bfloat16.</param>
    /// <exception cref="ArgumentException">The tensor holds no floats, or the name is not usable or there
    /// already.</exception>
    public void AddBrainFloats(string path, Tensor tensor)
    {
        if (tensor.Type != ElementType.Float32)
            throw new ArgumentException($"Expected a tensor of floats, received {tensor.TypeAndShape}.",
                nameof(tensor));
        Add(path, [.. tensor.Shape], tensor.Count, new(Hdf5Encoding.BrainFloat, [],
            BrainFloat.Size * (long)tensor.Count, stream => BrainFloat.Write(stream, tensor))
        {
            Attributes = [Text("dtype", [], ["bfloat16"], Hdf5Encoding.VariableString)],
        });
    }

    /// <summary>Adds a dataset with a copy of <paramref name="values"/>.</summary>
    /// <typeparam name="T">One of float, double, int, long, uint, byte and sbyte.</typeparam>
    /// <param name="path">The dataset's name, after the names of groups where it is in such.</param>
    /// <param name="shape">The lengths of the axes; empty for a scalar.</param>
    /// <param name="values">The elements in row-major order.</param>
    /// <exception cref="ArgumentException">The shape has another number of elements, or the name is not usable or there
    /// already.</exception>
    /// <exception cref="NotSupportedException">The type is another one.</exception>
    public void Add<T>(string path, ReadOnlySpan<long> shape, ReadOnlySpan<T> values) where T : unmanaged
    {
        var copy = MemoryMarshal.AsBytes(values).ToArray();
        Add<T>(path, shape, values.Length, stream => stream.Write(copy));
    }

    /// <summary>Sets an attribute to one text, stored with its own length in UTF-8, as h5py stores a
    /// <c>str</c>.</summary>
    /// <exception cref="ArgumentException">The name is not usable or there already.</exception>
    public void SetAttribute(string name, string text) => SetTexts(name, [], [text], Hdf5Encoding.VariableString);

    /// <summary>Sets an attribute to one text, stored with its own length, as h5py stores <c>bytes</c>.</summary>
    /// <exception cref="ArgumentException">The name is not usable or there already.</exception>
    public void SetBytesAttribute(string name, string text) => SetTexts(name, [], [text], Hdf5Encoding.VariableBytes);

    /// <summary>Sets an attribute to one text that is in UTF-8 already, stored as h5py stores <c>bytes</c>.</summary>
    /// <exception cref="ArgumentException">The text ends in a zero, or the name is not usable or there
    /// already.</exception>
    public void SetBytesAttribute(string name, ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Span is [.., 0]) throw EndsInZero();
        Add(new(name, Hdf5Encoding.VariableBytes, Hdf5Encoding.Space([], hasLimits: true), [], [utf8]));
    }

    /// <summary>Sets an attribute to texts, stored with their own lengths, as h5py stores a list of
    /// <c>bytes</c>.</summary>
    /// <exception cref="ArgumentException">The texts have too many bytes for one attribute, or the name is not usable
    /// or there already.</exception>
    public void SetBytesAttribute(string name, IReadOnlyList<string> texts) =>
        SetTexts(name, [texts.Count], texts, Hdf5Encoding.VariableBytes);

    /// <summary>Sets an attribute to texts, stored with their own lengths in UTF-8.</summary>
    /// <exception cref="ArgumentException">The texts have too many bytes for one attribute, or the name is not usable
    /// or there already.</exception>
    public void SetAttribute(string name, IReadOnlyList<string> texts) =>
        SetTexts(name, [texts.Count], texts, Hdf5Encoding.VariableString);

    /// <summary>Sets an attribute to texts of one length in bytes, as NumPy's byte strings are stored.</summary>
    /// <exception cref="ArgumentException">The texts have too many bytes for one attribute, end in a zero, or the name
    /// is not usable or there already.</exception>
    public void SetFixedAttribute(string name, IReadOnlyList<string> texts)
    {
        var encoded = texts.Select(Encode).ToList();
        var size = Math.Max(1, encoded.Select(text => text.Length).DefaultIfEmpty(1).Max());
        var values = new byte[Fitting(name, (long)size * encoded.Count)];
        for (var i = 0; i < encoded.Count; i++) encoded[i].CopyTo(values, i * size);
        Add(new(name, Hdf5Encoding.FixedString(size), Hdf5Encoding.Space([texts.Count], hasLimits: true), values,
            null));
    }

    /// <summary>Sets an attribute to one number.</summary>
    /// <typeparam name="T">One of float, double, int, long, uint, byte and sbyte.</typeparam>
    /// <exception cref="ArgumentException">The name is not usable or there already.</exception>
    /// <exception cref="NotSupportedException">The type is another one.</exception>
    public void SetAttribute<T>(string name, T number) where T : unmanaged =>
        Add(new(name, Hdf5Encoding.Number<T>(), Hdf5Encoding.Space([], hasLimits: false),
            MemoryMarshal.AsBytes([number]).ToArray(), null));

    /// <summary>Sets an attribute to an empty list of numbers, as h5py stores an empty list of anything.</summary>
    /// <exception cref="ArgumentException">The name is not usable or there already.</exception>
    public void SetEmptyAttribute(string name) =>
        Add(new(name, Hdf5Encoding.Number<double>(), Hdf5Encoding.Space([0], hasLimits: true), [], null));

    private void SetTexts(string name, long[] shape, IReadOnlyList<string> texts, byte[] type) =>
        Add(Text(name, shape, texts, type));

    private static Hdf5AttributeContent Text(string name, long[] shape, IReadOnlyList<string> texts, byte[] type)
    {
        Fitting(name, 16L * texts.Count);
        return new(name, type, Hdf5Encoding.Space(shape, hasLimits: true), [],
            [.. texts.Select(text => (ReadOnlyMemory<byte>)Encode(text))]);
    }

    private void Add(Hdf5AttributeContent attribute)
    {
        RequireName(attribute.Name, isAttribute: true);
        if (Attributes.Exists(other => other.Name == attribute.Name))
            throw new ArgumentException($"The group already has an attribute '{attribute.Name}'.");
        Attributes.Add(attribute);
    }

    /// <summary>Adds a dataset of elements that are written when the file is.</summary>
    /// <typeparam name="T">One of float, double, int, long, uint, byte and sbyte.</typeparam>
    /// <param name="path">The dataset's name, after the names of groups where it is in such.</param>
    /// <param name="shape">The lengths of the axes; empty for a scalar.</param>
    /// <param name="count">The number of elements.</param>
    /// <param name="write">Writes them in row-major order, the lower byte first.</param>
    /// <inheritdoc cref="Add{T}(string, ReadOnlySpan{long}, ReadOnlySpan{T})" path="/exception"/>
    public void Add<T>(string path, ReadOnlySpan<long> shape, long count, Action<Stream> write) where T : unmanaged =>
        Add(path, shape, count, new(Hdf5Encoding.Number<T>(), [], count * Unsafe.SizeOf<T>(), write));

    private void Add(string path, ReadOnlySpan<long> shape, long count, Hdf5DatasetContent content)
    {
        var cut = path.LastIndexOf('/');
        var name = path[(cut + 1)..];
        RequireName(name);
        var group = cut < 0 ? this : Group(path[..cut]);
        if (group.Datasets.ContainsKey(name) || group.Groups.ContainsKey(name))
            throw new ArgumentException($"There is already something named '{path}'.", nameof(path));
        var expected = 1L;
        foreach (var length in shape) expected = checked(expected * length);
        if (expected != count)
            throw new ArgumentException($"A dataset of shape [{string.Join(", ", shape.ToArray())}] has {expected} "
                + $"elements, received {count}.", nameof(shape));
        group.Datasets.Add(name, content with { Space = Hdf5Encoding.Space(shape, hasLimits: true) });
    }

    private static byte[] Encode(string text) => text.EndsWith('\0') ? throw EndsInZero()
        : Encoding.UTF8.GetBytes(text);

    private static ArgumentException EndsInZero() =>
        new("Expected texts that do not end in a zero, which HDF5 cannot keep.");

    private static int Fitting(string name, long length) => length <= MaxAttributeBytes
        ? (int)length
        : throw new ArgumentException($"Expected at most {MaxAttributeBytes} bytes in one attribute, '{name}' has "
            + $"{length}. Split it into several attributes, as Keras does.", nameof(name));

    private static void RequireName(string name, bool isAttribute = false)
    {
        if (name.Length == 0 || name.Contains('\0') || Encoding.UTF8.GetByteCount(name) > MaxNameBytes
            || (!isAttribute && (name is "." or ".." || name.Contains('/'))))
            throw new ArgumentException($"Expected a name of one part and at most {MaxNameBytes} bytes, received "
                + $"'{FilePlace.Shown(name)}'.", nameof(name));
    }
}
