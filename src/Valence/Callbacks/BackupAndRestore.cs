using System.Globalization;
using System.Text.Json;
using Valence.Formats;
using Valence.Training;

namespace Valence.Callbacks;

/// <summary>Backs training up after every epoch and, when the same training is started again after a crash or a
/// cancellation, goes on with the epoch after the last one backed up.</summary>
/// <remarks>
/// What goes on is the same training bit by bit: weights, moving statistics, the optimizer's state, the order of the
/// rows and the draws of dropout. Other callbacks begin anew, and the history has the epochs of this run alone, as in
/// Keras.
/// The weights of an epoch are written first and named by <c>training_metadata.json</c> afterwards; each file appears
/// whole or not at all, so that a crash at any moment leaves a backup that fits together.
/// </remarks>
/// <param name="backupDir">The folder of the backup, which is made where it is missing; one training at a time.</param>
/// <param name="deleteCheckpoint">Whether the backup is removed when training ends by itself. After a cancellation or
/// an error it stays.</param>
/// <exception cref="ArgumentException"><paramref name="backupDir"/> is empty.</exception>
public sealed class BackupAndRestore(string backupDir, bool deleteCheckpoint = true) : Callback
{
    private const string MetadataFile = "training_metadata.json";
    private const long MaxMetadataBytes = 1 << 12;
    private const string WeightsPattern = "epoch-*.weights.h5";

    private readonly string _folder = Require.NotNull(backupDir).Length > 0 ? backupDir
        : throw new ArgumentException("Expected a folder for the backup, received an empty text.", nameof(backupDir));
    private bool _isComplete;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The folder holds a description of a backup that is damaged.</exception>
    public override void OnTrainBegin(TrainingState state)
    {
        _isComplete = false;
        var metadata = Path.Combine(_folder, MetadataFile);
        if (!File.Exists(metadata)) return;
        var (epoch, steps) = Read(metadata);
        state.Model.BuildOptimizer();
        state.Model.LoadWeights(Path.Combine(_folder, WeightsFile(epoch)));
        (state.InitialEpoch, state.StepsTaken) = (epoch, steps);
        _isComplete = epoch >= state.Epochs;
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, TrainingState state)
    {
        var done = epoch + 1;
        Directory.CreateDirectory(_folder);
        state.Model.SaveWeights(Path.Combine(_folder, WeightsFile(done)));
        ReplacedFile.Write(Path.Combine(_folder, MetadataFile), stream =>
        {
            using var writer = new Utf8JsonWriter(stream);
            writer.WriteStartObject();
            writer.WriteNumber("epoch", done);
            writer.WriteNumber("steps", state.StepsTaken);
            writer.WriteEndObject();
        });
        foreach (var old in Directory.GetFiles(_folder, WeightsPattern))
            if (Path.GetFileName(old) != WeightsFile(done)) File.Delete(old);
        _isComplete = done >= state.Epochs || state.StopTraining;
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(TrainingState state)
    {
        if (!deleteCheckpoint || !_isComplete && !state.StopTraining || !Directory.Exists(_folder)) return;
        File.Delete(Path.Combine(_folder, MetadataFile));
        foreach (var old in Directory.GetFiles(_folder, WeightsPattern)) File.Delete(old);
        // The folder may hold files of its owner.
        if (!Directory.EnumerateFileSystemEntries(_folder).Any()) Directory.Delete(_folder);
    }

    private static string WeightsFile(int epoch) =>
        string.Create(CultureInfo.InvariantCulture, $"epoch-{epoch}.weights.h5");

    private static (int Epoch, ulong Steps) Read(string path)
    {
        try
        {
            var json = StrictJson.Parse(FileBytes.Read(path, MaxMetadataBytes), new(path));
            if (json.ValueKind == JsonValueKind.Object
                && json.TryGetProperty("epoch", out var epoch) && epoch.ValueKind == JsonValueKind.Number
                && epoch.TryGetInt32(out var done) && done > 0
                && json.TryGetProperty("steps", out var steps) && steps.ValueKind == JsonValueKind.Number
                && steps.TryGetUInt64(out var taken)) return (done, taken);
        }
        catch (FileFormatException error)
        {
            throw Damaged(path, error);
        }
        throw Damaged(path, null);
    }

    private static InvalidDataException Damaged(string path, Exception? inner) =>
        new($"'{path}': expected an object with a positive 'epoch' and 'steps', found something else. Delete the "
            + "folder to train from the beginning.", inner);
}
