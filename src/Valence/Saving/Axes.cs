namespace Valence.Saving;

/// <summary>Axes as Keras writes them: a number where there is one, otherwise a list.</summary>
internal static class Axes
{
    public static ConfigWriter Write(ConfigWriter config, IReadOnlyList<int> axes) =>
        axes is [var only] ? config.Set("axis", only) : config.Set("axis", axes);
}
