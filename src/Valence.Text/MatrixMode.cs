namespace Valence.Text;

/// <summary>What an element of a tokenizer's matrix says about a word in a text.</summary>
public enum MatrixMode
{
    /// <summary>1 where the word occurs.</summary>
    Binary,

    /// <summary>How often the word occurs.</summary>
    Count,

    /// <summary>How often the word occurs, divided by the length of the sequence.</summary>
    Freq,

    /// <summary><c>(1 + ln count) · ln(1 + documents / (1 + documents with the word))</c>.</summary>
    TfIdf,
}
