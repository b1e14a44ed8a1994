using System.Globalization;
using Valence.Text;

namespace Valence.Cli;

/// <summary>Words or characters of texts that a model's vocabulary lacks: one sentence tells of all.</summary>
internal sealed class UnknownParts
{
    private const int MostShown = 5;

    private readonly HashSet<string> _parts = new(StringComparer.Ordinal);
    private int _all, _with;

    /// <summary>Counts a text.</summary>
    /// <param name="lacking">Its parts that are not known.</param>
    public void Add(IReadOnlyList<string> lacking)
    {
        _all++;
        if (lacking.Count > 0) _with++;
        _parts.UnionWith(lacking);
    }

    /// <summary>Tells of them where there are any.</summary>
    public void Tell(CommandConsole console)
    {
        if (_with == 0) return;
        var shown = string.Join(", ", _parts.Take(MostShown).Select(part => $"'{Printable.Label(part)}'"));
        console.Warn(string.Create(CultureInfo.InvariantCulture, $"{_with} of {_all} texts have what the model's "
            + $"vocabulary lacks and it reads as unknown: {shown}{(_parts.Count > MostShown ? ", …" : "")}."));
    }
}
