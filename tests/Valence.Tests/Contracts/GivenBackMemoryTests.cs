using Valence.Backends;
using Valence.Execution;
using Valence.Layers;
using Valence.Models;

namespace Valence.Tests.Contracts;

/// <summary>An answer takes the memory of its widest layer, however many there are.</summary>
public sealed class GivenBackMemoryTests
{
    private const int Rows = 16, Steps = 24, Width = 32;

    [Theory]
    [InlineData("chain")]
    [InlineData("graph")]
    [InlineData("nested")]
    public void Deeper_models_take_no_more_memory(string kind)
    {
        var (shallow, deep) = (Least(2), Least(12));
        // The rest are weights' views and lists; one value between layers alone has 49,152 bytes.
        Assert.True(deep < shallow + Rows * Steps * Width * sizeof(float) / 2, $"{shallow} and {deep} bytes");

        // What the runtime does once, now and then, falls into one of several at most.
        long Least(int depth) => Enumerable.Range(0, 3).Min(_ => Taken(kind, depth));
    }

    [Fact]
    public void A_tensor_returns_once_nobody_holds_it_or_a_view_of_it()
    {
        var memory = new StepMemory(new ReferenceBackend(), givesBack: true);
        var first = memory.Rent(new([4, 4]));
        var view = memory.View(first, [16]);
        StepMemory.Hold(new Value(first));
        StepMemory.Hold(new Value(view));
        memory.Drop(new Value(first), release: true);
        Assert.NotSame(first, memory.Rent(new([4, 4])));
        memory.Drop(new Value(view), release: true);
        Assert.Same(first, memory.Rent(new([2, 8])));
    }

    [Fact]
    public void What_a_layer_returned_stays_when_it_ends()
    {
        var memory = new StepMemory(new ReferenceBackend(), givesBack: true);
        var mark = memory.Mark;
        var (inner, kept) = (memory.Rent(new([8])), memory.Rent(new([8])));
        memory.Leave(mark, new Value(memory.View(kept, [2, 4])));
        Assert.Same(inner, memory.Rent(new([8])));
        Assert.NotSame(kept, memory.Rent(new([8])));
    }

    private static long Taken(string kind, int depth)
    {
        using var backend = new ReferenceBackend();
        Layer[] Block(int i) =>
            [new Dense(Width, "tanh") { Name = $"a{i}" }, new LayerNormalization { Name = $"b{i}" }];
        Model model;
        if (kind == "chain")
            model = new Sequential(
                [new InputLayer([-1, Steps, Width]), .. Enumerable.Range(0, depth).SelectMany(Block)]);
        else
        {
            var x = Keras.Input([Steps, Width]);
            var y = x;
            for (var i = 0; i < depth; i++)
                y += kind == "nested" ? new Sequential(Block(i)).Call(y)
                    : Block(i).Aggregate(y, (value, layer) => layer.Call(value));
            model = new Functional(x, y);
        }
        model.Backend = backend;
        model.Predict(Tensor.From(new float[Steps * Width], [1, Steps, Width]));
        var data = Tensor.From(new float[Rows * Steps * Width], [Rows, Steps, Width]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        model.Predict(data);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
