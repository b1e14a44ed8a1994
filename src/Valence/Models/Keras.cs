using System.Globalization;
using Valence.Layers;
using Valence.Training;

namespace Valence.Models;

/// <summary>Entry points that Keras keeps at its top level.</summary>
public static class Keras
{
    /// <summary>An input of a functional model.</summary>
    /// <param name="shape">The lengths of the axes without the batch; −1 where unknown.</param>
    /// <param name="type">What the elements are; ids are <see cref="ElementType.Int32"/>.</param>
    /// <param name="name">The input's name, or null for an automatic one.</param>
    public static SymbolicTensor Input(Shape shape, ElementType type = ElementType.Float32, string? name = null)
    {
        Shape batch = [Shape.Unknown];
        var layer = name is null ? new InputLayer(batch.Concat(shape), type)
            : new InputLayer(batch.Concat(shape), type) { Name = name };
        return LayerNode.CreateInput(layer).Outputs[0];
    }

    /// <summary>An input of vectors of so many features, or of sequences of so many ids:
    /// <c>Keras.Input(4)</c>.</summary>
    /// <param name="length">The length of the only axis besides the batch; −1 where unknown.</param>
    /// <param name="type">What the elements are; ids are <see cref="ElementType.Int32"/>.</param>
    /// <param name="name">The input's name, or null for an automatic one.</param>
    public static SymbolicTensor Input(int length, ElementType type = ElementType.Float32, string? name = null) =>
        Input([length], type, name);

    /// <summary>A row of 0 with a 1 at each number's place: Keras' <c>to_categorical</c>.</summary>
    /// <param name="x">Class numbers of any shape, from 0; a last axis of length 1 is left out.</param>
    /// <param name="numClasses">The length of a row; the largest number plus one when null.</param>
    /// <returns>Floats <c>[…, classes]</c>.</returns>
    /// <exception cref="ArgumentException">They are no numbers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, no whole one, or not below
    /// <paramref name="numClasses"/>; the message names the row.</exception>
    public static Tensor ToCategorical(Data x, int? numClasses = null)
    {
        if (x.Tensors is not [{ Type: not ElementType.String } numbers])
            throw new ArgumentException($"Expected one tensor of class numbers, received {(x.Tensors is [var given]
                ? given.TypeAndShape : $"{x.Tensors.Count} tensors")}.", nameof(x));
        var values = numbers.ToArray();
        var classes = numClasses is { } most ? Require.AtLeast(1, most, nameof(numClasses))
            : (int)values.DefaultIfEmpty().Max() + 1;
        var shape = numbers.Shape is { Rank: > 1 } and [.., 1] ? numbers.Shape[..^1] : numbers.Shape;
        var rows = new Tensor(shape.Insert(shape.Rank, classes));
        var into = rows.Change<float>();
        for (var i = 0; i < values.Length; i++)
            into[i * classes + (values[i] >= 0 && values[i] < classes && values[i] == (int)values[i] ? (int)values[i]
                : throw new ArgumentOutOfRangeException(nameof(x), values[i], string.Create(
                    CultureInfo.InvariantCulture, $"Expected whole class numbers from 0 to {classes - 1}, received "
                        + $"{values[i]} at position {i}. Number the classes from 0, or give more of them.")))] = 1;
        return rows;
    }
}
