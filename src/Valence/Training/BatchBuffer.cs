namespace Valence.Training;

/// <summary>The tensors of the current step's batch, filled again for every step.</summary>
internal sealed class BatchBuffer
{
    public Tensor[] X { get; set; } = [];

    public Tensor[] Y { get; set; } = [];

    public Tensor? SampleWeight { get; set; }

    public int Rows => X.Length > 0 ? X[0].Shape[0] : 0;
}
