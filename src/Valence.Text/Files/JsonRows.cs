namespace Valence.Text;

/// <summary>The JSON values of a file that are rows, one after the other.</summary>
internal abstract class JsonRows : IDisposable
{
    /// <summary>The line at which the current row starts, the first being 1.</summary>
    public abstract int Row { get; }

    /// <summary>The current row as UTF-8.</summary>
    public abstract ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The rows of a file.</summary>
    public static JsonRows Of(TextFile file, TextFileOptions options, JsonForm form) =>
        form is JsonForm.Array or JsonForm.Objects ? new JsonValues(file, options, form == JsonForm.Array)
            : new JsonLines(file, options);

    /// <summary>Moves to the next row; false at the end.</summary>
    /// <exception cref="DataFileException">The row cannot be read.</exception>
    public abstract bool Read();

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>A row a line; empty lines are skipped.</summary>
    private sealed class JsonLines(TextFile file, TextFileOptions options) : JsonRows
    {
        private readonly RowReader _rows = RowReader.OfLines(file, options);

        public override int Row => _rows.Row;

        public override ReadOnlySpan<byte> Bytes => _rows.Bytes;

        public override bool Read()
        {
            while (_rows.Read())
                if (!_rows.Line.AsSpan().IsWhiteSpace()) return true;
            return false;
        }

        public override void Dispose() => _rows.Dispose();
    }
}
