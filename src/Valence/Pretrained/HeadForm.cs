namespace Valence.Pretrained;

/// <summary>How a family's head is made, and what its tensors are called.</summary>
internal sealed record HeadForm
{
    /// <summary>What it reads: the first step, the mean of those that count, or each step by itself.</summary>
    public required HeadPooling Pooling { get; init; }

    /// <summary>The tensor name of an affine map before the last one; null for none.</summary>
    public string? Dense { get; init; }

    /// <summary>Whether that map belongs to the encoder (BERT's pooler), so that files of encoders may have
    /// it.</summary>
    public bool DenseIsOfEncoder { get; init; }

    /// <summary>Whether what that map reads is dropped in training too.</summary>
    public bool DropsBeforeDense { get; init; }

    /// <summary>Whether what the head reads is dropped at the rate of the embedding, and not at one of its
    /// own.</summary>
    public bool DropsAsEmbedding { get; init; }

    /// <summary>The function after it.</summary>
    public ActivationFunction? Activation { get; init; }

    /// <summary>Whether it has a bias.</summary>
    public bool DenseUsesBias { get; init; } = true;

    /// <summary>The tensor name of a normalization after it; null for none.</summary>
    public string? Norm { get; init; }

    /// <summary>The tensor name of the last affine map; null where the way back through the tokens' vectors
    /// stands there.</summary>
    public string? Output { get; init; } = "classifier";

    /// <summary>Whether it scores the tokens of places that are an input of their own: a
    /// <see cref="Layers.MaskedLmHead"/>, whose bias is <see cref="Output"/>.</summary>
    public bool FindsHidden { get; init; }

    /// <summary>The last map alone, of each step.</summary>
    public static HeadForm EachStep { get; } = new() { Pooling = HeadPooling.EachStep };

    /// <summary>The way back through the tokens' vectors.</summary>
    public static HeadForm Tied { get; } = new() { Pooling = HeadPooling.EachStep, Output = null };

    /// <summary>An affine map, a normalization, and the way back through the tokens' vectors, for hidden
    /// tokens.</summary>
    public static HeadForm OfHidden(string dense, string norm, string bias, ActivationFunction activation) => new()
    {
        Pooling = HeadPooling.EachStep,
        FindsHidden = true,
        Dense = dense,
        Norm = norm,
        Output = bias,
        Activation = activation,
    };
}
