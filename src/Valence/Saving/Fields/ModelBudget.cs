using System.Text.Json;
using Valence.Layers;

namespace Valence.Saving;

/// <summary>How large a model that a file describes may still become; spent while its layers are read and built, before
/// anything of that size is allocated.</summary>
/// <param name="parameters">Elements of all weights and states together.</param>
/// <param name="layers">Layers and uses of layers.</param>
/// <param name="activations">Elements that layers make for one row, together.</param>
internal sealed class ModelBudget(long parameters, int layers, long activations) : ILayerBudget
{
    // A row has to fit beside all else, and training keeps what every layer made of it.
    private const int ShareOfMemory = 32;
    private const long LeastActivations = 1 << 24;
    private const long MostActivations = 1 << 30;
    private const int ActivationsOfAParameter = 4;
    private const int MaxLength = 1 << 24;
    private readonly long _allowed = parameters;
    private readonly int _allowedLayers = layers;
    private long _parameters = parameters;
    private int _layers = layers;
    private readonly long _allowedActivations = activations;
    private long _activations = activations;

    /// <summary>What layers may make of one row unless the caller says otherwise: a thirty-second of the memory that
    /// there is, and four elements for each one of the weights that the file really holds.</summary>
    public static long DefaultActivations(long stored) =>
        Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / ShareOfMemory / sizeof(float), LeastActivations,
            MostActivations) + ActivationsOfAParameter * stored;

    /// <summary>Pays for an array.</summary>
    /// <exception cref="ConfigException">The model would exceed what is allowed.</exception>
    public void SpendParameters(string name, Shape shape)
    {
        Int128 count = 1;
        // Eight axes of 31 bits exceed 128 bits, so the product stops where it is too large in any case.
        foreach (var length in shape.AsSpan())
            if (length == 0 || count <= long.MaxValue) count *= length;
        if (count > _parameters)
            throw new ConfigException("weights", $"expected a model of at most {_allowed} parameters, which is what "
                + $"its file holds or the limit allows; '{name}' {shape} exceeds it", "J12");
        _parameters -= (long)count;
    }

    /// <summary>Pays for what a layer makes of one row.</summary>
    /// <exception cref="ConfigException">The model would exceed what is allowed.</exception>
    public void SpendActivations(string place, Int128 elements)
    {
        if (elements > _activations)
            throw new ConfigException(place, $"expected a model that makes at most {_allowedActivations} elements of "
                + $"one row, of which {_activations} were left; this layer makes {elements}. If you trust the file and "
                + $"have the memory, raise {nameof(KerasLoadOptions.MaxActivations)} (--max-activations)", "J27");
        _activations -= (long)elements;
    }

    /// <summary>Refuses a length of sequences that no text has, which would be paid for at the first
    /// prediction.</summary>
    /// <exception cref="ConfigException">It is one.</exception>
    public static void RequireLength(int? length, string place)
    {
        if (length > MaxLength)
            throw new ConfigException(place, $"expected sequences of at most {MaxLength} steps, found {length}", "J23");
    }

    /// <summary>Refuses a list of more layers than can be paid for, before any of them is read.</summary>
    /// <exception cref="ConfigException">It is one.</exception>
    public void RequireLayers(ConfigReader config, string field)
    {
        if (config.Has(field) && config.Get(field) is { ValueKind: JsonValueKind.Array } list
            && list.GetArrayLength() > _layers) throw TooManyLayers(config.Place);
    }

    /// <summary>Pays for a layer.</summary>
    /// <exception cref="ConfigException">The model would exceed what is allowed.</exception>
    public void SpendLayer(string place) => SpendUses(1, place);

    /// <summary>Pays for uses of a layer.</summary>
    /// <exception cref="ConfigException">The model would exceed what is allowed.</exception>
    public void SpendUses(int uses, string place)
    {
        if ((_layers -= uses) < 0) throw TooManyLayers(place);
    }

    private ConfigException TooManyLayers(string place) =>
        new(place, $"expected a model of at most {_allowedLayers} layers and uses of layers, found more", "J13");
}
