using Valence.Generation;

namespace Valence.Language;

/// <summary>What a <see cref="TextGenerator"/> has put after a prompt.</summary>
/// <param name="Text">The text, without the prompt.</param>
/// <param name="Tokens">Its tokens' number.</param>
/// <param name="End">Why it goes on no further.</param>
public sealed record GeneratedText(string Text, int Tokens, GenerationEnd End);
