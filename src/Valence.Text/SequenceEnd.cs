namespace Valence.Text;

/// <summary>An end of a sequence.</summary>
public enum SequenceEnd
{
    /// <summary>The beginning: Keras' <c>'pre'</c>.</summary>
    Pre,

    /// <summary>The end: Keras' <c>'post'</c>.</summary>
    Post,
}
