namespace Valence.Kernels;

/// <summary>Many products of one shape: how many, and how far apart their matrices start.</summary>
/// <param name="Count">The number of products.</param>
/// <param name="StepA">Distance between the starts of successive A; 0 when all share one.</param>
/// <param name="StepB">Distance between the starts of successive B; 0 when all share one.</param>
/// <param name="StepC">Distance between the starts of successive C, which do not overlap.</param>
internal readonly record struct GemmBatch(int Count, int StepA, int StepB, int StepC);
