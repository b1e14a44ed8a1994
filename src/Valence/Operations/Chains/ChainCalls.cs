namespace Valence.Operations;

/// <summary>What is asked of the scores of a chain, as methods of a call.</summary>
public static class ChainCalls
{
    extension(CallContext call)
    {
        /// <inheritdoc cref="Operations.LogPartition"/>
        public Tensor LogPartition(Tensor scores) => call.Run(Operations.LogPartition.Instance, scores);

        /// <inheritdoc cref="Operations.PairMarginals"/>
        public Tensor PairMarginals(Tensor scores) => call.Run(Operations.PairMarginals.Instance, scores);

        /// <inheritdoc cref="Operations.BestPath"/>
        public Tensor BestPath(Tensor scores) => call.Run(Operations.BestPath.Instance, scores);
    }
}
