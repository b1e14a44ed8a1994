namespace Valence.Training;

/// <summary>The tensors of the current step's batch, filled again for every step.</summary>
internal sealed class BatchBuffer
{
    public Tensor[] X { get; set; } = [];

    public Tensor[] Y { get; set; } = [];

    /// <summary>None, one tensor for all outputs, or one (or null) for each output.</summary>
    public Tensor?[] SampleWeights { get; set; } = [];

    /// <summary>The weights for all outputs, or of the first one.</summary>
    public Tensor? SampleWeight
    {
        get => SampleWeights is [var first, ..] ? first : null;
        set => SampleWeights = value is null ? [] : [value];
    }

    /// <summary>Fills the buffer with a batch, whose rows are checked.</summary>
    public void Take(Batch batch)
    {
        SampleWeights = FitPlan.CheckRows(batch);
        (X, Y) = ([.. batch.X.Tensors], [.. batch.Y.Tensors]);
    }

    public int Rows => X.Length > 0 ? X[0].Shape[0] : 0;
}
