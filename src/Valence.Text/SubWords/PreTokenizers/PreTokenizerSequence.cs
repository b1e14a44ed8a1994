namespace Valence.Text;

/// <summary>One pre-tokenizer after the other.</summary>
internal sealed class PreTokenizerSequence(PreTokenizer[] preTokenizers) : PreTokenizer
{
    public override void Apply(Draft draft)
    {
        foreach (var preTokenizer in preTokenizers) preTokenizer.Apply(draft);
    }
}
