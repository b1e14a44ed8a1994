namespace Valence.Training;

/// <summary>Training whose warnings are errors was ended by what it would otherwise only have warned
/// of.</summary>
/// <param name="warning">The sentence.</param>
public sealed class TrainingWarningException(string warning) : ValenceException(warning);
