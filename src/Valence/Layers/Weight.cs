using Valence.Constraints;
using Valence.Initializers;
using Valence.Randomness;
using Valence.Regularizers;

namespace Valence.Layers;

/// <summary>A named array that a layer owns: trained by the optimizer, or state that the layer assigns
/// itself.</summary>
public sealed class Weight
{
    internal Weight(string path, Shape shape, Initializer initializer, bool isState, Regularizer? regularizer,
        Constraint? constraint)
    {
        Path = path;
        Value = new(shape);
        Initializer = initializer;
        IsState = isState;
        Regularizer = regularizer;
        Constraint = constraint;
    }

    /// <summary>Scopes and name below the layer, such as <c>forward_layer/cell/kernel</c>.</summary>
    public string Path { get; }

    /// <summary>The last part of the path, such as <c>kernel</c>.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>The elements. A span of them holds until the next training step.</summary>
    public Tensor Value { get; }

    /// <summary>Whether the initializer, a file or the user has given the elements; until then they are
    /// zeros.</summary>
    public bool IsInitialized { get; private set; }

    /// <summary>How often the elements were changed, by which a tape knows that they are not those any more that it
    /// saw.</summary>
    internal int Changes { get; set; }

    /// <summary>The lengths of the axes.</summary>
    public Shape Shape => Value.Shape;

    /// <summary>What it held before training.</summary>
    public Initializer Initializer { get; }

    /// <summary>Whether the layer assigns it (moving statistics, recurrent state) and no optimizer does.</summary>
    public bool IsState { get; }

    /// <summary>Whether an optimizer may change it; freezing sets this to false. A frozen layer freezes all its
    /// weights.</summary>
    public bool Trainable { get; set; } = true;

    /// <summary>Whether an optimizer changes it in a model that is not frozen.</summary>
    internal bool IsTrained => Trainable && !IsState;

    /// <summary>A penalty on the elements, or null.</summary>
    public Regularizer? Regularizer { get; }

    /// <summary>A projection after each optimizer step, or null.</summary>
    public Constraint? Constraint { get; }

    /// <summary>The type of the elements in Keras' files; here they are float32 in any case.</summary>
    internal ElementType StoredType { get; set; }

    /// <summary>What is asked before the elements are read or changed by several threads; null before a model has the
    /// weight.</summary>
    internal WeightGuard? Guard { get; set; }

    /// <summary>What a thread has while a model goes on from the state that a call left; null for what calls leave
    /// alone.</summary>
    internal Lock? Carried { get; init; }

    /// <summary>How it may be a matrix of int8; null where the layer's calls know of floats alone.</summary>
    internal Int8Form? Int8Form { get; set; }

    /// <summary>The elements as int8; null where they are floats.</summary>
    internal Int8Matrix? Int8 => Int8Matrix.Of(Value);

    /// <summary>Whether the layer's calls know of an addition.</summary>
    internal bool MayHaveAddition { get; set; }

    /// <summary>The low-rank addition that is trained in place of the elements; null for none.</summary>
    internal LowRank? LowRank { get; private set; }

    /// <summary>The elements with the addition in them.</summary>
    internal Tensor Merged => LowRank?.Merged(Value) ?? Value;

    /// <summary>The elements as files hold them.</summary>
    internal Tensor Stored => StoredType == ElementType.Float32 ? Merged
        : Tensor.From([.. Value.Floats.ToArray().Select(number => (int)number)], Shape);

    /// <summary>Overwrites the elements.</summary>
    /// <param name="values">A float32 tensor of the weight's shape.</param>
    /// <exception cref="InvalidOperationException">A model with this weight is being trained by another
    /// thread.</exception>
    public void Set(Tensor values)
    {
        using (WeightGuards.Of([this]).Write()) Value.CopyFrom(Require.NotNull(values));
        IsInitialized = true;
        Changes++;
    }

    /// <summary>Overwrites the elements with those of a file, in which an addition would be already.</summary>
    internal void SetStored(Tensor values)
    {
        Set(values);
        LowRank?.B.Set(new(LowRank.B.Shape));
    }

    /// <summary>Begins to train a low-rank addition in place of the elements.</summary>
    internal void AddLowRank(int rank, double alpha)
    {
        LowRank = new(this, rank, alpha);
        Trainable = false;
    }

    /// <summary>Puts the addition into the elements.</summary>
    internal void Merge()
    {
        if (LowRank is not { } added) return;
        LowRank = null;
        Set(added.Merged(Value));
    }

    /// <summary>Keeps the elements as int8, which no optimizer changes.</summary>
    internal void Keep(Int8Matrix small)
    {
        Value.Storage = small;
        (IsInitialized, Trainable) = (true, false);
        Changes++;
    }

    /// <summary>The elements, for one who overwrites all of them in place.</summary>
    internal Span<float> Overwrite()
    {
        IsInitialized = true;
        Changes++;
        return Value.Overwrite<float>();
    }

    internal void Initialize(ulong seed, string layer)
    {
        if (IsInitialized) return;
        var purpose = Initializer.Seed is null ? CounterRandom.Purpose($"{layer}/{Path}") : 0;
        Initializer.Fill(Value.Overwrite<float>(), Shape, new((ulong?)Initializer.Seed ?? seed, purpose));
        IsInitialized = true;
    }

    /// <summary>Path and shape.</summary>
    public override string ToString() => $"{Path} {Shape}";
}
