using System.Globalization;

namespace Valence.Optimizers;

/// <summary>What every optimizer can be told besides the numbers of its formula. Each value is checked where it is
/// set.</summary>
internal sealed record OptimizerSettings
{
    /// <summary>The name in files, or null for Keras' default.</summary>
    public string? Name { get; init => field = value is null ? null : Naming.Required(value); }

    /// <inheritdoc cref="Optimizer.WeightDecay"/>
    public double? WeightDecay { get; init; }

    /// <inheritdoc cref="Optimizer.Clipnorm"/>
    public double? Clipnorm
    {
        get;
        init
        {
            field = value;
            RequireOneLimit();
        }
    }

    /// <inheritdoc cref="Optimizer.Clipvalue"/>
    public double? Clipvalue
    {
        get;
        init
        {
            field = value;
            RequireOneLimit();
        }
    }

    /// <inheritdoc cref="Optimizer.GlobalClipnorm"/>
    public double? GlobalClipnorm
    {
        get;
        init
        {
            field = value;
            RequireOneLimit();
        }
    }

    /// <inheritdoc cref="Optimizer.UseEma"/>
    public bool UseEma { get; init; }

    /// <inheritdoc cref="Optimizer.EmaMomentum"/>
    public double EmaMomentum { get; init => field = Require.Between(0, 1, value, nameof(EmaMomentum)); } = 0.99;

    /// <inheritdoc cref="Optimizer.EmaOverwriteFrequency"/>
    public int? EmaOverwriteFrequency
    {
        get;
        init => field = value is { } steps ? Require.AtLeast(1, steps, nameof(EmaOverwriteFrequency)) : null;
    }

    /// <inheritdoc cref="Optimizer.GradientAccumulationSteps"/>
    public int? GradientAccumulationSteps
    {
        get;
        init => field = value is { } steps ? Require.AtLeast(2, steps, nameof(GradientAccumulationSteps)) : null;
    }

    /// <inheritdoc cref="Optimizer.LossScaleFactor"/>
    public double? LossScaleFactor
    {
        get;
        init => field = value is not { } factor || factor > 0 && float.IsFinite((float)factor) ? value
            : throw new ArgumentOutOfRangeException(nameof(LossScaleFactor), factor,
                string.Create(CultureInfo.InvariantCulture,
                    $"Expected a finite {nameof(LossScaleFactor)} above 0, received {factor}."));
    }

    private void RequireOneLimit()
    {
        if ((Clipnorm is null ? 0 : 1) + (Clipvalue is null ? 0 : 1) + (GlobalClipnorm is null ? 0 : 1) > 1)
            throw new ArgumentException($"Expected at most one of {nameof(Clipnorm)}, {nameof(Clipvalue)} and "
                + $"{nameof(GlobalClipnorm)}, received several.");
    }
}
