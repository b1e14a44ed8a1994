namespace Valence.Layers;

/// <summary>The axes of <see cref="EinsumDense"/>'s input, kernel and output for inputs of one rank, and the shapes of
/// its weights.</summary>
internal sealed class EinsumEquation
{
    // Axes that an ellipsis stands for get characters that no equation has.
    private const char FirstElided = '\uE000';

    /// <param name="equation">Keras' equation, such as <c>abc,cd->abd</c> or <c>...x,xy->...y</c>.</param>
    /// <param name="biasAxes">The axes of the output that the bias has; null for no bias.</param>
    /// <param name="input">The shape of the input.</param>
    /// <param name="output">The axes of the output after the first (and after those that an ellipsis at the start
    /// stands for); −1 where the input tells it.</param>
    public EinsumEquation(string equation, string? biasAxes, Shape input, Shape output)
    {
        var (a, kernel, result, isLeft, isElided) = Parse(equation);
        var elided = input.Rank - a.Length;
        if (elided < 0 || elided > 0 && !isElided)
            throw new ShapeException("equation", $"expected an input with the axes '{a}' of '{equation}', received "
                + $"{input}");
        // As in Keras: the batch, then what an ellipsis at the start stands for, then what was asked for.
        Shape first = isLeft && elided > 1 ? input[..elided] : input[..1];
        List<int> full = [.. first, .. output, .. isLeft ? [] : input[(input.Rank - elided)..]];
        var before = isLeft ? elided : 0;
        if (full.Count != before + result.Length + (isLeft ? 0 : elided))
            throw new ShapeException("equation", $"expected an output shape of the axes of '{result}' without the "
                + $"batch, received {output}");

        Shape = [.. kernel.Select(Length)];
        Inputs = kernel.Where(axis => !result.Contains(axis))
            .Aggregate(1, (product, axis) => product * Math.Max(Length(axis), 1));
        if (biasAxes is not null) Bias = BiasShape(biasAxes);
        foreach (var axis in a.Where(result.Contains))
            if (Asked(axis) is >= 0 and var asked && Given(axis) is >= 0 and var given && asked != given)
                throw new ShapeException("equation", $"expected axis '{axis}' of the output as long as the input's, "
                    + $"{given}, received {asked}");

        var others = string.Concat(Enumerable.Range(0, elided).Select(i => (char)(FirstElided + i)));
        (Input, Kernel) = (isLeft ? others + a : a + others, kernel);
        Output = isLeft ? others + result : result + others;

        int Asked(char axis) => full[before + result.IndexOf(axis, StringComparison.Ordinal)];

        int Given(char axis) => input[before + a.IndexOf(axis, StringComparison.Ordinal)];

        int Length(char axis) => result.Contains(axis) ? Asked(axis)
            : a.Contains(axis) ? Given(axis)
            : throw new ShapeException("equation", $"expected axis '{axis}' of the kernel in the input or the output "
                + $"of '{equation}'");

        Shape BiasShape(string axes)
        {
            if (axes.Length == 0 || axes.FirstOrDefault(axis => !result.Contains(axis)) is var unknown and not '\0')
                throw new ShapeException("bias", $"expected axes of the output '{result}', received '{axes}'");
            var first = axes.Min(axis => result.IndexOf(axis, StringComparison.Ordinal));
            return [.. result[first..].Select(axis => axes.Contains(axis) ? Asked(axis) : 1),
                .. Enumerable.Repeat(1, isLeft ? 0 : elided)];
        }
    }

    /// <summary>The axes of the input, a character each.</summary>
    public string Input { get; }

    /// <summary>The axes of the kernel.</summary>
    public string Kernel { get; }

    /// <summary>The axes of the output.</summary>
    public string Output { get; }

    /// <summary>The kernel's shape.</summary>
    public Shape Shape { get; }

    /// <summary>The bias's shape; null for no bias.</summary>
    public Shape? Bias { get; }

    /// <summary>How many products an element of the output is the sum of, by the kernel: the kernel's fan in.</summary>
    public int Inputs { get; }

    /// <summary>The parts of an equation of one of Keras' three forms.</summary>
    /// <exception cref="ArgumentException">It is of none.</exception>
    public static (string Input, string Kernel, string Output, bool IsLeft, bool IsElided) Parse(string equation)
    {
        var (a, kernel, result) = equation.Split("->") is [var operands, var right]
            && operands.Split(',') is [var left, var middle] ? (left, middle, right) : ("", "", "");
        const string ellipsis = "...";
        var (isLeft, isRight) = (a.StartsWith(ellipsis, StringComparison.Ordinal),
            a.EndsWith(ellipsis, StringComparison.Ordinal));
        var fits = isLeft == result.StartsWith(ellipsis, StringComparison.Ordinal)
            && isRight == result.EndsWith(ellipsis, StringComparison.Ordinal) && !(isLeft && isRight);
        var parts = (Input: Letters(a), Kernel: kernel, Output: Letters(result));
        if (!fits || isRight && parts.Input.Length < 2 || !IsAxes(parts.Input) || !IsAxes(kernel)
            || !IsAxes(parts.Output))
            throw new ArgumentException($"Expected an equation such as 'abc,cd->abd', '...x,xy->...y' or "
                + $"'abc...,cd->abd...' with each axis once in a part, received '{equation}'.", nameof(equation));
        return (parts.Input, parts.Kernel, parts.Output, isLeft, isLeft || isRight);

        string Letters(string part) => part.Replace(ellipsis, "", StringComparison.Ordinal);

        static bool IsAxes(string part) =>
            part.Length > 0 && part.All(char.IsAsciiLetter) && part.Distinct().Count() == part.Length;
    }
}
