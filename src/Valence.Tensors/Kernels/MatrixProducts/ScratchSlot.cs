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

    /// <summary>One chain of a product whose inner axis is long.</summary>
    PartialSums,

    /// <summary>Rows of a table that the piece under way has looked up, or products that it adds to such.</summary>
    LookedUp,

    /// <summary>How many places at the beginning of each row are padding, for all pieces of a call.</summary>
    Runs,

    /// <summary>One row of intermediate results.</summary>
    Row,

    /// <summary>Packed recurrent weights that all pieces of a call share.</summary>
    Recurrent,

    /// <summary>What each slice of a batch adds to the gradients of recurrent weights.</summary>
    Shares,

    /// <summary>What each slice of a batch adds to the gradients of numbered inputs.</summary>
    Sums,

    /// <summary>States and gates of the sequence under way.</summary>
    Sequence,

    /// <summary>What windows see of the sequence under way.</summary>
    Windows,

    /// <summary>The gradient of a convolution's kernel while it is summed.</summary>
    KernelSums,

    /// <summary>Scores of some queries of attention, and what they come from.</summary>
    Attention,

    /// <summary>Rows of a product as int8, and their scales, used by the piece under way.</summary>
    Int8,
}
