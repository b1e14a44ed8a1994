namespace Valence.Language;

/// <summary>A question that a chatbot learned from, beside another one.</summary>
/// <param name="Text">The question.</param>
/// <param name="Intent">The tag of its intent, or the fallback's.</param>
/// <param name="Similarity">The cosine of both vectors, from -1 to 1.</param>
public sealed record NearQuestion(string Text, string Intent, double Similarity);
