using Valence.Models;

namespace Valence.Pretrained;

/// <summary>Continues one text, token by token. Every step reads the whole text again.</summary>
/// <param name="model">From ids and masks to logits of the next token.</param>
/// <param name="options">How.</param>
internal sealed class Generation(Functional model, GenerationOptions options)
{
    /// <summary>The prompt and what follows it.</summary>
    public int[] Continue(IReadOnlyList<int> prompt)
    {
        var beams = new List<Beam> { new([.. prompt], 0) };
        for (var step = 0; step < options.MaxNewTokens; step++) beams = Best(beams);
        return beams[0].Tokens;
    }

    // The most likely continuations of all beams by one token; of equal ones the first beam's, then the lower id.
    private List<Beam> Best(List<Beam> beams)
    {
        var scores = Scores(beams);
        return [.. beams.SelectMany((beam, i) => scores[i].Select((score, id) =>
                (Beam: beam, Id: id, Score: beam.Score + score)))
            .OrderByDescending(next => next.Score).Take(options.Beams)
            .Select(next => new Beam([.. next.Beam.Tokens, next.Id], next.Score))];
    }

    // Logarithms of probabilities of the next token; a penalty counts after them where beams are compared.
    private double[][] Scores(List<Beam> beams)
    {
        var length = beams[0].Tokens.Length;
        var logits = model.Predict(new[]
        {
            Tensor.From([.. beams.SelectMany(beam => beam.Tokens)], [beams.Count, length]),
            Tensor.From([.. Enumerable.Repeat(1, beams.Count * length)], [beams.Count, length]),
        });
        var width = logits.Shape[^1];
        return [.. beams.Select((beam, i) =>
        {
            var row = logits.Floats.Slice(((i + 1) * length - 1) * width, width).ToArray()
                .Select(logit => (double)logit).ToArray();
            if (options.Beams > 1) row = Logarithms(row);
            foreach (var id in beam.Tokens.Distinct())
                row[id] = row[id] < 0 ? row[id] * options.RepetitionPenalty : row[id] / options.RepetitionPenalty;
            return row;
        })];
    }

    private static double[] Logarithms(double[] logits)
    {
        var largest = logits.Max();
        var sum = largest + Math.Log(logits.Sum(logit => Math.Exp(logit - largest)));
        return [.. logits.Select(logit => logit - sum)];
    }

    private sealed record Beam(int[] Tokens, double Score);
}
