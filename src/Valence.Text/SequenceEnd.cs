namespace Valence.Text;

/// <summary>An end of a sequence: <see cref="Pre"/> or <see cref="Post"/>, or Keras' text for it.</summary>
public readonly record struct SequenceEnd
{
    private readonly bool _isPost;

    private SequenceEnd(bool isPost) => _isPost = isPost;

    /// <summary>The beginning: Keras' <c>"pre"</c>; the default.</summary>
    public static SequenceEnd Pre => default;

    /// <summary>The end: Keras' <c>"post"</c>.</summary>
    public static SequenceEnd Post => new(true);

    /// <summary>The end that Keras calls <paramref name="text"/>.</summary>
    /// <exception cref="ArgumentException">It is neither <c>"pre"</c> nor <c>"post"</c>.</exception>
    public static implicit operator SequenceEnd(string text) => text switch
    {
        "pre" => Pre,
        "post" => Post,
        _ => throw new ArgumentException($"Expected 'pre' or 'post', received '{text}'.", nameof(text)),
    };

    /// <summary>Keras' text.</summary>
    public override string ToString() => _isPost ? "post" : "pre";
}
