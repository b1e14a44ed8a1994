namespace Valence.Operations;

/// <summary>Element-wise operations as methods of a call.</summary>
public static class ElementwiseCalls
{
    extension(CallContext call)
    {
        /// <inheritdoc cref="Operations.AddOperation"/>
        public Tensor Add(Tensor a, Tensor b) => call.Run(Operations.AddOperation.Instance, a, b);

        /// <inheritdoc cref="Operations.SubtractOperation"/>
        public Tensor Subtract(Tensor a, Tensor b) => call.Run(Operations.SubtractOperation.Instance, a, b);

        /// <inheritdoc cref="Operations.MultiplyOperation"/>
        public Tensor Multiply(Tensor a, Tensor b) => call.Run(Operations.MultiplyOperation.Instance, a, b);

        /// <inheritdoc cref="Operations.Divide"/>
        public Tensor Divide(Tensor a, Tensor b) => call.Run(Operations.Divide.Instance, a, b);

        /// <inheritdoc cref="Operations.MaximumOperation"/>
        public Tensor Maximum(Tensor a, Tensor b) => call.Run(Operations.MaximumOperation.Instance, a, b);

        /// <inheritdoc cref="Operations.MinimumOperation"/>
        public Tensor Minimum(Tensor a, Tensor b) => call.Run(Operations.MinimumOperation.Instance, a, b);

        /// <inheritdoc cref="Operations.Power"/>
        public Tensor Power(Tensor a, Tensor b) => call.Run(Operations.Power.Instance, a, b);

        /// <summary>Each element times <paramref name="factor"/>.</summary>
        public Tensor Scale(Tensor x, float factor) => call.Multiply(x, call.Scalar(factor));

        /// <summary>Each element plus <paramref name="offset"/>.</summary>
        public Tensor Shift(Tensor x, float offset) => call.Add(x, call.Scalar(offset));

        /// <summary><c>1 − x</c>.</summary>
        public Tensor OneMinus(Tensor x) => call.Subtract(call.Scalar(1), x);

        /// <summary>Each element, but at least <paramref name="low"/> and at most <paramref name="high"/>; the gradient
        /// is 0 outside.</summary>
        public Tensor Clip(Tensor x, float low, float high) =>
            call.Minimum(call.Maximum(x, call.Scalar(low)), call.Scalar(high));

        /// <inheritdoc cref="Operations.Negate"/>
        public Tensor Negate(Tensor x) => call.Run(Operations.Negate.Instance, x);

        /// <inheritdoc cref="Operations.Square"/>
        public Tensor Square(Tensor x) => call.Run(Operations.Square.Instance, x);

        /// <inheritdoc cref="Operations.Sqrt"/>
        public Tensor Sqrt(Tensor x) => call.Run(Operations.Sqrt.Instance, x);

        /// <inheritdoc cref="Operations.Exp"/>
        public Tensor Exp(Tensor x) => call.Run(Operations.Exp.Instance, x);

        /// <inheritdoc cref="Operations.Log"/>
        public Tensor Log(Tensor x) => call.Run(Operations.Log.Instance, x);

        /// <inheritdoc cref="Operations.Log1P"/>
        public Tensor Log1P(Tensor x) => call.Run(Operations.Log1P.Instance, x);

        /// <inheritdoc cref="Operations.Abs"/>
        public Tensor Abs(Tensor x) => call.Run(Operations.Abs.Instance, x);

        /// <inheritdoc cref="Operations.Sign"/>
        public Tensor Sign(Tensor x) => call.Run(Operations.Sign.Instance, x);

        /// <inheritdoc cref="Operations.Tanh"/>
        public Tensor Tanh(Tensor x) => call.Run(Operations.Tanh.Instance, x);

        /// <inheritdoc cref="Operations.Sigmoid"/>
        public Tensor Sigmoid(Tensor x) => call.Run(Operations.Sigmoid.Instance, x);

        /// <inheritdoc cref="ReluOperation"/>
        public Tensor Relu(Tensor x) => call.Run(ReluOperation.Instance, x);

        /// <inheritdoc cref="Operations.Erf"/>
        public Tensor Erf(Tensor x) => call.Run(Operations.Erf.Instance, x);

        /// <inheritdoc cref="Operations.Softplus"/>
        public Tensor Softplus(Tensor x) => call.Run(Operations.Softplus.Instance, x);

        /// <inheritdoc cref="Operations.Erfc"/>
        public Tensor Erfc(Tensor x) => call.Run(Operations.Erfc.Instance, x);

        /// <inheritdoc cref="Operations.Floor"/>
        public Tensor Floor(Tensor x) => call.Run(Operations.Floor.Instance, x);

        /// <inheritdoc cref="Operations.Ceil"/>
        public Tensor Ceil(Tensor x) => call.Run(Operations.Ceil.Instance, x);

        /// <inheritdoc cref="Operations.Round"/>
        public Tensor Round(Tensor x) => call.Run(Operations.Round.Instance, x);

        /// <inheritdoc cref="Operations.Truncate"/>
        public Tensor Truncate(Tensor x) => call.Run(Operations.Truncate.Instance, x);

        /// <inheritdoc cref="Operations.Sin"/>
        public Tensor Sin(Tensor x) => call.Run(Operations.Sin.Instance, x);

        /// <inheritdoc cref="Operations.Cos"/>
        public Tensor Cos(Tensor x) => call.Run(Operations.Cos.Instance, x);

        /// <inheritdoc cref="Operations.Mod"/>
        public Tensor Mod(Tensor a, Tensor b) => call.Run(Operations.Mod.Instance, a, b);

        /// <inheritdoc cref="Operations.FloorDivide"/>
        public Tensor FloorDivide(Tensor a, Tensor b) => call.Run(Operations.FloorDivide.Instance, a, b);

        /// <inheritdoc cref="Operations.Arctan2"/>
        public Tensor Arctan2(Tensor a, Tensor b) => call.Run(Operations.Arctan2.Instance, a, b);

        /// <inheritdoc cref="Operations.Equal"/>
        public Tensor Equal(Tensor a, Tensor b) => call.Run(Operations.Equal.Instance, a, b);

        /// <inheritdoc cref="Operations.NotEqual"/>
        public Tensor NotEqual(Tensor a, Tensor b) => call.Run(Operations.NotEqual.Instance, a, b);

        /// <inheritdoc cref="Operations.Greater"/>
        public Tensor Greater(Tensor a, Tensor b) => call.Run(Operations.Greater.Instance, a, b);

        /// <inheritdoc cref="Operations.GreaterEqual"/>
        public Tensor GreaterEqual(Tensor a, Tensor b) => call.Run(Operations.GreaterEqual.Instance, a, b);

        /// <inheritdoc cref="Operations.Less"/>
        public Tensor Less(Tensor a, Tensor b) => call.Run(Operations.Less.Instance, a, b);

        /// <inheritdoc cref="Operations.LessEqual"/>
        public Tensor LessEqual(Tensor a, Tensor b) => call.Run(Operations.LessEqual.Instance, a, b);

        /// <inheritdoc cref="Operations.Select"/>
        public Tensor Select(Tensor condition, Tensor a, Tensor b) =>
            call.Run(Operations.Select.Instance, condition, a, b);

        /// <inheritdoc cref="Operations.TanhGradient"/>
        public Tensor TanhGradient(Tensor y, Tensor dy) => call.Run(Operations.TanhGradient.Instance, y, dy);

        /// <inheritdoc cref="Operations.SigmoidGradient"/>
        public Tensor SigmoidGradient(Tensor y, Tensor dy) => call.Run(Operations.SigmoidGradient.Instance, y, dy);

        /// <inheritdoc cref="Operations.ReluGradient"/>
        public Tensor ReluGradient(Tensor y, Tensor dy) => call.Run(Operations.ReluGradient.Instance, y, dy);

        /// <summary>The elements as <paramref name="type"/>; the tensor itself where they are already.</summary>
        public Tensor Cast(Tensor x, ElementType type) =>
            x.Type == type ? x
                : call.Run(type == ElementType.Float32 ? Operations.Cast.ToFloat32 : Operations.Cast.ToInt32, x);

        /// <summary>Ids as integers; the tensor itself where they are already. One with a fraction is an
        /// <see cref="IdNotWholeException"/>.</summary>
        public Tensor Ids(Tensor x) => x.Type == ElementType.Int32 ? x : call.Run(WholeIds.Instance, x);
    }
}
