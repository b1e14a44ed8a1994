namespace Valence.Stress;

/// <summary>The folder of a kind, and what lies there: a model of its first weights, files of two sets of weights, and
/// room for what threads write.</summary>
internal sealed class Files(string folder)
{
    public string Classifier => In("first.valence");

    /// <summary>The model's description.</summary>
    public string Json { get; private set; } = "";

    /// <summary>The model's first weights, and others.</summary>
    public IReadOnlyList<IReadOnlyList<Tensor>> Sets { get; private set; } = [];

    /// <summary>The file of a model of the world, with the first weights.</summary>
    public string Model(int number) => In($"{number}.keras");

    /// <summary>The file of its weights of either set.</summary>
    public string Weights(int number, int set) => In($"{number}-{set}.weights.h5");

    public string In(string name) => Path.Combine(folder, name);

    /// <summary>Writes what lies there of models that were not trained yet.</summary>
    public void Write(World world)
    {
        var first = world[0].GetWeights();
        Sets = [first, [.. first.Select(weight =>
            Tensor.From([.. weight.Floats.ToArray().Select(element => element / 2 + 0.01f)], weight.Shape))]];
        Json = world[0].ToJson();
        for (var number = 0; number < world.Models; number++)
        {
            for (var set = 1; set >= 0; set--)
            {
                world[number].SetWeights(Sets[set]);
                world[number].SaveWeights(Weights(number, set));
            }
            world[number].Save(Model(number));
        }
    }
}
