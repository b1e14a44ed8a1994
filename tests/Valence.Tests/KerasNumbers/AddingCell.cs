using Valence.Initializers;
using Valence.Layers;
using Valence.Operations;

namespace Valence.Tests.KerasNumbers;

/// <summary>Each state becomes the projected input plus its own product; the output is their sum.</summary>
internal sealed class AddingCell(int units, int states) : RecurrentCell
{
    public override IReadOnlyList<int> StateSize => [.. Enumerable.Repeat(units, states)];

    protected override BuiltCell BuildCell(Shape input, WeightFactory weights) =>
        new Made(weights.Add("kernel", [input[^1], units], Initializer.Ones),
            weights.Add("recurrent_kernel", [units, units], Initializer.Ones));

    private sealed class Made(Weight kernel, Weight recurrent) : BuiltCell
    {
        public override Tensor Project(Tensor x, Values drawn, CallContext call) => call.MatMul(x, kernel.Value);

        private Tensor Next(Tensor x, Tensor state, CallContext call) =>
            call.Add(x, call.MatMul(state, recurrent.Value));

        public override Values Step(Tensor x, Values states, Values drawn, CallContext call)
        {
            var next = states.ToArray().Select(state => (Value)Next(x, state.Tensor, call)).ToArray();
            var output = next[0].Tensor;
            foreach (var other in next[1..]) output = call.Add(output, other.Tensor);
            return Values.Create([output, .. next]);
        }
    }
}
