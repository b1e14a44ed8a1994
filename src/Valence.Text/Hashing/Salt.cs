namespace Valence.Text;

/// <summary>The two numbers that key a salted hash; one number stands for both.</summary>
/// <param name="First">The first half of the key.</param>
/// <param name="Second">The second half of the key.</param>
public readonly record struct Salt(long First, long Second)
{
    /// <summary>A salt whose halves are equal, as Keras takes a single number.</summary>
    public static implicit operator Salt(long both) => new(both, both);
}
