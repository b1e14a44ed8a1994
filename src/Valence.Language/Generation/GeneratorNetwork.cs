namespace Valence.Language;

/// <summary>What predicts the next token.</summary>
public enum GeneratorNetwork
{
    /// <summary>A transformer whose steps attend to those before them, within a window.</summary>
    Transformer,

    /// <summary>LSTMs, one over another: their states go on through texts of any length.</summary>
    Lstm,
}
