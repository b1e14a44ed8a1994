namespace Valence.Text;

/// <summary>How the labels of a directory of texts are laid out.</summary>
public enum TextLabelMode
{
    /// <summary>The number of the class: ints <c>[texts]</c>.</summary>
    Int,

    /// <summary>0 or 1 for exactly two classes: floats <c>[texts, 1]</c>.</summary>
    Binary,

    /// <summary>1 at the class: floats <c>[texts, classes]</c>.</summary>
    Categorical,

    /// <summary>No labels: all texts in the directory and below it.</summary>
    None,
}
