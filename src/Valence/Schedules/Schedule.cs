namespace Valence.Schedules;

/// <summary>A learning rate that depends on how many steps were taken.</summary>
public abstract class Schedule
{
    private string? _name;

    /// <summary>The name in files; Keras' default where none was set.</summary>
    public string Name
    {
        get => _name ?? DefaultName;
        init => _name = value;
    }

    /// <summary>Keras' name of the schedule where none was set.</summary>
    protected virtual string DefaultName => GetType().Name;

    /// <summary>The learning rate of the step after <paramref name="step"/> steps.</summary>
    /// <param name="step">Steps taken so far, from 0; with gradient accumulation every batch counts.</param>
    public abstract float At(long step);

    internal void Restore(string? name) => _name = name;
}
