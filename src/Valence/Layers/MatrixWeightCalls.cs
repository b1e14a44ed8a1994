using Valence.Operations;

namespace Valence.Layers;

/// <summary>What layers do with a matrix that may have a low-rank addition, which is not put into it, because its
/// gradient would cost as much as the matrix's own; or that may be of int8.</summary>
internal static class MatrixWeightCalls
{
    extension(CallContext call)
    {
        /// <summary>The affine map of the last axis by a matrix of int8.</summary>
        public Tensor Affine(Tensor x, Int8Matrix kernel, Tensor? bias) =>
            call.Run(Int8MatMul.Instance, x, kernel.Matrix, kernel.Scales, bias);

        /// <summary>The affine map of the last axis by <paramref name="kernel"/> and its addition.</summary>
        public Tensor Affine(Tensor x, Weight kernel, Weight? bias)
        {
            var y = kernel.Int8 is { } small ? call.Affine(x, small, bias?.Value)
                : call.Affine(x, kernel.Value, bias?.Value);
            return kernel.LowRank is not { } added ? y
                : call.Add(y, call.Factors(call.MatMul(x, added.A.Value), added));
        }

        /// <summary>Rows of <paramref name="table"/> and its addition.</summary>
        public Tensor Gather(Weight table, Tensor ids)
        {
            var y = call.Gather(table.Value, ids);
            return table.LowRank is not { } added ? y
                : call.Add(y, call.Factors(call.Gather(added.A.Value, ids), added));
        }

        /// <summary>The products with each row of <paramref name="table"/>, which has no addition.</summary>
        public Tensor Scores(Tensor x, Weight table) => table.Int8 is { } small ? call.Affine(x, small, null)
            : call.MatMul(x, table.Value, transposeB: true);

        /// <summary>The matrix with its addition, of which a gradient is as large as the matrix.</summary>
        public Tensor Whole(Weight matrix) => matrix.LowRank is not { } added ? matrix.Value
            : call.Add(matrix.Value, call.Factors(added.A.Value, added));

        private Tensor Factors(Tensor first, LowRank added) =>
            call.MatMul(call.Scale(first, added.Scale), added.B.Value);
    }
}
