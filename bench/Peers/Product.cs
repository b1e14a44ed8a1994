namespace Valence.Bench.Peers;

/// <summary>A matrix product <c>[m, k] · [k, n]</c> that a network needs, or many of them.</summary>
/// <param name="Name">Where it is needed.</param>
internal sealed record Product(string Name, int M, int K, int N)
{
    /// <summary>Whether the left matrix is stored as <c>[k, m]</c>.</summary>
    public bool TransposeA { get; init; }

    /// <summary>Whether the right matrix is stored as <c>[n, k]</c>.</summary>
    public bool TransposeB { get; init; }

    /// <summary>How many of them, with matrices of their own.</summary>
    public int Count { get; init; } = 1;

    public double Operations => 2.0 * Count * M * K * N;

    /// <summary>The product whose rate stands for the library's.</summary>
    public static Product Unit { get; } = new("unit", 2048, 2048, 2048);

    public static Product[] All { get; } =
    [
        Unit,
        new("minilm_up", 2048, 384, 1536),
        new("minilm_down", 2048, 1536, 384),
        new("minilm_up_gradient", 384, 2048, 1536) { TransposeA = true },
        new("minilm_up_back", 2048, 1536, 384) { TransposeB = true },
        new("minilm_one_up", 256, 384, 1536),
        new("minilm_scores", 256, 32, 256) { TransposeB = true, Count = 96 },
        new("minilm_attended", 256, 256, 32) { Count = 96 },
        new("encoder_128_up", 4096, 128, 512),
        new("encoder_128_one_up", 128, 128, 512),
        new("transformer_scores", 200, 16, 200) { TransposeB = true, Count = 64 },
        new("lstm_words", 25_600, 32, 256),
        new("lstm_words_gradient", 32, 25_600, 256) { TransposeA = true },
        new("lstm_step", 128, 64, 256),
        new("lstm_one_step", 1, 64, 256),
        new("lstm128_step", 32, 128, 512),
        new("lstm128_one_step", 1, 128, 512),
        new("cnn_one_conv", 165, 896, 128),
        new("cnn_conv", 5280, 896, 128),
        new("mlp_dense", 128, 16_000, 16),
        new("mlp_dense_gradient", 16_000, 128, 16) { TransposeA = true },
        new("mlp_dense_back", 128, 16, 16_000) { TransposeB = true },
        new("mlp_one_dense", 1, 16_000, 16),
        new("output", 128, 16, 1),
    ];

    public static Product Named(string name) => All.Single(product => product.Name == name);

    public override string ToString() => $"{(Count > 1 ? $"{Count} × " : "")}{M}{(TransposeA ? "ᵀ" : "")}, {K}, "
        + $"{N}{(TransposeB ? "ᵀ" : "")}";
}
