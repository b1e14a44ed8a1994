using System.Collections.ObjectModel;
using System.Diagnostics;
using Valence.Formats;
using Valence.Training;

namespace Valence.Callbacks;

/// <summary>Backs training up after every epoch, or every so many steps too, and, when the same training is started
/// again after a crash or a cancellation, goes on after the last backup.</summary>
/// <remarks>
/// What goes on is the same training bit by bit: weights, moving statistics, states of recurrent layers, the
/// optimizer's state, the order of the rows and the place in them, the draws of dropout, what the other callbacks
/// remember (<see cref="TrainingState.MemoryOf"/>), and the history.
/// <para>The backup is one file, <c>training.backup</c>, which appears whole or not at all; no other file of the folder
/// is touched. It is taken after all other callbacks of an epoch.</para>
/// </remarks>
/// <param name="backupDir">The folder of the backup, which is made where it is missing; one training at a time.</param>
/// <param name="deleteCheckpoint">Whether the backup is removed when training ends by itself, and its folder where that
/// is empty then. After a cancellation or an error both stay.</param>
/// <exception cref="ArgumentException"><paramref name="backupDir"/> is empty.</exception>
public sealed class BackupAndRestore(string backupDir, bool deleteCheckpoint = true) : Callback
{
    /// <summary>How often trainings that Valence makes are backed up within an epoch: no more than this is lost of one
    /// that breaks off.</summary>
    internal static readonly TimeSpan TimeBetween = TimeSpan.FromMinutes(2);

    private const string FileName = "training.backup";
    private const string OlderFileName = "training_metadata.json";

    private readonly string _folder = Require.NotNull(backupDir).Length > 0 ? backupDir
        : throw new ArgumentException("Expected a folder for the backup, received an empty text.", nameof(backupDir));

    /// <summary>A backup in a file of a name of its own, which stays until its owner removes it.</summary>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    /// <param name="restore">Whether training goes on from the file where it is there; otherwise it begins anew and
    /// replaces it.</param>
    /// <param name="identifiedBy">See <see cref="IdentifiedBy"/>; nothing when null.</param>
    /// <param name="saveFrequency">See <see cref="SaveFrequency"/>.</param>
    public static BackupAndRestore InFile(string path, bool restore = true,
        IReadOnlyDictionary<string, string>? identifiedBy = null, int? saveFrequency = null) =>
        InFile(path, restore, identifiedBy, saveFrequency, null);

    /// <inheritdoc cref="InFile(string, bool, IReadOnlyDictionary{string, string}?, int?)"/>
    internal static BackupAndRestore InFile(string path, bool restore,
        IReadOnlyDictionary<string, string>? identifiedBy, int? saveFrequency, TimeSpan? saveTime) =>
        new(Path.GetDirectoryName(Path.GetFullPath(path))!, deleteCheckpoint: false)
        {
            Name = Path.GetFileName(path),
            Restores = restore,
            SaveFrequency = saveFrequency,
            SaveTime = saveTime,
            IdentifiedBy = identifiedBy ?? ReadOnlyDictionary<string, string>.Empty,
        };

    /// <summary>What else, beyond model, data and arguments, tells this training from others, by what it is called:
    /// another training's backup is then refused in these words.</summary>
    public IReadOnlyDictionary<string, string> IdentifiedBy { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Steps between backups within an epoch, at least 1, besides the one at its end; null for that
    /// alone.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to less.</exception>
    public int? SaveFrequency
    {
        get;
        init => field = value is { } steps ? Require.AtLeast(1, steps, nameof(SaveFrequency)) : null;
    }

    /// <summary>The time after which a backup within an epoch is made, where its metrics can be kept.</summary>
    internal TimeSpan? SaveTime { get; init; }

    /// <inheritdoc/>
    public override bool WatchesBatches => SaveFrequency is not null || SaveTime is not null;

    /// <summary>Whether a file is a whole backup of some training.</summary>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static bool IsBackup(string path)
    {
        try
        {
            RunRecord.Read(path);
            return true;
        }
        catch (Exception error) when (error is InvalidDataException or FileFormatException)
        {
            return false;
        }
    }

    private string Name { get; init; } = FileName;

    private bool Restores { get; init; } = true;

    private long _saved;

    /// <inheritdoc/>
    internal override bool KeepsTheRun => true;

    /// <inheritdoc/>
    internal override IEnumerable<(string What, string Value)> Identity =>
        IdentifiedBy.Select(item => (item.Key, item.Value));

    /// <inheritdoc/>
    internal override bool WritesOneFile => true;

    private string BackupFile => Path.Combine(_folder, Name);

    /// <inheritdoc/>
    /// <exception cref="BackupException">The folder holds a backup that is damaged, of another training, or of
    /// another form.</exception>
    public override void OnTrainBegin(TrainingState state)
    {
        if (SaveFrequency is not null && state.Objective?.Untold is { } metric)
            throw new InvalidOperationException($"The metric '{metric}' cannot be kept within an epoch. Leave it out, "
                + $"or leave {nameof(SaveFrequency)} out, and backups are made after epochs.");
        _saved = Stopwatch.GetTimestamp();
        if (!Restores) return;
        if (!File.Exists(BackupFile))
        {
            if (File.Exists(Path.Combine(_folder, OlderFileName)))
                throw new BackupException($"'{Path.Combine(_folder, OlderFileName)}': is a backup of Keras' form, "
                    + "which has no checksum and only a part of the state. Load its weights with LoadWeights, or give "
                    + "another folder.");
            return;
        }
        try
        {
            RunRecord.Read(BackupFile).Restore(state);
        }
        catch (Exception error) when (error is InvalidDataException or FileFormatException)
        {
            throw new BackupException($"'{BackupFile}': expected a backup of this training. {error.Message} Delete "
                + "the file to train from the beginning, or give another folder.", error);
        }
    }

    /// <inheritdoc/>
    public override void OnTrainBatchEnd(int batch, TrainingState state)
    {
        var isDue = SaveFrequency is { } steps ? (batch + 1) % steps == 0
            : SaveTime is { } time && Stopwatch.GetElapsedTime(_saved) >= time && state.Objective?.Untold is null;
        if (isDue) Save(state, state.Epoch, batch + 1);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, TrainingState state)
    {
        state.MemoryOf(this)["epochs"] = epoch + 1;
        Save(state, epoch + 1, 0);
    }

    private void Save(TrainingState state, int epochs, int steps)
    {
        Directory.CreateDirectory(_folder);
        RunRecord.Of(state, epochs, steps).Save(BackupFile);
        _saved = Stopwatch.GetTimestamp();
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(TrainingState state)
    {
        if (!deleteCheckpoint || !state.StopTraining && !(state.MemoryOf(this)["epochs"] >= state.Epochs)) return;
        File.Delete(BackupFile);
        // Who made it can't be told once a process was killed; its owner may have files there.
        if (!Directory.EnumerateFileSystemEntries(_folder).Any()) Directory.Delete(_folder);
    }
}
