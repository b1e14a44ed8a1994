namespace Valence.Layers;

/// <summary>What pays for the layers that a file describes, before anything of their size is allocated.</summary>
internal interface ILayerBudget
{
    /// <summary>Pays for an array, or refuses it.</summary>
    void SpendParameters(string name, Shape shape);

    /// <summary>Pays for what a layer makes of one row, or refuses it.</summary>
    void SpendActivations(string place, Int128 elements);
}
