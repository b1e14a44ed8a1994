namespace Valence.Text;

/// <summary>Tokens of an <see cref="EncodedText"/> side by side that came of one text, or are special, or fill
/// up.</summary>
/// <param name="Count">How many.</param>
/// <param name="TypeId">Their type.</param>
/// <param name="Text">0 for the first text, 1 for the second, −1 for neither.</param>
/// <param name="IsPadding">Whether they fill up.</param>
internal readonly record struct EncodedPart(int Count, int TypeId, int Text, bool IsPadding);
