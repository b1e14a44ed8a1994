namespace Valence.Saving;

/// <summary>Why Valence does not have a class of Keras.</summary>
internal enum RefusalReason
{
    /// <summary>It works on images or volumes.</summary>
    Images,

    /// <summary>It prepares images, or data beside them, for training.</summary>
    ImagePreparation,

    /// <summary>It works on sound.</summary>
    Sound,

    /// <summary>It holds Python code.</summary>
    Code,

    /// <summary>It runs a model of another framework.</summary>
    OtherFramework,

    /// <summary>It is a base class of Keras, or a description, and computes nothing.</summary>
    Abstract,

    /// <summary>It prepares data in pipelines of other programs.</summary>
    Pipeline,

    /// <summary>It is for numbers of half precision.</summary>
    HalfPrecision,

    /// <summary>It has optimizers inside for parts of a model.</summary>
    SeveralOptimizers,

    /// <summary>It aligns sequences of labels.</summary>
    Alignment,

    /// <summary>A function that takes arguments, which its name does not carry.</summary>
    Arguments,

    /// <summary>Nobody has written it yet.</summary>
    Missing,
}
