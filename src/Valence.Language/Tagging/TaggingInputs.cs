using Valence.Models;

namespace Valence.Language;

/// <summary>What a network for tagging reads of a text's words, as places of a functional model.</summary>
/// <param name="Words">Ids of words <c>[batch, time]</c>, 0 for padding.</param>
/// <param name="Cases">Ids of how words are written <c>[batch, time]</c>: capitals, digits, signs.</param>
/// <param name="Letters">Ids of each word's letters <c>[batch, time, letters]</c>, 0 where it has no more.</param>
/// <param name="Features">Ids of features of a word and its neighbours, by their hash <c>[batch, time,
/// features]</c>.</param>
public sealed record TaggingInputs(SymbolicTensor Words, SymbolicTensor Cases, SymbolicTensor Letters,
    SymbolicTensor Features);
