namespace Valence.Pretrained;

/// <summary>What the logits of a head mean: Hugging Face's <c>problem_type</c>.</summary>
public enum PretrainedProblem
{
    /// <summary>One of several labels: a softmax.</summary>
    SingleLabel,

    /// <summary>Each label by itself: a sigmoid.</summary>
    SeveralLabels,

    /// <summary>Numbers.</summary>
    Regression,
}
