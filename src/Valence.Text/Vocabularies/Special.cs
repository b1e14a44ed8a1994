namespace Valence.Text;

/// <summary>A token with a meaning of its own, or none.</summary>
internal readonly struct Special<T>
{
    private readonly T? _token;

    public Special(T token)
    {
        _token = token;
        Exists = true;
    }

    public bool Exists { get; }

    public T Token => Exists && _token is not null ? _token
        : throw new InvalidOperationException("There is no such token.");
}
