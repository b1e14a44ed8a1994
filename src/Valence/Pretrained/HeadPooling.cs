namespace Valence.Pretrained;

/// <summary>What a head reads of the hidden states.</summary>
internal enum HeadPooling
{
    First,
    Mean,
    EachStep,
}
