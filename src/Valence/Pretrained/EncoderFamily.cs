namespace Valence.Pretrained;

/// <summary>A family of pre-trained models: how its fields become settings, and what its tensors are called.</summary>
internal abstract class EncoderFamily
{
    /// <summary>The values of <c>model_type</c>.</summary>
    public abstract IReadOnlyList<string> ModelTypes { get; }

    /// <summary>What the names of its classes begin with, such as <c>Bert</c> of <c>BertModel</c>, one a
    /// type.</summary>
    public abstract IReadOnlyList<string> ClassNames { get; }

    /// <summary>What the names of the encoder's tensors begin with in files that have a head; in files without
    /// one they begin with nothing.</summary>
    public abstract string Prefix { get; }

    /// <summary>The ends of tensors' names that hold no weights, such as counted positions.</summary>
    public virtual IReadOnlyList<string> Buffers => [];

    /// <summary>The settings that the fields mean.</summary>
    public abstract EncoderSettings Read(FamilyConfig config);

    /// <summary>The head for whole texts; null for none.</summary>
    public abstract HeadForm? SequenceHead(FamilyConfig config);

    /// <summary>The head that finds hidden tokens; null for none.</summary>
    public virtual HeadForm? HiddenHead(FamilyConfig config) => null;

    /// <summary>The head for tokens; null for none.</summary>
    public virtual HeadForm? TokenHead(FamilyConfig config) => HeadForm.EachStep;

    /// <summary>The head for the next token; null for none.</summary>
    public virtual HeadForm? LanguageHead => null;

    /// <summary>Where the encoder's weights stand, without <see cref="Prefix"/>.</summary>
    public abstract IEnumerable<TensorPlace> Places(EncoderParts parts);
}
