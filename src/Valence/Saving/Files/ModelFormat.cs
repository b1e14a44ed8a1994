using System.Text.Json;
using Valence.Formats;
using Valence.Models;

namespace Valence.Saving;

/// <summary>A form of files that hold a model, its weights, or arrays: how such a file is recognised, read, shown and
/// written. One file and one row of <see cref="ModelFormats"/> each.</summary>
public abstract class ModelFormat
{
    /// <summary>What such a file is called in messages, such as <c>Keras model</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The endings of file names, with the dot, by which the form is chosen for writing; the first is the
    /// usual one.</summary>
    public abstract IReadOnlyList<string> Extensions { get; }

    /// <summary>What such a file is for where it holds no model, as a sentence without its full stop.</summary>
    public virtual string Use => "Build the model or open its file, and load the weights into it";

    /// <summary>Whether such a file describes the layers of a model, so that it can be opened without anything
    /// else.</summary>
    public virtual bool HoldsModel => false;

    /// <summary>Whether such a file describes the layers of a model without weights.</summary>
    public virtual bool DescribesModel => false;

    /// <summary>Whether a model, or its weights, can be written in this form.</summary>
    public virtual bool CanWrite => false;

    /// <summary>Whether arrays can be written in this form under any names, without a model that says where they
    /// belong.</summary>
    public virtual bool CanWriteArrays => false;

    /// <summary>Whether the content is of this form.</summary>
    /// <exception cref="FileFormatException">The container breaks a rule.</exception>
    public abstract bool Recognizes(ModelSource source);

    /// <summary>Reads the model.</summary>
    /// <exception cref="FileFormatException">The file is damaged or hostile, or holds no description of a
    /// model.</exception>
    /// <exception cref="ConfigException">The description names what is not known, or a field is wrong.</exception>
    /// <exception cref="ShapeException">The layers do not fit each other, or the model is larger than what the file
    /// holds.</exception>
    public virtual OpenedModel Open(ModelSource source, KerasLoadOptions options) =>
        throw new FileFormatException("F07", source.Place,
            $"expected a whole model, found {Name}, which describes no layers",
            Use);

    /// <summary>The layers of the model that the file describes, with the weights that their initializers
    /// give.</summary>
    /// <inheritdoc cref="Open"/>
    public virtual OpenedModel Describe(ModelSource source, KerasLoadOptions options) => Open(source, options);

    /// <summary>Reads weights into a model; nothing changes unless all that is asked for fits.</summary>
    /// <exception cref="FileFormatException">The file is damaged, has no weights, or not those of this
    /// model.</exception>
    public virtual WeightLoadReport LoadWeights(ModelSource source, Model model, WeightLoadOptions options) =>
        throw new FileFormatException("F07", source.Place, $"expected weights of a model, found {Name}",
            Use);

    /// <summary>Every array of the file.</summary>
    /// <exception cref="FileFormatException">The file breaks a rule.</exception>
    public virtual IEnumerable<StoredArray> Arrays(ModelSource source) => [];

    /// <summary>What the file says about itself, in the order to show: versions, dates, settings.</summary>
    /// <exception cref="FileFormatException">The file breaks a rule.</exception>
    public virtual IEnumerable<KeyValuePair<string, string>> Facts(ModelSource source) => [];

    /// <summary>The description of the layers, not yet believed; undefined where there is none.</summary>
    /// <exception cref="FileFormatException">The file breaks a rule.</exception>
    public virtual JsonElement Description(ModelSource source) => default;

    /// <summary>The description of the training, not yet believed; undefined where there is none.</summary>
    /// <exception cref="FileFormatException">The file breaks a rule.</exception>
    public virtual JsonElement Training(ModelSource source) => default;

    /// <summary>Writes a model, or its weights where the form holds no more.</summary>
    /// <param name="model">A built model.</param>
    /// <param name="stream">Where to write.</param>
    /// <param name="tables">How objects become class names.</param>
    /// <returns>What of the model the form cannot hold, such as <c>the optimizer's state</c>.</returns>
    /// <exception cref="ConfigException">A part of the model has no place in Keras' files, and leaving it out would
    /// change what the model answers.</exception>
    /// <exception cref="NotSupportedException">Models are not written in this form.</exception>
    public virtual IReadOnlyList<string> Write(Model model, Stream stream, KerasTables tables) =>
        throw new NotSupportedException($"A model is not written as {Name}.");

    /// <summary>Writes arrays by name.</summary>
    /// <exception cref="NotSupportedException">The form has places of its own for arrays.</exception>
    public virtual void WriteArrays(IEnumerable<KeyValuePair<string, Tensor>> arrays, Stream stream) =>
        throw new NotSupportedException($"Arrays are not written as {Name}.");
}
