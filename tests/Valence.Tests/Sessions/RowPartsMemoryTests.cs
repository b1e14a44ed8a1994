using Valence.Layers;

namespace Valence.Tests.Sessions;

/// <summary>Alone in the process, since what other tests allocate would count too.</summary>
[Collection(nameof(RowPartsMemoryTests))]
[CollectionDefinition(nameof(RowPartsMemoryTests), DisableParallelization = true)]
public sealed class RowPartsMemoryTests
{
    [Fact]
    public void A_large_batch_takes_the_memory_of_its_parts()
    {
        var model = RowPartsTests.Wide(new GlobalAveragePooling1D());
        var x = RowPartsTests.Ids(128);
        var before = GC.GetTotalAllocatedBytes();
        var answer = model.Predict(x, batchSize: 128);
        var taken = GC.GetTotalAllocatedBytes() - before;
        Assert.True(taken < 100_000_000, $"{taken} bytes");
        InParts.Same(answer, model.Predict(x, batchSize: 31), "answers");
    }
}
