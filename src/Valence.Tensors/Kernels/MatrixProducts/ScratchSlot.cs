namespace Valence.Kernels;

/// <summary>What a thread's working memory is for.</summary>
internal enum ScratchSlot
{
    /// <summary>Packed rows of A, used by the piece under way.</summary>
    PackedA,

    /// <summary>Packed columns of B, used by the piece under way.</summary>
    PackedB,

    /// <summary>Packed columns of B that all pieces of a call share.</summary>
    SharedB,

    /// <summary>One row of intermediate results.</summary>
    Row,

    /// <summary>Packed recurrent weights that all pieces of a call share.</summary>
    Recurrent,

    /// <summary>What each slice of a batch adds to the gradients of recurrent weights.</summary>
    Shares,

    /// <summary>States and gates of the sequence under way.</summary>
    Sequence,

    /// <summary>What windows see of the sequence under way.</summary>
    Windows,

    /// <summary>The gradient of a convolution's kernel while it is summed.</summary>
    KernelSums,
}
