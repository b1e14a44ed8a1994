namespace Valence.Models;

/// <summary>What an operation of a graph takes and makes: elements and their type in Keras.</summary>
/// <param name="Tensor">The elements; truth values are 0 and 1 in float32.</param>
/// <param name="Type">Keras' element type.</param>
/// <param name="IsWeak">Whether it is a plain number of Python's, which takes the type of the other operand where its
/// kind allows that.</param>
internal readonly record struct Operand(Tensor Tensor, KerasType Type, bool IsWeak = false);
