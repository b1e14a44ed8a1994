using System.Text.RegularExpressions;

namespace Valence.Judge;

/// <summary>What came of one step of a case.</summary>
/// <param name="Step">What was done: <c>read keras on cpu</c>, <c>write h5</c>, …</param>
/// <param name="Verdict">How it went.</param>
/// <param name="Detail">The message, or the difference.</param>
internal sealed partial record Finding(string Step, Verdict Verdict, string Detail)
{
    /// <summary>The detail without names and numbers, by which findings are grouped; classes that are not known keep
    /// theirs.</summary>
    public string Kind
    {
        get
        {
            var text = Places().Replace(Detail, "");
            return text.StartsWith("unknown ", StringComparison.Ordinal) ? text.Split(". ")[0]
                : Numbers().Replace(Quoted().Replace(text, "'…'"), "#");
        }
    }

    /// <summary>Whether another finding is of the same kind.</summary>
    public bool IsLike(Finding other) => Verdict == other.Verdict && Family == other.Family
        && (Verdict == Verdict.Wrong || Kind == other.Kind);

    private string Family => Step.Split(' ')[0];

    [GeneratedRegex("'[^']*'")]
    private static partial Regex Quoted();

    // The path of the field that a message begins with.
    [GeneratedRegex(@"^(config\.json|model_config|[\w.-]+\.(keras|h5))[^:]*: ")]
    private static partial Regex Places();

    [GeneratedRegex(@"-?\d+(\.\d+)?(E-?\d+)?|\?")]
    private static partial Regex Numbers();
}
