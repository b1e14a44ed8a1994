namespace Valence.Saving;

/// <summary>What of a weights file goes into a model.</summary>
public sealed record WeightLoadOptions
{
    /// <summary>Everything, each weight of exactly the expected shape.</summary>
    public static WeightLoadOptions Default { get; } = new();

    /// <summary>Whether layers are found by their names; layers that only one side has are then left alone. By default
    /// they are found by their order.</summary>
    public bool ByName { get; init; }

    /// <summary>Whether a layer whose weights do not fit those of the file is left alone, instead of refusing the
    /// file.</summary>
    public bool SkipMismatch { get; init; }

    /// <summary>Whether the optimizer's state is read too, where the model is compiled and the file has one that
    /// fits.</summary>
    public bool OptimizerState { get; init; } = true;
}
