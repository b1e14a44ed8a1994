using System.Globalization;
using System.Text.Json;

namespace Valence.Text;

/// <summary>Texts in a file of JSON objects: one a line, in an array, or one after the other.</summary>
internal static class JsonTexts
{
    private const string AnArray = "an array";

    private const string HowToWrite = "Write one object a line, such as {\"text\": \"good\", \"label\": "
        + "\"1\"}, or all of them in one array.";

    public static IEnumerable<LabelledText> Read(TextFile file, TextFileOptions options)
    {
        var form = JsonForms.Of(TextSample.Of(file, options.Encoding));
        if (form == JsonForm.OtherArray)
            throw new DataFileException("expected an array of JSON objects, found one of other values, such as pandas "
                + $"writes with orient=\"values\". {HowToWrite}", file.Path, advice: NotJson());
        var keysOfAll = new Lazy<string[]>(() => [.. JsonKeys.Of(file, options, form)]);
        using var rows = JsonRows.Of(file, options, form);
        string[]? keys = null;
        ColumnChoice? columns = null;
        var (number, line) = (0, 0);
        var which = "";
        while (rows.Read())
        {
            // A line of many objects tells little.
            number++;
            which = rows.Row != line ? "" : string.Create(CultureInfo.InvariantCulture, $"in object {number}: ");
            line = rows.Row;
            using var document = Parse(rows, file.Path, isFirst: keys is null);
            var row = document.RootElement;
            if (keys is null && form != JsonForm.Array && JsonTable.Of(row) is { } table)
                throw new DataFileException($"expected a JSON object for each row, found one {table.Found}. "
                    + (table.WayOn ?? HowToWrite), file.Path, rows.Row);
            keys ??= !options.KeepsCells && JsonKeys.Of(row) is var own && ColumnChoice.NamesBoth(own, options) ? own
                : keysOfAll.Value;
            file.Settle();
            columns ??= ColumnChoice.Among(keys, true, null, options, file.Path);

            var text = string.Join(' ', columns.Texts.Select(column => Text(row, keys[column])));
            var key = columns.Label is { } column ? keys[column] : null;
            if (options.ReadsSets)
            {
                var labels = columns.Labels.Count > 0 ? Marked(row) : key is null ? null : Labels(row, key);
                if (labels is null && options.RefusesUnlabelled) throw Unlabelled(key);
                yield return new(text, null, rows.Row) { Labels = labels, Cells = Cells(row) };
                continue;
            }
            var label = Label(row, key);
            if (label is null && options.RefusesUnlabelled) throw Unlabelled(key);
            yield return new(text, label, rows.Row) { Cells = Cells(row) };
        }
        if (keys is null) throw new DataFileException("the file has no rows.", file.Path);

        RowCells? Cells(JsonElement row) => !options.KeepsCells ? null : new(keys!, [.. keys!.Select(key =>
            !IsThere(row, key) ? "" : row.GetProperty(key) is { ValueKind: JsonValueKind.String } value ? Decoded(value)
                : row.GetProperty(key).GetRawText())]);

        string Text(JsonElement row, string key) =>
            row.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String
            ? Decoded(value)
            : throw new DataFileException($"{which}expected a text under '{key}', found {Found(row, key)}. "
                + (IsThere(row, key) ? "Write it in quotes." : "Write \"\" where there is no text."), file.Path,
                rows.Row, advice: new(nameof(TextFileOptions.TextColumns), When: "If the texts are under another key"));

        // Null where nothing says whether there are any.
        IReadOnlyList<string>? Labels(JsonElement row, string key)
        {
            if (!IsThere(row, key)) return null;
            var value = row.GetProperty(key);
            if (value.ValueKind == JsonValueKind.Array)
                return RowLabels.Checked(value.EnumerateArray().Select(item => item.ValueKind switch
                {
                    JsonValueKind.String => Decoded(item),
                    JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => item.GetRawText(),
                    _ => throw new DataFileException($"{which}expected texts as labels under '{key}', found "
                        + $"{Kind(item)} among them. Write each in quotes.", file.Path, rows.Row),
                }), file.Path, rows.Row);
            var label = Label(row, key) ?? "";
            return options.LabelSeparator is { } separator ? RowLabels.Cut(label, separator, file.Path, rows.Row)
                : label.Length == 0 ? [] : [label];
        }

        IReadOnlyList<string> Marked(JsonElement row)
        {
            string[] names = [.. columns!.Labels.Select(column => keys![column])];
            return RowLabels.Marked(names, i => !row.TryGetProperty(names[i], out var value) ? "nothing"
                : value.ValueKind switch
                {
                    JsonValueKind.True => "1",
                    JsonValueKind.False => "0",
                    JsonValueKind.String => Decoded(value),
                    JsonValueKind.Number => value.GetRawText(),
                    _ => Kind(value),
                }, file.Path, rows.Row);
        }

        string? Label(JsonElement row, string? key)
        {
            var label = key is null || !row.TryGetProperty(key, out var value) ? "" : value.ValueKind switch
            {
                JsonValueKind.String => Decoded(value).Trim(),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
                JsonValueKind.Null => "",
                _ => throw new DataFileException($"{which}expected a text, a number or a truth value as label under "
                    + $"'{key}', found {Found(row, key)}. A text has one label here: write the one that counts.",
                    file.Path, rows.Row, advice: new(nameof(TextFileOptions.LabelColumn),
                        When: "If the labels are under another key")
                    {
                        Otherwise = value.ValueKind == JsonValueKind.Array ? SeveralLabels() : null,
                    }),
            };
            return label.Length > 0 ? label : null;
        }

        // Whoever is told of the first alone corrects and tries again once for each.
        DataFileException Unlabelled(string? key)
        {
            var (first, count) = (rows.Row, 1);
            while (rows.Read())
            {
                using var document = Parse(rows, file.Path, isFirst: false);
                if (options.ReadsSets ? key is null || !IsThere(document.RootElement, key)
                    : Label(document.RootElement, key) is null) count++;
            }
            return new(which + (count == 1
                ? $"the row has no label. Fill it in{(options.ReadsSets ? ", [] for none" : "")}, or remove the row."
                : string.Create(CultureInfo.InvariantCulture,
                    $"the row has no label, as {count} rows have none, of which this is the first. Fill them in, or "
                        + $"remove the rows.")), file.Path, first, advice: LabelledTexts.LeaveOut(count));
        }

        string Decoded(JsonElement value)
        {
            try
            {
                var text = value.GetString() ?? "";
                return !text.Contains('\0') ? text : throw new DataFileException("a \\u0000 escape stands for a NUL "
                    + "character (the zero byte), which text does not hold. Remove it.", file.Path, rows.Row);
            }
            catch (InvalidOperationException error)
            {
                throw new DataFileException(JsonKeys.HalfCharacter, file.Path, rows.Row, error);
            }
        }
    }

    private static SettingAdvice SeveralLabels() =>
        new(nameof(TextFileOptions.SeveralLabels), "true", "If a text may have several labels");

    private static SettingAdvice NotJson() =>
        new(nameof(TextFileOptions.Format), $"{nameof(TextFileFormat)}.{nameof(TextFileFormat.Lines)}",
            "If these are texts, one a line")
        {
            Otherwise = new(nameof(TextFileOptions.Format),
                $"{nameof(TextFileFormat)}.{nameof(TextFileFormat.Delimited)}", "If they are rows of columns"),
        };

    private static JsonDocument Parse(JsonRows rows, string path, bool isFirst)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(rows.Bytes.ToArray());
            if (JsonKeys.Problem(document.RootElement) is { } problem)
            {
                document.Dispose();
                throw new DataFileException(problem, path, rows.Row);
            }
        }
        catch (JsonException error)
        {
            throw new DataFileException($"the line is not valid JSON: {JsonMistake.Of(rows.Bytes)}", path, rows.Row,
                error, isFirst ? NotJson() : null);
        }
        if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
        var found = Kind(document.RootElement);
        document.Dispose();
        throw new DataFileException($"expected a JSON object for each row, found {found}. {HowToWrite}", path, rows.Row,
            advice: isFirst ? NotJson() : null);
    }

    private static bool IsThere(JsonElement row, string key) =>
        row.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null;

    private static string Found(JsonElement row, string key) =>
        row.TryGetProperty(key, out var value) ? Kind(value) : "nothing";

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => AnArray,
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a truth value",
    };
}
