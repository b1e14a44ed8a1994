namespace Valence.Operations;

/// <summary>Constants, as methods of a call.</summary>
public static class ConstantCalls
{
    extension(CallContext call)
    {
        /// <summary>A scalar.</summary>
        public Tensor Scalar(float value) => call.Filled([], value);

        /// <summary>A tensor whose elements are all <paramref name="value"/>.</summary>
        public Tensor Filled(Shape shape, float value) =>
            call.Run(call.Fill(shape, ElementType.Float32, BitConverter.SingleToInt32Bits(value)));

        /// <summary>A tensor of integers that are all <paramref name="value"/>.</summary>
        public Tensor FilledIntegers(Shape shape, int value) => call.Run(call.Fill(shape, ElementType.Int32, value));

        /// <inheritdoc cref="Arange"/>
        public Tensor Range(int length) => call.Run(Arange.For(length));

        /// <summary>Zeros of the shape of <paramref name="like"/>.</summary>
        public Tensor ZerosLike(Tensor like) => call.Filled(like.Shape, 0);

        /// <summary>0 on the diagonal of <c>[count, count]</c> and 1 elsewhere.</summary>
        internal Tensor OffDiagonal(int count)
        {
            var numbers = call.Range(count);
            return call.NotEqual(call.Reshape(numbers, [count, 1]), numbers);
        }
    }
}
