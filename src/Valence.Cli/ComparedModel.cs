using Valence.Classification;
using Valence.Models;
using Valence.Saving;

namespace Valence.Cli;

/// <summary>One side of a comparison.</summary>
/// <param name="Path">The file.</param>
/// <param name="Model">The network.</param>
/// <param name="Classifier">The classifier around it, or null.</param>
/// <param name="Notes">What its file means otherwise than its words mean today.</param>
internal sealed record ComparedModel(string Path, Model Model, TextClassifier? Classifier, IReadOnlyList<string> Notes)
{
    /// <summary>Whether the network takes texts itself.</summary>
    public bool TakesTexts => Model.Inputs is [{ Type: ElementType.String }];

    public static ComparedModel Open(string path, KerasLoadOptions options)
    {
        var source = GivenModel.Read(path);
        var format = GivenModel.FormatOf(source, path, row => row.HoldsModel, GivenModel.WholeModel);
        if (format is not ClassifierFormat)
        {
            var opened = format.Open(source, options);
            return new(path, opened.Model, null, opened.Notes);
        }
        var classifier = ClassifierFormat.Load(source, options);
        return new(path, classifier.Model, classifier, []);
    }

    /// <summary>This side as a classifier that prepares texts as <paramref name="other"/> does, where it cannot
    /// itself.</summary>
    public ComparedModel PreparedAs(ComparedModel other)
    {
        if (Classifier is not null || other.Classifier is null) return this;
        try
        {
            return this with { Classifier = other.Classifier.WithNetwork(Model) };
        }
        catch (ConfigException error)
        {
            throw new UsageException($"{Path}: the network does not fit the classifier '{other.Path}': "
                + $"{error.Message}.", error);
        }
    }
}
