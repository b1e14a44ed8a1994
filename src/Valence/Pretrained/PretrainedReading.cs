using System.Text.Json;
using System.Text.Json.Nodes;
using Valence.Formats;
using Valence.Layers;
using Valence.Saving;

namespace Valence.Pretrained;

/// <summary>Reads the folder of a pre-trained model: first what it is made of, then exactly the tensors that this
/// calls for.</summary>
internal static class PretrainedReading
{
    public const string ConfigFile = "config.json";

    private const string Pooler = "pooler.";
    private const int MostShown = 8;

    // So that what is missing or has another shape is told by its name: 4 MiB, and as much again as the files have.
    private const int SpareParameters = 1 << 20;

    /// <summary>The model of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="dropout">The rate of dropout everywhere; null for the folder's own.</param>
    /// <param name="idsAlone">Whether ids are the only input.</param>
    public static PretrainedModel Read(string folder, double? dropout, bool idsAlone)
    {
        var config = ReadConfig(folder);
        var family = FamilyOf(config);
        var settings = family.Read(config);
        var pooled = family.SequenceHead(config);
        family.TokenHead(config);
        var description = HeadDescription.Read(config, family);
        config.RequireAllKnown();
        RequireHeads(settings, ConfigFile);
        if (idsAlone && settings.PaddingId is null)
            throw new ConfigException(ConfigFile, "expected 'pad_token_id', by which padding is known where ids are "
                + "the only input");
        if (dropout is { } rate) settings = settings.WithDropout(rate);

        var checkpoint = Checkpoint.Open(folder);
        if (settings.Layers > checkpoint.Names.Count)
            throw new ConfigException(ConfigFile, $"expected no more layers than there are tensors, "
                + $"{checkpoint.Names.Count}, found {settings.Layers}", "J12");
        var stored = checkpoint.Elements;
        var budget = new ModelBudget(SpareParameters + 2 * stored, LayerBounds.Most,
            ModelBudget.DefaultActivations(stored));
        var prefix = checkpoint.Names.Any(name => name.StartsWith(family.Prefix, StringComparison.Ordinal))
            ? family.Prefix : "";
        var parts = new EncoderParts(settings, budget, idsAlone);
        var model = new PretrainedModel(family, config, parts, description);
        if (pooled is { DenseIsOfEncoder: true, Dense: { } dense }
            && checkpoint.Names.Contains($"{prefix}{dense}.weight"))
            model = model with { Pooler = new(pooled, parts, labels: 0, dense: null, budget) };
        if (model.Form(description.Task) is not null) model = model.WithHead(description, budget);
        else model = model with { Description = new(PretrainedTask.HiddenStates, [], default) };
        return model with { LeftOver = ReadTensors(model, checkpoint, prefix) };
    }

    /// <summary>A model of such fields that has learned nothing.</summary>
    public static PretrainedModel New(JsonObject fields)
    {
        var config = new FamilyConfig(JsonSerializer.SerializeToElement(fields, ConfigJson.Default.JsonObject),
            "settings");
        var family = FamilyOf(config);
        var settings = family.Read(config);
        RequireHeads(settings, "settings");
        var model = new PretrainedModel(family, config, new(settings, budget: null),
            HeadDescription.Read(config, family));
        return model.WithHead(model.Description);
    }

    /// <summary>What the encoder of a folder is made of, by <c>config.json</c> alone.</summary>
    public static EncoderSettings SettingsOf(string folder)
    {
        var config = ReadConfig(folder);
        return FamilyOf(config).Read(config);
    }

    private static void RequireHeads(EncoderSettings settings, string place)
    {
        if (settings.HiddenSize % settings.Heads != 0)
            throw new ConfigException(place, $"expected a hidden size that is a multiple of {settings.Heads} heads, "
                + $"found {settings.HiddenSize}");
    }

    private static EncoderFamily FamilyOf(FamilyConfig config)
    {
        var type = config.Text("model_type", "");
        return EncoderFamilies.All.FirstOrDefault(family => family.ModelTypes.Contains(type))
            ?? throw config.Wrong("model_type", string.Join(", ",
                EncoderFamilies.All.SelectMany(family => family.ModelTypes)));
    }

    private static FamilyConfig ReadConfig(string folder)
    {
        var path = Path.Combine(folder, ConfigFile);
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"{folder}: expected the folder of a pre-trained model, there is "
                + "none. Give the folder that has config.json.");
        if (!File.Exists(path))
            throw new FileNotFoundException($"{folder}: expected '{ConfigFile}' in the folder, it is not there. Give "
                + "the folder that save_pretrained wrote.", path);
        var json = StrictJson.Parse(FileBytes.Read(path, new JsonLimits().MaxBytes), new(ConfigFile));
        return json.ValueKind == JsonValueKind.Object ? new(json, ConfigFile)
            : throw new FileFormatException("J01", new(ConfigFile), "expected an object, found another value",
                "Check that the file is complete and what you mean to open");
    }

    // Reads every place's tensor; what is left over of the encoder would change what it computes.
    private static IReadOnlyList<string> ReadTensors(PretrainedModel model, Checkpoint checkpoint, string prefix)
    {
        var (left, missing) = (new HashSet<string>(checkpoint.Names), new List<string>());
        var tensors = new List<(TensorPlace Place, Safetensor Tensor)>();
        foreach (var place in model.Places(prefix))
        {
            if (!checkpoint.TryGet(place.Name, out var tensor, out var name)) missing.Add(place.Name);
            else tensors.Add((place, tensor));
            left.Remove(name);
        }
        if (missing.Count > 0)
            throw new FileFormatException("S06", new(checkpoint.Place), "expected the tensors that config.json calls "
                + $"for, found none of {Shown(missing)}", "Check that the files belong together");
        left.RemoveWhere(name => model.Family.Buffers.Any(end => name.EndsWith(end, StringComparison.Ordinal)));
        var unread = left.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)
            && !name[prefix.Length..].StartsWith(Pooler, StringComparison.Ordinal)).ToList();
        if (unread.Count > 0)
            throw new FileFormatException("S10", new(checkpoint.Place), "expected only tensors that config.json calls "
                + $"for in the encoder, found {Shown(unread)} too", "Check that the files belong together");
        foreach (var (place, tensor) in tensors) place.Read(tensor);
        return [.. left.Order(StringComparer.Ordinal)];
    }

    private static string Shown(List<string> names)
    {
        names.Sort(StringComparer.Ordinal);
        return string.Join(", ", names.Take(MostShown).Select(FilePlace.Shown))
            + (names.Count > MostShown ? FormattableString.Invariant($" and {names.Count - MostShown} more") : "");
    }
}
