using Valence.Callbacks;
using Valence.Training;

namespace Valence.Language;

/// <summary>How a <see cref="TextTagger"/> is trained.</summary>
public sealed record TaggingSettings : RunSettings
{
    /// <summary>The network; when null, the better one on held-out texts of <see cref="TaggingRecipe.Linear"/> and
    /// <see cref="TaggingRecipe.BiLstm"/>.</summary>
    public TaggingRecipe? Recipe { get; init; }

    /// <summary>Whether the linear recipe is trained beside another one, so that one sees what the network is worth;
    /// which is kept, <see cref="Recipe"/> says.</summary>
    public bool Baseline { get; init; } = true;

    /// <summary>Passes over the texts, at least 1; the recipe's own number when null.</summary>
    public int? Epochs { get; init => field = value is { } epochs ? Require.AtLeast(1, epochs, nameof(Epochs)) : null; }

    /// <summary>Texts in a step, at least 1.</summary>
    public int BatchSize { get; init => field = Require.AtLeast(1, value); } = 32;

    /// <summary>The size of Adam's steps, above 0; the recipe's own when null.</summary>
    public double? LearningRate
    {
        get;
        init => field = value is not { } rate || rate > 0 && double.IsFinite(rate) ? value
            : throw new ArgumentOutOfRangeException(nameof(LearningRate), rate,
                $"Expected {nameof(LearningRate)} above 0, received {rate}.");
    }

    /// <summary>The part of the texts, above 0 and below 1, that is not learned from and chooses the epoch, the network
    /// and what calibrates probabilities.</summary>
    public double ValidationSplit
    {
        get;
        init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(ValidationSplit),
            value, $"Expected {nameof(ValidationSplit)} above 0 and below 1, received {value}.");
    } = 0.1;

    /// <summary>Texts that take the place of <see cref="ValidationSplit"/>; null for none.</summary>
    public IReadOnlyList<TaggedText>? ValidationData { get; init; }

    /// <summary>Texts without spans, such as many more of the same kind: networks know their words too, and begin with
    /// vectors of words that these and the other texts tell (<see cref="Text.WordVectors.Learn"/>). The tagger's file
    /// has words of them. Null for none; <see cref="TaggingRecipe.Linear"/> alone has no vectors, and is refused with
    /// such texts.</summary>
    public IReadOnlyList<string>? Unlabelled { get; init; }

    /// <summary>Whether the tagger's file holds a number for each text of the training, by which an evaluation tells
    /// texts that were learned from; no text is in them.</summary>
    public bool KeepFingerprints { get; init; } = true;
}
