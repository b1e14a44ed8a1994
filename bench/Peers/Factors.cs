namespace Valence.Bench.Peers;

/// <summary>The matrices of a product, at addresses that stay.</summary>
internal sealed class Factors
{
    public Factors(Product product)
    {
        (A, B) = (Random(product.Count * product.M * product.K), Random(product.Count * product.K * product.N));
        C = GC.AllocateArray<float>(product.Count * product.M * product.N, pinned: true);
    }

    public float[] A { get; }

    public float[] B { get; }

    public float[] C { get; }

    private static float[] Random(int count)
    {
        var random = new Random(1);
        var values = GC.AllocateArray<float>(count, pinned: true);
        foreach (ref var x in values.AsSpan()) x = random.NextSingle() - 0.5f;
        return values;
    }
}
