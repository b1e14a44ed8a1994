using Valence.Backends;

namespace Valence.Training;

/// <summary>How a training runs, whatever it learns.</summary>
public abstract record RunSettings
{
    /// <summary>Decides all that is drawn: what is held out, first weights, shuffling, dropout and the like.</summary>
    public ulong Seed { get; init; }

    /// <summary>Where operations run; all processors when null.</summary>
    public Backend? Backend { get; init; }

    /// <summary>How much is printed.</summary>
    public Verbosity Verbose { get; init; } = Verbosity.Auto;

    /// <summary>Where it is printed; standard output when null.</summary>
    public TextWriter? Output { get; init; }

    /// <summary>Called during training, after those that the training has itself.</summary>
    public IReadOnlyList<Callback> Callbacks { get; init; } = [];

    /// <summary>A file with the state of the training after each epoch, and every two minutes of a long one where that
    /// can be; null for none. It stays when training ends.</summary>
    public string? BackupPath { get; init; }

    /// <summary>Whether training goes on from <see cref="BackupPath"/> where that is there, which has to be of the same
    /// training; otherwise it begins anew.</summary>
    public bool Resume { get; init; }

    /// <summary>Stops training after the current step.</summary>
    public CancellationToken CancellationToken { get; init; }
}
