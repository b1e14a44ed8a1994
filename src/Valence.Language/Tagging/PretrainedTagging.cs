using Valence.Layers;
using Valence.Models;
using Valence.Operations;
using Valence.Pretrained;

namespace Valence.Language;

/// <summary>The body of <see cref="TaggingRecipe.Pretrained"/>.</summary>
internal static class PretrainedTagging
{
    /// <summary>The layer that applies the encoder to every window.</summary>
    public const string EncoderName = "encoder_of_windows";

    /// <summary>Hidden states of each word's first token <c>[batch, time, features]</c>.</summary>
    public static SymbolicTensor Words(string folder, TaggingInputs x)
    {
        var encoder = PretrainedEncoder.Open(folder, idsAlone: true);
        var hidden = new TimeDistributed(encoder.Model, EncoderName).Call(x.Tokens!);
        hidden = new Reshape([-1, encoder.Settings.HiddenSize]).Call(hidden);
        return new Dropout(encoder.Settings.HeadDropout).Call(hidden.TakeAlongAxis(x.Places!.ExpandDims(-1), 1));
    }

    /// <summary>The weights of the encoder in such a network.</summary>
    public static IReadOnlyList<Weight> WeightsOf(Model network) =>
        network.Layers.Single(layer => layer.Name == EncoderName).Weights;
}
