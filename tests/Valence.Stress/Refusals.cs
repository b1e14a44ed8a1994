using System.Text;

namespace Valence.Stress;

/// <summary>What docs/at-once.md says: which calls may be refused while others run.</summary>
internal static class Refusals
{
    /// <summary>Whether a call may be refused while another thread is in a call of a group.</summary>
    public static bool IsRefused(Group called, Group running) => (called, running) switch
    {
        (Group.Train, Group.Train) or (Group.Change, Group.Train) => true,
        (Group.Session, Group.Session) or (Group.Session, Group.End) => true,
        // The model may be built by then.
        (Group.Add, _) => true,
        _ => false,
    };

    /// <summary>The table as the document has it: a row for each group of methods.</summary>
    public static string Markdown()
    {
        var groups = Enum.GetValues<Group>();
        var text = new StringBuilder("| | methods | refused beside |\n|---|---|---|\n");
        foreach (var group in groups)
        {
            var methods = Methods.All.Where(method => method.Group == group)
                .Select(method => method.Signature[..method.Signature.IndexOf('(')])
                .Select(name => name.StartsWith("Layer.", StringComparison.Ordinal) ? $"Model{name[5..]}" : name)
                .Distinct().GroupBy(name => name[..name.IndexOf('.')], name => name[(name.IndexOf('.') + 1)..]);
            var refused = groups.Where(running => IsRefused(group, running)).ToArray();
            text.Append($"| {group} | ").AppendJoin("; ", methods.Select(type => $"`{type.Key}`: "
                + string.Join(", ", type.Select(name => $"`{name}`")))).Append(" | ")
                .Append(refused.Length == 0 ? "nothing"
                    : refused.Length == groups.Length ? "any, once the model is built"
                    : string.Join(", ", refused)).Append(" |\n");
        }
        return text.ToString();
    }
}
