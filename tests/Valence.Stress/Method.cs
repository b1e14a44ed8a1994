namespace Valence.Stress;

/// <summary>A public method and how a thread calls it.</summary>
/// <param name="Signature">As <see cref="PublicMethods"/> writes it.</param>
/// <param name="Group">What it does.</param>
/// <param name="Call">Calls it on the thread's model, and tells its answer.</param>
internal sealed record Method(string Signature, Group Group, Func<World, int, string> Call)
{
    /// <summary>Steps of training that it takes.</summary>
    public int Steps { get; init; }

    /// <summary>Whether it computes with the states that the model itself carries.</summary>
    public bool CarriesStates { get; init; }

    /// <summary>The models that have it.</summary>
    public Func<World, bool> Has { get; init; } = _ => true;
}
