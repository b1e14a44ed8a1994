using System.Text.Json;
using Valence.Saving;

namespace Valence.Layers;

/// <summary>How large a model that a file describes may still become; spent while its layers are read and built, before
/// anything of that size is allocated.</summary>
/// <param name="parameters">Elements of all weights and states together.</param>
/// <param name="layers">Layers and uses of layers.</param>
internal sealed class ModelBudget(long parameters, int layers)
{
    private const int MaxLength = 1 << 24;
    private readonly long _allowed = parameters;
    private readonly int _allowedLayers = layers;
    private long _parameters = parameters;
    private int _layers = layers;

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
