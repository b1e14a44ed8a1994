namespace Valence.Optimizers;

/// <summary>An array that an optimizer keeps for each weight, of the weight's shape.</summary>
/// <param name="Name">Keras' name, such as <c>momentum</c>.</param>
/// <param name="Initial">What it holds at first.</param>
/// <param name="Apart">Whether Keras stores it, and the slots that follow it, after the slots before it of all weights;
/// otherwise it is beside the slot before it of the same weight.</param>
public readonly record struct Slot(string Name, float Initial = 0, bool Apart = false);
