namespace Valence.Text;

/// <summary>Where Metaspace writes a blank before a text.</summary>
internal enum PrependScheme
{
    /// <summary>Before each part of the text that has none, such as what follows a special token.</summary>
    Always,

    /// <summary>Before the first part only.</summary>
    First,

    /// <summary>Nowhere.</summary>
    Never,
}
