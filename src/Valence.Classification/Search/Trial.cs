namespace Valence.Classification;

/// <summary>One training that may be made: a recipe, and how it is trained.</summary>
/// <param name="Recipe">The recipe.</param>
/// <param name="Settings">How.</param>
internal sealed record Trial(Recipe Recipe, TrainingSettings Settings)
{
    /// <summary>The recipe as it was before anything was chosen.</summary>
    public Recipe Original { get; init; } = Recipe;

    /// <summary>What was chosen, in the order of <see cref="TrialChoice.All"/>.</summary>
    public IReadOnlyList<(TrialChoice Choice, string Value)> Chosen { get; init; } = [];

    /// <summary>Whether a network learns on while epochs get better, whatever the recipe's number of them.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Whether it learns for one epoch at least, whatever the clock says.</summary>
    public bool NeedsEpoch { get; init; }

    /// <summary>What was chosen in words, as <c>--try</c> takes them; empty for nothing.</summary>
    public string Choices => string.Join(' ', Chosen.Select(one => $"{one.Choice.Name}={one.Value}"));

    /// <summary>Of these, what has no option of its own.</summary>
    public string Shape => string.Join(' ', Chosen.Where(one => !one.Choice.HasOption)
        .Select(one => $"{one.Choice.Name}={one.Value}"));

    /// <summary>Recipe and choices, which tell it from others.</summary>
    public string Name => Chosen.Count == 0 ? Recipe.Name : $"{Recipe.Name} {Choices}";

    /// <summary>About how long a text takes in a pass, beside other trials.</summary>
    /// <param name="longest">About how many words the longest text has.</param>
    public double IdCost(int longest) => Recipe.Cost * Math.Min(Recipe.MaxLength, Math.Max(1, longest));

    /// <summary>The same with a choice, or another one in its place.</summary>
    /// <param name="choice">What is chosen.</param>
    /// <param name="value">The value, which is one of its own.</param>
    public Trial With(TrialChoice choice, string value) => choice.Of(this, value) with
    {
        Chosen = [.. TrialChoice.All.Where(one => one == choice || Chosen.Any(had => had.Choice == one))
            .Select(one => (one, one == choice ? value : Chosen.First(had => had.Choice == one).Value))],
    };
}
