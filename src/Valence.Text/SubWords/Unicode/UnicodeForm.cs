namespace Valence.Text;

/// <summary>Unicode's normalization forms.</summary>
internal enum UnicodeForm
{
    /// <summary>Canonical composition.</summary>
    NFC,

    /// <summary>Canonical decomposition.</summary>
    NFD,

    /// <summary>Compatibility decomposition, then canonical composition.</summary>
    NFKC,

    /// <summary>Compatibility decomposition.</summary>
    NFKD,
}
