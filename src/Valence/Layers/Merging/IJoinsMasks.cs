using Valence.Operations;

namespace Valence.Layers;

/// <summary>A layer whose output's mask is made of the masks of all its inputs.</summary>
internal interface IJoinsMasks
{
    /// <summary>The mask of the output where the inputs have the masks that they carry; null for none.</summary>
    Tensor? MaskOf(Values x, CallContext call);
}
