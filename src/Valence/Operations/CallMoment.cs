namespace Valence.Operations;

/// <summary>How far a call has come.</summary>
/// <param name="Draws">Random tensors drawn.</param>
/// <param name="Assignments">Assignments made.</param>
/// <param name="Losses">Penalties added.</param>
/// <param name="Training">Whether the layer at this moment works as in training.</param>
internal readonly record struct CallMoment(uint Draws, int Assignments, int Losses, bool Training);
