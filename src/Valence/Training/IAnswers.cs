using Valence.Operations;

namespace Valence.Training;

/// <summary>Something that answers batch after batch as a model does, with memory of its own.</summary>
internal interface IAnswers
{
    /// <summary>The batch that is answered next.</summary>
    BatchBuffer Batch { get; }

    /// <summary>The context in which it is answered, and measured.</summary>
    CallContext Call { get; }

    /// <summary>The outputs for <see cref="Batch"/>, valid until the next call.</summary>
    Values Run();
}
