namespace Valence.Formats;

/// <summary>A file is damaged, hostile, or uses something Valence does not read. The only exception the readers of this
/// project throw because of a file's content.</summary>
/// <remarks>
/// <see cref="Rule"/> is the short code of the rule that refused it:
/// <list type="bullet">
/// <item><description><c>Z</c>: zip archives (<c>Z12</c> wrong CRC-32, <c>Z16</c> overlapping members, <c>Z18</c>
/// duplicate names, …)</description></item>
/// <item><description><c>J</c>: JSON (<c>J02</c> too deep, <c>J03</c> duplicate keys, <c>J04</c> text encoding,
/// <c>J05</c> numbers, …)</description></item>
/// <item><description><c>H</c>: HDF5 (<c>H02</c> superblock, <c>H07</c> group trees, <c>H11</c> links, <c>H16</c>
/// stored data, …)</description></item>
/// <item><description><c>N</c>: NumPy arrays, <c>P</c>: pickled object arrays, <c>S</c>: safetensors, <c>F</c>: the
/// file as such</description></item>
/// <item><description><c>T</c>: tokenizers (<c>T01</c> unknown parts and fields, <c>T02</c> wrong kinds of values,
/// <c>T03</c> vocabularies, <c>T04</c> merges, <c>T05</c> scores, <c>T06</c> special tokens, <c>T07</c> patterns,
/// <c>T08</c> compiled maps)</description></item>
/// </list>
/// </remarks>
public sealed class FileFormatException : ValenceException
{
    /// <summary>A refusal by <paramref name="rule"/> at <paramref name="place"/>.</summary>
    /// <param name="rule">The rule's short code.</param>
    /// <param name="place">Where in the file.</param>
    /// <param name="problem">What was expected and what was found, as a sentence without its full stop.</param>
    /// <param name="advice">What to do, as a sentence without its full stop.</param>
    /// <param name="inner">The error underneath, if any.</param>
    public FileFormatException(string rule, FilePlace place, string problem, string advice, Exception? inner = null)
        : base($"{place}: {problem}. {advice}. ({rule})", inner)
    {
        Rule = rule;
        Place = place;
        Advice = advice;
    }

    /// <summary>The short code of the rule, such as <c>Z12</c>.</summary>
    public string Rule { get; }

    /// <summary>Where in the file.</summary>
    public FilePlace Place { get; }

    /// <summary>What to do about it.</summary>
    public string Advice { get; }
}
