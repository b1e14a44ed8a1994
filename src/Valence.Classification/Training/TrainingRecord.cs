using Valence.Training;

namespace Valence.Classification;

/// <summary>What is known of a classifier's training beside its network, and what of that outlasts a
/// change.</summary>
internal sealed record TrainingRecord
{
    /// <summary>The texts of the training, those that chose the best epoch included; null where that is not
    /// known.</summary>
    public TrainedTexts? Texts { get; init; }

    /// <summary>What these texts are like; null where they were too few or that is not known.</summary>
    public TextProfile? Profile { get; init; }

    /// <summary>Texts whose answers are kept in a file, and asked again where it is opened; none where there are to be
    /// none.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>How often answers of some confidence were wrong; null for other tasks, where few texts were held out,
    /// and with another threshold or network.</summary>
    public HeldOutRisks? Risks { get; init; }

    /// <summary>What held-out texts and the answers to them were like; null where there were few, and with another
    /// threshold or network.</summary>
    public HeldOutFigures? Figures { get; init; }

    /// <summary>What the training's report judges by; null for a classifier that is not as its training gave
    /// it.</summary>
    public HeldOutAnswers? HeldOutAnswers { get; init; }

    /// <summary>What each epoch came to; null for a linear model or one from a file.</summary>
    public History? History { get; init; }

    /// <summary>The epoch whose weights were kept, the first being 1; null for a linear model or one from a
    /// file.</summary>
    public int? KeptEpoch { get; init; }

    /// <summary>What a goal and a small file cost on held-out texts, a sentence each; none where neither was asked for,
    /// and for a classifier from a file.</summary>
    public IReadOnlyList<string> Costs { get; init; } = [];

    /// <summary>What weights of 8 bits cost; null where they are floats, or nothing was asked.</summary>
    public RoundingCost? Rounding { get; init; }

    /// <summary>Texts that were held out; 0 for a classifier from a file.</summary>
    public int ValidationRows { get; init; }

    /// <summary>What was tried.</summary>
    public IReadOnlyList<TriedRecipe> Tried { get; init; } = [];

    /// <summary>The options of <c>valence train</c> that make the same classifier again; null where it cannot say
    /// them.</summary>
    public string? MadeBy { get; init; }

    /// <summary>The options of the command line by which the texts were read.</summary>
    public IReadOnlyList<string> Reading { get; init; } = [];

    /// <summary>What is still true of another network for the same texts.</summary>
    public TrainingRecord OfTexts => new()
    {
        Texts = Texts,
        Profile = Profile,
        Examples = Examples,
        Reading = Reading,
    };

    /// <summary>What is still true where the answers are others.</summary>
    public TrainingRecord WithoutAnswers => this with
    {
        Risks = null,
        Figures = null,
        HeldOutAnswers = null,
        Rounding = null,
        Costs = [],
        MadeBy = null,
    };
}
