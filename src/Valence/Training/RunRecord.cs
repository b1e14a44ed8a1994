using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Valence.Formats;

namespace Valence.Training;

/// <summary>The state of a training between two epochs or within one, whole: weights, what layers carry, the
/// optimizer, what callbacks remember, the history, counters and the place in the data; and which training it is
/// of.</summary>
/// <remarks>In a file it is a safetensors file whose texts end in a digest of all texts and tensors, so that nothing in
/// it can change unnoticed.</remarks>
internal sealed class RunRecord
{
    private const string Version = "1";
    private const string VersionKey = "valence training";
    private const string DigestKey = "digest";
    private const string OfPrefix = "of ";
    private const string FigurePrefix = "history ";
    private const string StepsOfEpoch = "steps of the epoch";
    private const string RunningPrefix = "running ";
    private const string EpochsPrefix = "epochs of ";

    private readonly SortedDictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);

    private RunRecord()
    {
    }

    /// <summary>How many epochs are done.</summary>
    public int Epochs => (int)Whole("epochs");

    /// <summary>Notes a training after so many epochs.</summary>
    /// <param name="state">The training.</param>
    /// <param name="epochs">Whole epochs.</param>
    /// <param name="steps">Steps of the epoch after those.</param>
    public static RunRecord Of(TrainingState state, int epochs, int steps = 0)
    {
        var place = steps == 0 ? state.Batches.Place : state.EpochPlace;
        var record = new RunRecord();
        var texts = record._texts;
        texts[VersionKey] = Version;
        foreach (var (what, value) in state.Identity) texts[OfPrefix + what] = value;
        texts["epochs"] = Text(epochs);
        texts["steps"] = Text(state.StepsTaken);
        texts["stops"] = state.StopTraining ? "yes" : "no";
        texts["pass"] = Text(place.Pass);
        texts["batches"] = Text(place.Batches);
        if (steps > 0)
        {
            texts[StepsOfEpoch] = Text(steps);
            var figures = state.Objective?.Numbers ?? [];
            for (var i = 0; i < figures.Count; i++)
                texts[RunningPrefix + Text(i)] = string.Join(' ', figures[i].Select(number =>
                    number.ToString("R", CultureInfo.InvariantCulture)));
        }
        texts["iterations"] = Text(state.Optimizer.Batches);
        for (var i = 0; i < state.Warnings.Count; i++) texts[$"warning {Text(i)}"] = state.Warnings[i];
        foreach (var (name, value) in Values(state)) record._tensors[name] = value;
        record.AddHistory(state.History);
        foreach (var (prefix, memory) in Memories(state))
        {
            foreach (var (name, number) in memory.Numbers)
                texts[prefix + name] = number.ToString("R", CultureInfo.InvariantCulture);
            for (var i = 0; i < memory.Tensors?.Count; i++) record._tensors[prefix + Text(i)] = memory.Tensors[i];
        }
        return record;
    }

    /// <summary>Brings a training that is about to begin to where this one was; nothing changes where it is another
    /// training.</summary>
    /// <exception cref="InvalidDataException">It is another one; the message says in what.</exception>
    public void Restore(TrainingState state)
    {
        foreach (var (what, value) in state.Identity)
            if (_texts.GetValueOrDefault(OfPrefix + what) is var had && had != value)
                throw new InvalidDataException($"It is of a training with other {what}"
                    + $"{(value.Length < 40 && had is { Length: < 40 } ? $" ({had}; this one has {value})" : "")}.");
        var values = Values(state).ToList();
        foreach (var (name, value) in values)
            if (!_tensors.TryGetValue(name, out var kept) || kept.Shape != value.Shape || kept.Type != value.Type)
                throw new InvalidDataException($"It is of a training with another {name}: expected "
                    + $"{value.TypeAndShape}, found {kept?.TypeAndShape ?? "none"}.");
        (state.InitialEpoch, state.StepsTaken) = (Epochs, (ulong)Whole("steps"));
        state.StopTraining = _texts.GetValueOrDefault("stops") == "yes";
        if (_texts.ContainsKey(StepsOfEpoch))
        {
            (state.InitialStep, state.InitialFigures) = ((int)Whole(StepsOfEpoch), Running());
            if (state.InitialFigures.Count != state.Objective?.Numbers.Count)
                throw new InvalidDataException("It is of a training with other metrics.");
        }
        // A stream may turn out to be another one here: before the first weight is changed.
        state.Batches.Place = ((int)Whole("pass"), Whole("batches"));
        using (state.Model.Guards.Write())
        {
            foreach (var (name, value) in values) value.CopyFrom(_tensors[name]);
            // The tensor of a count holds less than a long training needs; earlier records have it alone.
            if (_texts.ContainsKey("iterations")) state.Optimizer.Batches = Whole("iterations");
        }
        for (var i = 0; _texts.TryGetValue($"warning {Text(i)}", out var warning); i++) state.Recall(warning);
        RestoreHistory(state.History);
        foreach (var (prefix, memory) in Memories(state)) Restore(memory, prefix);
    }

    /// <summary>Writes the file, which appears whole or not at all.</summary>
    public void Save(string path)
    {
        _texts[DigestKey] = Digest();
        SafetensorsWriter.Save(path, _tensors, _texts);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="FileFormatException">It is damaged.</exception>
    /// <exception cref="InvalidDataException">It is something else, of another version, or was changed.</exception>
    public static RunRecord Read(string path)
    {
        var file = Safetensors.Load(path);
        if (!file.Metadata.TryGetValue(VersionKey, out var version))
            throw new InvalidDataException("It is no backup of a training.");
        if (version != Version)
            throw new InvalidDataException($"It has version {FilePlace.Shown(version)} of backups, and this is version "
                + $"{Version}.");
        var record = new RunRecord();
        foreach (var (key, text) in file.Metadata) record._texts[key] = text;
        foreach (var name in file.Names) record._tensors[name] = file[name].ToTensor();
        return record._texts.Remove(DigestKey, out var digest) && digest == record.Digest() ? record
            : throw new InvalidDataException("It was changed after it was written: its digest is another one.");
    }

    // By class and number among those of the class.
    private static IEnumerable<(string Prefix, CallbackMemory Memory)> Memories(TrainingState state) =>
        state.Callbacks.GroupBy(callback => callback.GetType().Name).SelectMany(group => group.Select((callback, i) =>
            ($"callback {group.Key} {Text(i)} ", state.MemoryOf(callback))));

    private static IEnumerable<(string Name, Tensor Value)> Values(TrainingState state)
    {
        var weights = state.Model.Weights;
        for (var i = 0; i < weights.Count; i++) yield return ($"weight {Text(i)}", weights[i].Value);
        var carried = state.Model.EnsureBuilt([]).States;
        for (var i = 0; i < carried.Count; i++) yield return ($"state {Text(i)}", carried[i].Value);
        var variables = state.Optimizer.Variables;
        for (var i = 0; i < variables.Count; i++)
            yield return ($"optimizer's variable {Text(i)}", variables[i].Value);
    }

    private List<double[]> Running()
    {
        var figures = new List<double[]>();
        while (_texts.TryGetValue(RunningPrefix + Text(figures.Count), out var numbers))
            figures.Add([.. numbers.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(number => double.Parse(number, CultureInfo.InvariantCulture))]);
        return figures;
    }

    private void AddHistory(History history)
    {
        _tensors["history"] = Tensor.From([.. history.Epochs], [history.Epochs.Count]);
        foreach (var name in history.Names)
        {
            _tensors[FigurePrefix + name] = Tensor.From([.. history[name]], [history[name].Count]);
            // Most figures have a value in every epoch.
            if (history[name].Count < history.Epochs.Count)
                _tensors[EpochsPrefix + name] = Tensor.From([.. history.EpochsOf(name)], [history[name].Count]);
        }
    }

    private void RestoreHistory(History history)
    {
        var all = _tensors["history"].Ints.ToArray();
        history.Restore(all, _tensors.Where(pair => pair.Key.StartsWith(FigurePrefix, StringComparison.Ordinal))
            .Select(pair => (Name: pair.Key[FigurePrefix.Length..], Values: pair.Value)).Select(figure => (figure.Name,
                _tensors.TryGetValue(EpochsPrefix + figure.Name, out var epochs) ? epochs.Ints.ToArray()
                    : all[^figure.Values.Count..], figure.Values)));
    }

    private void Restore(CallbackMemory memory, string prefix)
    {
        foreach (var (key, text) in _texts)
            if (key.StartsWith(prefix, StringComparison.Ordinal))
                memory[key[prefix.Length..]] = double.Parse(text, CultureInfo.InvariantCulture);
        var tensors = new List<Tensor>();
        while (_tensors.TryGetValue(prefix + Text(tensors.Count), out var tensor)) tensors.Add(tensor);
        if (tensors.Count > 0) memory.Tensors = tensors;
    }

    private string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (key, text) in _texts)
            if (key != DigestKey) hash.AppendData(Encoding.UTF8.GetBytes($"{key}\0{text}\0"));
        foreach (var (name, tensor) in _tensors)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\0{tensor.Type} {tensor.Shape}\0"));
            Append(hash, tensor);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Adds a tensor's elements to a digest.</summary>
    public static void Append(IncrementalHash hash, Tensor tensor)
    {
        if (tensor.Type == ElementType.Float32) Append(hash, tensor.Floats);
        else if (tensor.Type == ElementType.Int32) Append(hash, tensor.Ints);
        else
            foreach (var text in tensor.Strings) hash.AppendData(Encoding.UTF8.GetBytes($"{text.Length}:{text}"));
    }

    // What is counted in bytes at once stays below 2 GiB.
    private static void Append<T>(IncrementalHash hash, ReadOnlySpan<T> elements) where T : unmanaged
    {
        const int most = 1 << 28;
        for (; elements.Length > most; elements = elements[most..])
            hash.AppendData(MemoryMarshal.AsBytes(elements[..most]));
        hash.AppendData(MemoryMarshal.AsBytes(elements));
    }

    private long Whole(string key) =>
        _texts.TryGetValue(key, out var text) && long.TryParse(text, CultureInfo.InvariantCulture, out var number)
        && number >= 0 ? number : throw new InvalidDataException($"Expected a number of {key}, found none.");

    private static string Text<T>(T number) where T : IFormattable =>
        number.ToString(null, CultureInfo.InvariantCulture);
}
