using Valence.Formats.Tests.Files;
using Valence.Models;
using Valence.Saving;

namespace Valence.Tests.Saving;

/// <summary>Each thing that saving a model asks of the disk fails once, in every form.</summary>
public sealed class SaveFaultTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("valence-faults-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(".keras")]
    [InlineData(".h5")]
    [InlineData(".weights.h5")]
    [InlineData(".safetensors")]
    [InlineData(".npz")]
    public void Whatever_fails_once_leaves_the_old_model_or_the_new_one(string form)
    {
        var (old, next) = (ModelFiles.Text(), ModelFiles.Text());
        next.SetWeights([.. old.GetWeights().Select(weight => new Tensor(weight.Shape))]);
        var format = ModelFormats.Default.ForWriting(form);
        SaveFaults.Check(_folder, $"model{form}", stream => format.Write(old, stream, KerasTables.Default),
            stream => format.Write(next, stream, KerasTables.Default), path =>
            {
                var read = ModelFiles.Text();
                read.LoadWeights(path);
                return read.GetWeights().All(weight => weight.Floats.IndexOfAnyExcept(0f) < 0);
            });
    }
}
