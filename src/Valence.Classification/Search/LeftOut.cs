namespace Valence.Classification;

/// <summary>A trial of a search that was not made, or did not come to an end.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Why">Why not, in words that no clock changes.</param>
/// <param name="IsOfClock">Whether more time would have made it.</param>
/// <param name="After">How many trials had come to an end before.</param>
/// <param name="Seconds">How long was tried.</param>
internal sealed record LeftOut(Trial Trial, string Why, bool IsOfClock, int After, double Seconds)
{
    /// <summary>What is told of it beside those that were made.</summary>
    public TriedRecipe Told => TriedRecipe.OfLeftOut(Trial.Recipe.Name, Trial.Choices, Why);
}
