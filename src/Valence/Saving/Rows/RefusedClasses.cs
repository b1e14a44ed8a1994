using System.Collections.Frozen;

namespace Valence.Saving;

/// <summary>The classes of Keras 3.15.1 that Valence does not have, and why.</summary>
internal static class RefusedClasses
{
    private static readonly (string Family, RefusalReason Reason, string Names)[] Listed =
    [
        ("layer", RefusalReason.Images, """
            AdaptiveAveragePooling2D AdaptiveAveragePooling3D AdaptiveMaxPooling2D AdaptiveMaxPooling3D
            AveragePooling2D AveragePooling3D AvgPool2D AvgPool3D Conv2D Conv2DTranspose Conv3D Conv3DTranspose
            ConvLSTM1D ConvLSTM2D ConvLSTM3D Convolution2D Convolution2DTranspose Convolution3D Convolution3DTranspose
            Cropping2D Cropping3D DepthwiseConv2D GlobalAveragePooling2D GlobalAveragePooling3D GlobalAvgPool2D
            GlobalAvgPool3D GlobalMaxPool2D GlobalMaxPool3D GlobalMaxPooling2D GlobalMaxPooling3D MaxPool2D MaxPool3D
            MaxPooling2D MaxPooling3D SeparableConv2D SeparableConvolution2D SpatialDropout2D SpatialDropout3D
            UpSampling2D UpSampling3D ZeroPadding2D ZeroPadding3D
            """),
        ("layer", RefusalReason.ImagePreparation, """
            AugMix AutoContrast CenterCrop ContrastLimitedAdaptiveHistogramEqualization CutMix Equalization
            MaxNumBoundingBoxes MixUp RandAugment RandomBrightness RandomColorDegeneration RandomColorJitter
            RandomContrast RandomCrop RandomElasticTransform RandomErasing RandomFlip RandomGaussianBlur
            RandomGrayscale RandomHue RandomInvert RandomPerspective RandomPosterization RandomRotation
            RandomSaturation RandomSharpness RandomShear RandomTranslation RandomZoom Resizing Solarization
            """),
        ("layer", RefusalReason.Sound, "MelSpectrogram STFTSpectrogram"),
        ("layer", RefusalReason.Code, "Lambda"),
        ("layer", RefusalReason.OtherFramework, "FlaxLayer JaxLayer TFSMLayer TorchModuleWrapper"),
        ("layer", RefusalReason.Abstract, "InputSpec Layer Wrapper"),
        ("layer", RefusalReason.Pipeline, "Pipeline"),
        ("loss", RefusalReason.Abstract, "Loss"),
        ("loss", RefusalReason.Alignment, "CTC ctc"),
        ("metric", RefusalReason.Abstract, "Metric"),
        ("optimizer", RefusalReason.Abstract, "Optimizer"),
        ("optimizer", RefusalReason.HalfPrecision, "LossScaleOptimizer"),
        ("optimizer", RefusalReason.SeveralOptimizers, "MultiOptimizer OptimizerMap"),
        ("optimizer", RefusalReason.Missing, "Muon ScheduleFreeAdamW"),
        ("schedule", RefusalReason.Abstract, "LearningRateSchedule"),
        ("initializer", RefusalReason.Abstract, "Initializer"),
        ("initializer", RefusalReason.Sound, "STFT STFTInitializer stft"),
        ("regularizer", RefusalReason.Abstract, "Regularizer"),
        ("constraint", RefusalReason.Abstract, "Constraint"),
        ("activation", RefusalReason.Arguments, "threshold"),
    ];

    private static readonly FrozenDictionary<(string Family, string Name), RefusalReason> ByName = Listed
        .SelectMany(row => row.Names.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(name => KeyValuePair.Create((row.Family, name), row.Reason)))
        .ToFrozenDictionary();

    /// <summary>Every class that is refused, with its family.</summary>
    public static IEnumerable<(string Family, string Name, RefusalReason Reason)> All =>
        ByName.Select(pair => (pair.Key.Family, pair.Key.Name, pair.Value));

    /// <summary>Why a class of a family is not there; null where Keras has none of this name, or Valence has
    /// it.</summary>
    public static RefusalReason? Find(string family, string name) =>
        ByName.TryGetValue((family, name), out var reason) ? reason : null;

    /// <summary>The error about such a class.</summary>
    public static ConfigException Error(string family, string name, RefusalReason reason, string place) => new(place,
        $"{Module(family)}.{name} {Says(reason)}. {Advice(reason)}",
        reason is RefusalReason.Code or RefusalReason.OtherFramework ? "J09" : "J06");

    /// <summary>Keras' module of a family.</summary>
    public static string Module(string family) => family switch
    {
        "loss" => "keras.losses",
        "schedule" => "keras.optimizers.schedules",
        _ => $"keras.{family}s",
    };

    /// <summary>The reason as the end of a sentence that begins with the class.</summary>
    public static string Says(RefusalReason reason) => reason switch
    {
        RefusalReason.Images => "works on images or volumes, and Valence on texts, sequences and tables",
        RefusalReason.ImagePreparation => "prepares images, and Valence works on texts, sequences and tables",
        RefusalReason.Sound => "works on sound, and Valence on texts, sequences and tables",
        RefusalReason.Code => "holds Python code, which is never run",
        RefusalReason.OtherFramework => "runs a model of another framework from outside the file, which is never done",
        RefusalReason.Abstract => "is a base class or a description of Keras', which computes nothing",
        RefusalReason.Pipeline => "prepares data in pipelines of other programs",
        RefusalReason.HalfPrecision => "is for numbers of half precision, and Valence computes in float32",
        RefusalReason.SeveralOptimizers => "has optimizers inside for parts of a model, and Valence trains with one",
        RefusalReason.Alignment => "aligns sequences of labels with longer ones, as speech needs, and Valence does not",
        RefusalReason.Arguments => "takes arguments that a name does not carry",
        _ => "is not in Valence yet",
    };

    private static string Advice(RefusalReason reason) => reason switch
    {
        RefusalReason.Code or RefusalReason.OtherFramework =>
            "Replace it by layers of Keras' own, or register a layer of yours for it",
        RefusalReason.Abstract => "Save the model with a class that is derived from it, and register yours by its "
            + "registered name",
        RefusalReason.Pipeline => "Put its layers into a Sequential",
        RefusalReason.Arguments => "Register a function with its arguments under a name of yours",
        _ => $"Leave it out of the model, or register a class of yours in your program by this exact name with "
            + $"{nameof(KerasTables)}.Default with {{ … }} before loading",
    };
}
