using System.Collections.ObjectModel;
using Valence.Formats;
using Valence.Training;

namespace Valence.Callbacks;

/// <summary>Backs training up after every epoch and, when the same training is started again after a crash or a
/// cancellation, goes on with the epoch after the last one backed up.</summary>
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
    private const string FileName = "training.backup";
    private const string OlderFileName = "training_metadata.json";

    private readonly string _folder = Require.NotNull(backupDir).Length > 0 ? backupDir
        : throw new ArgumentException("Expected a folder for the backup, received an empty text.", nameof(backupDir));

    /// <summary>A backup in a file of a name of its own, which stays until its owner removes it.</summary>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    /// <param name="restore">Whether training goes on from the file where it is there; otherwise it begins anew and
    /// replaces it.</param>
    /// <param name="identifiedBy">See <see cref="IdentifiedBy"/>; nothing when null.</param>
    public static BackupAndRestore InFile(string path, bool restore = true,
        IReadOnlyDictionary<string, string>? identifiedBy = null) =>
        new(Path.GetDirectoryName(Path.GetFullPath(path))!, deleteCheckpoint: false)
        {
            Name = Path.GetFileName(path),
            Restores = restore,
            IdentifiedBy = identifiedBy ?? ReadOnlyDictionary<string, string>.Empty,
        };

    /// <summary>What else, beyond model, data and arguments, tells this training from others, by what it is called:
    /// another training's backup is then refused in these words.</summary>
    public IReadOnlyDictionary<string, string> IdentifiedBy { get; init; } = ReadOnlyDictionary<string, string>.Empty;

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
    public override void OnEpochEnd(int epoch, TrainingState state)
    {
        Directory.CreateDirectory(_folder);
        state.MemoryOf(this)["epochs"] = epoch + 1;
        RunRecord.Of(state, epoch + 1).Save(BackupFile);
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
