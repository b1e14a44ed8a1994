using Valence.Formats;

namespace Valence.Saving;

/// <summary>One array in NumPy's <c>.npy</c>; shown, but no model's.</summary>
internal sealed class NpyFormat : ModelFormat
{
    /// <inheritdoc/>
    public override string Name => "NumPy array";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions => [".npy"];

    /// <inheritdoc/>
    public override string Use => "Read it with NpyArray.Load; on the command line it is the --data of 'compare'";

    /// <inheritdoc/>
    public override bool Recognizes(ModelSource source) => source.Start.StartsWith<byte>([0x93, .. "NUMPY"u8]);

    /// <inheritdoc/>
    public override IEnumerable<StoredArray> Arrays(ModelSource source) =>
        [Stored("array", NpyArray.Read(source.Content, source.Place.File))];

    /// <summary>An array of NumPy's under a name.</summary>
    public static StoredArray Stored(string name, NpyArray array) =>
        new(name, array.Type.ToString(), array.Shape, array.Type.Kind == NpyKind.Object ? null : array.ToTensor);
}
