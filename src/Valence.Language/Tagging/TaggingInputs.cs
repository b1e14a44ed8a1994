using Valence.Models;

namespace Valence.Language;

/// <summary>What a network for tagging reads of a text's words, as places of a functional model.</summary>
/// <param name="Words">Ids of words <c>[batch, time]</c>, 0 for padding.</param>
/// <param name="Cases">Ids of how words are written <c>[batch, time]</c>: capitals, digits, signs.</param>
/// <param name="Letters">Ids of each word's letters <c>[batch, time, letters]</c>, 0 where it has no more.</param>
/// <param name="Features">Ids of features of a word and its neighbours, by their hash <c>[batch, time,
/// features]</c>.</param>
public sealed record TaggingInputs(SymbolicTensor Words, SymbolicTensor Cases, SymbolicTensor Letters,
    SymbolicTensor Features)
{
    /// <summary>Ids of tokens of a pre-trained encoder <c>[batch, length]</c>; null where there is none.</summary>
    internal SymbolicTensor? Tokens { get; init; }

    /// <summary>The place of each word's first token <c>[batch, time]</c>.</summary>
    internal SymbolicTensor? Places { get; init; }

    /// <summary>All of them, in the order in which a network has them.</summary>
    internal SymbolicTensor[] All => Tokens is null ? [Words, Cases, Letters, Features]
        : [Words, Cases, Letters, Features, Tokens, Places!];
}
