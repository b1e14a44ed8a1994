namespace Valence.Training;

/// <summary>Training was ended by what it would otherwise only have warned of; see
/// <see cref="FitOptions.WarningsAreErrors"/>.</summary>
/// <param name="warning">The sentence.</param>
public sealed class TrainingWarningException(string warning) : ValenceException(warning);
