using System.Globalization;
using Valence.Models;

namespace Valence.Saving;

/// <summary>What files of weights alone cannot hold of a model, in words.</summary>
internal static class LeftOut
{
    /// <summary>What is left out; <paramref name="optimizerState"/> says whether the form holds that.</summary>
    public static IReadOnlyList<string> Of(Model model, bool optimizerState)
    {
        List<string> parts = ["the architecture"];
        foreach (var layer in VocabularyAssets.Learned(model))
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"the learned vocabulary of '{layer.Name}' "
                + $"({layer.VocabularySize} tokens)"));
        if (model.Optimizer is not null)
            parts.Add(optimizerState ? "the training configuration"
                : "the training configuration and the optimizer's state");
        return parts;
    }
}
