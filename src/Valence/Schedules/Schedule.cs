namespace Valence.Schedules;

/// <summary>A learning rate that depends on how many steps were taken.</summary>
public abstract class Schedule
{
    /// <summary>The learning rate of the step after <paramref name="step"/> steps.</summary>
    /// <param name="step">Steps taken so far, from 0; with gradient accumulation every batch counts.</param>
    public abstract float At(long step);
}
