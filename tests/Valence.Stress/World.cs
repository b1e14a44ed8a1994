using Valence.Classification;
using Valence.Inference;
using Valence.Models;
using Valence.Training;

namespace Valence.Stress;

/// <summary>What the threads of one pair of methods act on: models of a kind that share all their weights, mostly one;
/// a session of each, which all threads use; and files.</summary>
/// <param name="kind">The kind.</param>
/// <param name="files">What lies in files, and where to write.</param>
/// <param name="models">The models, which are compiled.</param>
/// <param name="classifier">The classifier whose network the model is, or null.</param>
internal sealed class World(Kind kind, Files files, Model[] models, TextClassifier? classifier)
{
    private readonly Lazy<Session>[] _sessions =
        [.. models.Select(model => new Lazy<Session>(model.NewSession, LazyThreadSafetyMode.PublicationOnly))];

    public Kind Kind { get; } = kind;

    public Files Files { get; } = files;

    public Data X => Kind.X;

    public Data Y => Kind.Y;

    public int Rows => X.Rows;

    public TextClassifier Classifier => classifier!;

    public int Models => models.Length;

    /// <summary>The model that a thread uses.</summary>
    public Model this[int thread] => models[thread % models.Length];

    /// <summary>The session that all threads use which use the model.</summary>
    public Session Shared(int thread) => _sessions[thread % models.Length].Value;

    /// <summary>Uses every model once, so that all there is exists.</summary>
    public void Warm()
    {
        for (var i = 0; i < models.Length; i++)
        {
            models[i].BuildFor(Kind.Shapes);
            using (var session = models[i].NewSession()) session.PredictAll(X, Rows);
            _ = Shared(i);
        }
    }
}
