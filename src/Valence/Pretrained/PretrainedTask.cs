namespace Valence.Pretrained;

/// <summary>What the head of a pre-trained model answers.</summary>
public enum PretrainedTask
{
    /// <summary>There is no head: hidden states.</summary>
    HiddenStates,

    /// <summary>Labels or a number for a whole text.</summary>
    SequenceClassification,

    /// <summary>A label for each token.</summary>
    TokenClassification,

    /// <summary>The next token.</summary>
    CausalLanguageModel,

    /// <summary>The tokens that stood at hidden places.</summary>
    MaskedLanguageModel,
}
