namespace Valence.Operations;

/// <summary>Random operations as methods of a call.</summary>
public static class RandomCalls
{
    extension(CallContext call)
    {
        /// <summary>In training, <paramref name="x"/> times fresh factors of <paramref name="mask"/>; otherwise
        /// <paramref name="x"/> itself.</summary>
        /// <param name="x">Any floats.</param>
        /// <param name="mask">The rule of the factors; null drops nothing.</param>
        /// <param name="stream">The draws.</param>
        public Tensor Dropout(Tensor x, DropoutMask? mask, RandomStream stream) =>
            mask is null || mask.Rate == 0 || !call.Training ? x
                : call.Multiply(x, call.Run(mask, x, call.RandomKey(stream)));
    }
}
