using Valence.Layers;

namespace Valence.Models;

/// <summary>The states that layers of a model carry from call to call, kept for this thread until it is
/// disposed.</summary>
internal readonly ref struct StatesHeld
{
    private readonly IReadOnlyList<Weight> _states;
    private readonly int _count;

    private StatesHeld(IReadOnlyList<Weight> states, int count) => (_states, _count) = (states, count);

    /// <summary>Takes them; nothing where the built model has none.</summary>
    /// <exception cref="InvalidOperationException">Another thread has them, perhaps by another model with such a
    /// layer.</exception>
    public static StatesHeld Of(Model model)
    {
        var states = model.EnsureBuilt([]).States;
        for (var i = 0; i < states.Count; i++)
        {
            if (states[i].Carried!.TryEnter()) continue;
            new StatesHeld(states, i).Dispose();
            throw new InvalidOperationException($"{model.Place}: has stateful layers, whose states another thread "
                + $"uses. Make a session for each thread with {nameof(Model.NewSession)}.");
        }
        return new(states, states.Count);
    }

    public void Dispose()
    {
        for (var i = 0; i < _count; i++) _states[i].Carried!.Exit();
    }
}
