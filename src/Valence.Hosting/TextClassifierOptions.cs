using Valence.Backends;
using Valence.Classification;

namespace Valence.Hosting;

/// <summary>Where a service's classifier comes from.</summary>
public sealed class TextClassifierOptions
{
    /// <summary>The file of the classifier; a relative path starts at the host's content root, without a host at the
    /// current directory. Not empty.</summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public string Path
    {
        get;
        set
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value, nameof(Path));
            field = value;
        }
    } = "model.valence";

    /// <summary>Whether the file is read anew when it changes; true unless said otherwise.</summary>
    public bool Reload { get; set; } = true;

    /// <summary>How long it takes from one look at the file to the next: two seconds unless said otherwise, from a
    /// hundredth of a second to a day. The file is looked at rather than watched, since mounted volumes tell nothing
    /// of changes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is shorter or longer.</exception>
    public TimeSpan PollInterval
    {
        get;
        set
        {
            if (value < TimeSpan.FromMilliseconds(10) || value > TimeSpan.FromDays(1))
                throw new ArgumentOutOfRangeException(nameof(PollInterval), value,
                    "Expected a time from a hundredth of a second to a day.");
            field = value;
        }
    } = TimeSpan.FromSeconds(2);

    /// <summary>Makes of the classifier in the file the one that answers, such as
    /// <c>classifier => classifier.WithHighestRisk(0.05)</c>; nothing changes when null. It is called after each
    /// reading, also the first; where it throws, the file is not taken.</summary>
    public Func<TextClassifier, TextClassifier>? Configure { get; set; }

    /// <summary>Whether a classifier takes the place of the one at work: of the one at work and the new one, both as
    /// <see cref="Configure"/> made them, null where it does, otherwise a sentence that says why not, which the log and
    /// the health check show. Unless said otherwise the task has to be of the same kind, and the labels the same in any
    /// order, so that whoever reads the answers understands them.</summary>
    /// <remarks>It is asked once for each new file, not for the one that is read at start. Where it throws, the new one
    /// is refused. What was set before can be asked, too: <c>var usual = options.Accept;</c>.</remarks>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public Func<TextClassifier, TextClassifier, string?> Accept
    {
        get;
        set => field = Require.NotNull(value);
    } = SameAnswers.Objection;

    /// <summary>Where operations run; all processors when null.</summary>
    public Backend? Backend { get; set; }

    /// <summary>What the file may be made of; what Valence has when null.</summary>
    public ClassifierTables? Tables { get; set; }
}
