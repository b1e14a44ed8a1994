namespace Valence.Text;

/// <summary>A part of a text's tokens.</summary>
/// <param name="Run">All tokens.</param>
/// <param name="Start">The first.</param>
/// <param name="End">The first behind it.</param>
internal readonly record struct TokenWindow(TokenRun Run, int Start, int End)
{
    /// <summary>How many tokens it has.</summary>
    public int Count => End - Start;

    /// <summary>How many tokens of the text are not shown as the vocabulary has them.</summary>
    public int Written => Run is null ? 0 : Run.Written.Count;
}
