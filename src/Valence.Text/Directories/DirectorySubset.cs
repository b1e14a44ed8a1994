namespace Valence.Text;

/// <summary>A part of a directory's texts.</summary>
public enum DirectorySubset
{
    /// <summary>All but the last texts.</summary>
    Training,

    /// <summary>The last texts, as many as the validation split says.</summary>
    Validation,
}
