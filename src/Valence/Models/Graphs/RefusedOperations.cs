namespace Valence.Models;

/// <summary>The operations of <c>keras.ops</c> that have no row, and why.</summary>
internal static class RefusedOperations
{
    private const string Complex = "complex numbers are not kept";
    private const string DataLength = "its result is as long as the data says, and a graph's shapes are known before";
    private const string Function = "it holds a function of Python's, and a file is data";
    private const string Images = "images are not what Valence is for";
    private const string Decomposition = "decompositions of matrices are not computed";
    private const string Constant = "it makes an array from numbers alone, which a graph holds as an array";
    private const string Whole = "bits of integers are not computed with";
    private const string Rare = "nothing in models of text needs it so far";
    private const string Speech = "speech and its decoding are not what Valence is for";

    /// <summary>Reasons by module and class, such as <c>numpy.Unique</c>.</summary>
    public static IReadOnlyDictionary<string, string> Reasons { get; } = new[]
    {
        (Complex,
            "numpy.Angle numpy.Imag math.FFT math.FFT2 math.IFFT2 math.RFFT math.IRFFT math.STFT math.ISTFT "
                + "math.ViewAsComplex math.ViewAsReal nn.Polar"),
        (DataLength,
            "numpy.Nonzero numpy.Unique numpy.Bincount numpy.Histogram"),
        (Function,
            "core.Map core.Scan core.AssociativeScan core.Switch core.WhileLoop core.ForiLoop core.Cond "
                + "core.VectorizedMap linalg.JVP"),
        (Images,
            "image.RGBToGrayscale image.RGBToHSV image.HSVToRGB image.Resize image.AffineTransform "
                + "image.ExtractPatches image.MapCoordinates image.PadImages image.CropImages "
                + "image.PerspectiveTransform image.GaussianBlur image.ElasticTransform image.ScaleAndTranslate "
                + "image.SobelEdges image.SSIM nn.PSNR nn.Unfold nn.Fold nn.DepthToSpace nn.SpaceToDepth "
                + "nn.AdaptiveMaxPool nn.AdaptiveAveragePool"),
        (Decomposition,
            "linalg.Cholesky linalg.CholeskyInverse linalg.Det linalg.Eig linalg.Eigh linalg.Inv "
                + "linalg.LuFactor linalg.Qr linalg.Solve linalg.SolveTriangular linalg.SVD linalg.Lstsq "
                + "linalg.MatrixRank linalg.Pinv numpy.Slogdet math.Logdet"),
        (Constant,
            "numpy.Arange numpy.Linspace numpy.Logspace numpy.Geomspace"),
        (Whole,
            "numpy.BitwiseAnd numpy.BitwiseInvert numpy.BitwiseNot numpy.BitwiseOr numpy.BitwiseXor "
                + "numpy.BitwiseLeftShift numpy.LeftShift numpy.BitwiseRightShift numpy.RightShift numpy.View "
                + "numpy.Gcd numpy.Lcm numpy.Nextafter"),
        (Speech,
            "nn.CTCLoss nn.CTCDecode"),
        (Rare,
            "numpy.AllClose numpy.Cross numpy.I0 numpy.Kron numpy.Nanargmax numpy.Nanargmin numpy.Nanmedian "
                + "numpy.Nanpercentile numpy.Nanquantile numpy.Percentile numpy.Quantile numpy.Vander "
                + "numpy.Corrcoef numpy.Correlate numpy.Argpartition core.ScatterUpdate core.SaturateCast "
                + "math.Erfinv math.SegmentReduction"),
    }.SelectMany(group => group.Item2.Split(' ').Select(name => (Name: name, Reason: group.Item1)))
        .ToDictionary(pair => pair.Name, pair => pair.Reason);
}
