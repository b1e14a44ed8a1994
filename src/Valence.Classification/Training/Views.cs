using System.Collections;
using Valence.Text;

namespace Valence.Classification;

/// <summary>Lists that read another when they are asked, so that texts on disk stay there.</summary>
internal static class Views
{
    /// <summary>Some rows of a list.</summary>
    public static IReadOnlyList<LabelledText> Rows(this IReadOnlyList<LabelledText> texts, int[] rows) =>
        new View<LabelledText>(rows.Length, i => texts[rows[i]]);

    /// <summary>What is read of each row.</summary>
    public static IReadOnlyList<string> Texts(this IReadOnlyList<LabelledText> texts) =>
        new View<string>(texts.Count, i => texts[i].Text);

    /// <summary>The texts of a list and then those of another.</summary>
    public static IReadOnlyList<LabelledText> Then(this IReadOnlyList<LabelledText> texts,
        IReadOnlyList<LabelledText> others) => new View<LabelledText>(texts.Count + others.Count,
            i => i < texts.Count ? texts[i] : others[i - texts.Count]);

    private sealed class View<T>(int count, Func<int, T> at) : IReadOnlyList<T>
    {
        public int Count => count;

        public T this[int index] => at(index);

        public IEnumerator<T> GetEnumerator()
        {
            for (var i = 0; i < count; i++) yield return at(i);
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
