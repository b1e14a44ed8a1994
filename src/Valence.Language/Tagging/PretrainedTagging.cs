using Valence.Layers;
using Valence.Models;
using Valence.Pretrained;

namespace Valence.Language;

/// <summary>The encoder in the network of <see cref="TaggingRecipe.Pretrained"/>.</summary>
internal static class PretrainedTagging
{
    /// <summary>Hidden states of each word's first token <c>[batch, time, features]</c>.</summary>
    public static SymbolicTensor Words(string folder, TaggingInputs x)
    {
        var encoder = PretrainedEncoder.Open(folder, idsAlone: true);
        var words = encoder.Model.Call(x.Tokens!).TakeAlongAxis(x.Places!.ExpandDims(-1), 1);
        return new Dropout(encoder.Settings.HeadDropout).Call(words);
    }

    /// <summary>The weights of the encoder in such a network.</summary>
    public static IReadOnlyList<Weight> WeightsOf(Model network) =>
        network.Layers.OfType<Functional>().Single().Weights;
}
