namespace Valence.Layers;

/// <summary>Where a sequence has its features.</summary>
public enum DataFormat
{
    /// <summary><c>[batch, time, features]</c>, Keras' default.</summary>
    ChannelsLast,

    /// <summary><c>[batch, features, time]</c>.</summary>
    ChannelsFirst,
}
