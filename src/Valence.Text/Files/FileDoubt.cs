namespace Valence.Text;

/// <summary>What a file that can be read looks like all the same: said, and read on.</summary>
/// <param name="Looks">A sentence that says it.</param>
/// <param name="Advice">The setting with which the file would be read otherwise; null where none does.</param>
internal sealed record FileDoubt(string Looks, SettingAdvice? Advice = null);
