using Valence.Classification;

namespace Valence.Language;

/// <summary>How a chatbot learns.</summary>
public sealed record ChatSettings
{
    /// <summary>The classifier of questions.</summary>
    public Recipe Recipe { get; init; } = Recipes.Linear;

    /// <summary>Finds parts of questions, such as places and names, of which answers may speak: <c>{place}</c> in an
    /// answer is filled with what the question, or an earlier one of the conversation, says of that type. None when
    /// null.</summary>
    public TextTagger? Tagger { get; init; }

    /// <summary>The part of all questions, in [0, 1), that is expected to mean none of the intents: what a wrong answer
    /// to them weighs when the threshold is chosen. One in five when not given.</summary>
    public double ShareOfNone { get; init; } = 0.2;

    /// <summary>The probability of an intent below which the fallback is answered, from 0 to 1; chosen on held-out
    /// questions when null.</summary>
    public double? Threshold { get; init; }

    /// <summary>Into how many parts questions are split, each of which is held out once to choose the threshold; at
    /// least 2.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Passes over the questions; the recipe's own number when null.</summary>
    public int? Epochs { get; init; }

    /// <summary>Decides the parts, initial weights, shuffling and dropout.</summary>
    public ulong Seed { get; init; }

    /// <summary>Where operations run; all processors when null.</summary>
    public Backends.Backend? Backend { get; init; }

    /// <summary>What ends it between two steps.</summary>
    public CancellationToken CancellationToken { get; init; }
}
