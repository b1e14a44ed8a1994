namespace Valence.Training;

/// <summary>What a call of Fit trains and validates on.</summary>
/// <param name="Training">The batches to train on.</param>
/// <param name="Validation">Those to validate on, or null.</param>
/// <param name="Doubts">What can be computed with and is hardly meant, a sentence each.</param>
/// <param name="Identity">What tells the training on these data from others.</param>
internal sealed record TrainingData(IBatchSource Training, IBatchSource? Validation, IEnumerable<string> Doubts,
    Func<IEnumerable<(string What, string Value)>> Identity);
