namespace Valence.Optimizers;

/// <summary>An array that an optimizer keeps for each weight, of the weight's shape.</summary>
/// <param name="Name">Keras' name, such as <c>momentum</c>.</param>
/// <param name="Initial">What it holds at first.</param>
public readonly record struct Slot(string Name, float Initial = 0);
