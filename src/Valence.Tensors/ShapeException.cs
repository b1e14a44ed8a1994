namespace Valence;

/// <summary>A tensor does not have the shape or element type that the code receiving it needs.</summary>
public sealed class ShapeException : ValenceException
{
    /// <summary>An error reading <c>place: problem</c>, such as <c>Dense 'dense_1': expected last axis 16, received
    /// [32, 80, 8]</c>.</summary>
    /// <param name="place">The operation or layer that received the tensor.</param>
    /// <param name="problem">What was expected and what was received.</param>
    public ShapeException(string place, string problem) : base($"{place}: {problem}")
    {
        Place = place;
        Problem = problem;
    }

    /// <summary>The operation or layer that received the tensor.</summary>
    public string Place { get; }

    /// <summary>What was expected and what was received.</summary>
    public string Problem { get; }
}
