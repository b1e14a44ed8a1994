using Valence.Operations;

namespace Valence.Layers;

/// <summary>What layers ask of a call besides operations.</summary>
public static class LayerCalls
{
    extension(CallContext call)
    {
        /// <summary>Gives <paramref name="state"/> a new value when the call has succeeded; until then every reader
        /// sees the old one.</summary>
        public void Assign(Weight state, Tensor value) =>
            Require.NotNull(call).Assign(Require.NotNull(state).Value, Require.NotNull(value));

        /// <summary>The value that <paramref name="state"/> has for the next layer of this call: the last one assigned,
        /// or the stored one.</summary>
        public Tensor Current(Weight state) => Require.NotNull(call).Current(Require.NotNull(state).Value);

        /// <summary>Carries out a part of the call as in training, or not, whatever the call is.</summary>
        internal Values As(bool training, ValueForward forward, Values x)
        {
            var before = call.Training;
            call.Training = training;
            try
            {
                return forward(x, call);
            }
            finally
            {
                call.Training = before;
            }
        }
    }
}
