using Valence.Operations;

namespace Valence.Models;

/// <summary>Computations with operands of graphs, which know Keras' element types, as methods of a call.</summary>
internal static class OperandCalls
{
    extension(OperationCall o)
    {
        /// <summary>The elements of <paramref name="x"/> as another type: fractions are cut, and integers wrap around
        /// in small types.</summary>
        public Operand To(Operand x, KerasType type)
        {
            if (type is KerasType.Float16 or KerasType.BFloat16 or KerasType.String)
                throw o.Refused($"elements of type {type.KerasName} are not kept, float32 is; cast to float32");
            if (x.Type == type || x.Type == KerasType.String) return x.Type == type ? x with { IsWeak = false }
                : throw o.Refused($"expected numbers, received texts {x.Tensor.Shape}");
            if (type == KerasType.Bool) return new(o.Truths(x), type);
            if (!type.IsInteger) return new(o.Call.Cast(x.Tensor, ElementType.Float32), type);
            var whole = o.Call.Cast(x.Tensor, ElementType.Int32);
            return new(x.Type is KerasType.Bool or KerasType.UInt8 && type != KerasType.Int8 ? whole
                : o.Wrapped(whole, type), type);
        }

        /// <summary>1 where elements are not 0, 0 elsewhere.</summary>
        public Tensor Truths(Operand x) => x.Type == KerasType.Bool ? x.Tensor
            : x.Type.IsInteger ? o.Call.NotEqual(x.Tensor, o.Call.FilledIntegers([], 0))
            : o.Call.NotEqual(x.Tensor, o.Call.Scalar(0));

        /// <summary>The result of arithmetic with integers, as it is in a type of fewer bits.</summary>
        public Tensor Wrapped(Tensor x, KerasType type) => type switch
        {
            KerasType.UInt8 => o.Call.Mod(x, o.Call.FilledIntegers([], 1 << 8)),
            KerasType.UInt16 => o.Call.Mod(x, o.Call.FilledIntegers([], 1 << 16)),
            KerasType.Int8 => o.Signed(x, 1 << 7),
            KerasType.Int16 => o.Signed(x, 1 << 15),
            KerasType.UInt32 => throw o.Refused("elements of type uint32 are not kept, int32 is; cast to int32"),
            _ => x,
        };

        /// <summary>The type of a computation of <paramref name="x"/>.</summary>
        public KerasType Join(params ReadOnlySpan<Operand> x)
        {
            Span<(KerasType, bool)> types = new (KerasType, bool)[x.Length];
            for (var i = 0; i < x.Length; i++) types[i] = (x[i].Type, x[i].IsWeak);
            return KerasTypes.Join(types);
        }

        /// <summary>The type of a computation of <paramref name="x"/> and a float of Python's.</summary>
        public KerasType JoinFloat(params ReadOnlySpan<Operand> x) =>
            KerasTypes.Join((o.Join(x), false), (KerasType.Float32, true));

        /// <summary>The operands in the type of their computation.</summary>
        public (Tensor A, Tensor B, KerasType Type) Joined(Operand a, Operand b)
        {
            var type = o.Join(a, b);
            return (o.To(a, type).Tensor, o.To(b, type).Tensor, type);
        }

        /// <summary>The operand as floats, which Keras makes of all other numbers for functions such as the
        /// sine.</summary>
        public Operand Floats(Operand x) => o.To(x, o.JoinFloat(x with { IsWeak = false }));

        /// <summary>Integers and truths as float32; floats of any type as they are.</summary>
        public Operand FloatsKept(Operand x) => x.Type.IsFloat ? x with { IsWeak = false } : o.To(x, KerasType.Float32);

        /// <summary>The operand where it holds floats.</summary>
        /// <exception cref="ArgumentException">It holds other elements.</exception>
        public Operand OnlyFloats(Operand x) => x.Type.IsFloat ? x with { IsWeak = false }
            : throw o.Refused($"expected floats, received elements of type {x.Type.KerasName}; cast to float32");

        /// <summary>A number as a tensor <c>[]</c> of a type.</summary>
        public Operand Scalar(double value, KerasType type) => o.Filled([], value, type);

        /// <summary>A tensor of one number.</summary>
        public Operand Filled(Shape shape, double value, KerasType type) => new(type.Storage == ElementType.Int32
            ? o.Call.FilledIntegers(shape, checked((int)value)) : o.Call.Filled(shape, (float)value), type);

        /// <summary>The elements under another shape, in which one axis of −1 takes what is left.</summary>
        public Operand Reshape(Operand x, Shape shape) => x with { Tensor = o.Call.Reshape(x.Tensor, shape) };

        /// <summary>All elements in a row.</summary>
        public Operand Flat(Operand x) => o.Reshape(x, [x.Tensor.Count]);

        /// <summary>The elements repeated to a shape.</summary>
        public Tensor Expand(Tensor x, Shape shape) => x.Shape == shape ? x
            : o.Call.ExpandLike(x, o.Call.Executor.Rent(new(shape, x.Type)));

        /// <summary>The axes of an argument, negative ones counted from the end; all where none is given.</summary>
        public int[] Axes(string name, int rank) => o.Ints(name) is { } axes
            ? [.. axes.Select(axis => o.Axis(axis, rank, name))] : [.. Enumerable.Range(0, rank)];

        /// <summary>The axis that a number means, of <paramref name="rank"/> axes.</summary>
        public int Axis(int axis, int rank, string name) => axis >= -rank && axis < rank ? axis < 0 ? axis + rank : axis
            : throw o.Wrong(name, $"an axis from {-rank} to {rank - 1}");

        /// <summary>One axis of an argument.</summary>
        public int Axis(string name, int rank, int missing) => o.Axis(o.Int(name, missing), rank, name);

        /// <summary>The operand with an axis in the last place.</summary>
        public Tensor AxisLast(Tensor x, int axis) => o.AxisMoved(x, axis, x.Shape.Rank - 1);

        /// <summary>The operand with an axis in another place.</summary>
        public Tensor AxisMoved(Tensor x, int from, int to)
        {
            if (from == to) return x;
            var order = Enumerable.Range(0, x.Shape.Rank).Where(axis => axis != from).ToList();
            order.Insert(to, from);
            return o.Call.Transpose(x, [.. order]);
        }

        private Tensor Signed(Tensor x, int half)
        {
            var offset = o.Call.FilledIntegers([], half);
            var whole = o.Call.Mod(o.Call.Add(x, offset), o.Call.FilledIntegers([], 2 * half));
            return o.Call.Subtract(whole, offset);
        }
    }
}
