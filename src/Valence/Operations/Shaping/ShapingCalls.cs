namespace Valence.Operations;

/// <summary>Operations that move elements, as methods of a call.</summary>
public static class ShapingCalls
{
    extension(CallContext call)
    {
        /// <summary>The elements of <paramref name="x"/> under the shape of <paramref name="like"/>.</summary>
        public Tensor ReshapeLike(Tensor x, Tensor like) =>
            x.Shape == like.Shape ? x : call.Run(Operations.ReshapeOperation.Like, x, like);

        /// <summary>The elements of <paramref name="x"/> under another shape, in which one axis of −1 takes what is
        /// left.</summary>
        public Tensor Reshape(Tensor x, Shape shape) => x.Shape == shape ? x
            : call.Run(Operations.ReshapeOperation.Like, x, call.Executor.View(x, Completed(x.Shape, shape)));

        /// <summary>The operand as a matrix <c>[everything else, last axis]</c>.</summary>
        public Tensor AsMatrix(Tensor x) => x.Shape.Rank == 2 ? x : call.Reshape(x, [x.Shape[..^1].Count, x.Shape[^1]]);

        /// <summary>The axes in the given order.</summary>
        public Tensor Transpose(Tensor x, params ReadOnlySpan<int> order) =>
            call.Run(Operations.Transpose.For(order), x);

        /// <summary>The tensors one after another along <paramref name="axis"/>; negative axes count from the
        /// end.</summary>
        public Tensor Concat(int axis, params ReadOnlySpan<Tensor?> parts) =>
            call.Run(Operations.Concat.For(parts[0]!.Shape.Axis(axis)), parts);

        /// <summary>Positions of one axis.</summary>
        public Tensor Slice(Tensor x, int axis, int start, int length, int step = 1)
        {
            axis = x.Shape.Axis(axis);
            return start == 0 && step == 1 && length == x.Shape[axis] ? x
                : call.Run(Operations.Slice.For(axis, start, length, step), x);
        }

        /// <summary>One position of an axis, which disappears: <c>Select(x, 1, t)</c> of <c>[batch, time, features]</c>
        /// is <c>[batch, features]</c>.</summary>
        public Tensor At(Tensor x, int axis, int position)
        {
            axis = x.Shape.Axis(axis);
            return call.Reshape(call.Slice(x, axis, position, 1), x.Shape.Remove(axis));
        }

        /// <summary>Tensors of one shape stacked along a new axis.</summary>
        public Tensor Stack(int axis, ReadOnlySpan<Tensor> parts)
        {
            var shape = parts[0].Shape.Insert(axis, 1);
            var expanded = new Tensor?[parts.Length];
            for (var i = 0; i < parts.Length; i++) expanded[i] = call.Reshape(parts[i], shape);
            return call.Concat(axis, expanded);
        }

        /// <summary>The positions of an axis, last first.</summary>
        public Tensor Reverse(Tensor x, int axis)
        {
            var length = x.Shape[x.Shape.Axis(axis)];
            return length == 0 ? x : call.Slice(x, axis, length - 1, length, -1);
        }

        /// <summary>The elements of <paramref name="x"/> repeated to the shape of <paramref name="like"/>.</summary>
        public Tensor ExpandLike(Tensor x, Tensor like) =>
            x.Shape == like.Shape ? x : call.Run(Operations.Expand.Instance, x, like);

        /// <inheritdoc cref="Operations.Gather"/>
        public Tensor Gather(Tensor table, Tensor ids) => call.Run(Operations.Gather.Instance, table, ids);

        /// <inheritdoc cref="Operations.ScatterRows"/>
        public Tensor ScatterRows(Tensor ids, Tensor rows, Tensor like) =>
            call.Run(Operations.ScatterRows.Instance, ids, rows, like);
    }

    private static Shape Completed(Shape from, Shape shape)
    {
        for (var i = 0; i < shape.Rank; i++)
            if (shape[i] < 0)
            {
                var rest = shape.With(i, 1).Count;
                return shape.With(i, rest == 0 ? 0 : from.Count / rest);
            }
        return shape;
    }
}
