using System.Diagnostics;
using Valence.Bench.Accuracy;
using Valence.Classification;

var data = Environment.GetEnvironmentVariable("VALENCE_DATA") ?? "../shared/data";
foreach (var name in args)
{
    var clock = Stopwatch.StartNew();
    var (train, _) = Sets.All[name](data);
    Console.WriteLine($"{name}: {train.Length} rows, {train.Select(r => r.Label).Distinct().Count()} classes, read {clock.Elapsed.TotalSeconds:F1} s");
    var labels = LabelSet.From(train.Select(r => r.Label!));
    var classes = train.Select(r => labels.IndexOf(r.Label!, r.Row)).ToArray();
    var (tr, va) = HeldOut.Split(classes, labels.Count, 0.1f, 0);
    var k = labels.Count; var width = k == 2 ? 1 : k;
    foreach (var options in new NGramOptions[] { new() { Words = 2 }, new() { Words = 3 }, new() { Words = 2, FewestLetters = 2 } })
    {
        if (options.FewestLetters > 0 && name is "imdb") continue;
        clock.Restart();
        var encoder = NGramEncoder.Fit([.. tr.Select(i => train[i].Text)], options);
        var fit = clock.Elapsed.TotalSeconds;
        var ids = new int[train.Length][];
        System.Threading.Tasks.Parallel.For(0, ids.Length, i => ids[i] = encoder.IdsOf(train[i].Text));
        Console.WriteLine($" words {options.Words} letters {options.FewestLetters}: {encoder.Ids} ids, fit {fit:F1} s, encode {clock.Elapsed.TotalSeconds - fit:F1} s, nnz {tr.Sum(i => (long)ids[i].Length) / tr.Length} a text");
        if ((long)encoder.Ids * width > 12_000_000) { Console.WriteLine("  too wide"); continue; }
        foreach (var scheme in new[] { "nb", "nbn", "idf" })
        {
            var df = new int[encoder.Ids];
            foreach (var i in tr) foreach (var id in ids[i]) df[id]++;
            float[] sizes;
            float Idf(int f) => df[f] == 0 ? 0 : MathF.Log((1f + tr.Length) / (1 + df[f])) + 1;
            if (scheme.StartsWith("nb"))
            {
                sizes = new float[encoder.Ids * width];
                var per = new int[encoder.Ids * k]; var total = new long[k];
                foreach (var i in tr) foreach (var id in ids[i]) { per[id * k + classes[i]]++; total[classes[i]]++; }
                var all = total.Sum();
                for (var f = 1; f < encoder.Ids; f++)
                    for (var c = 0; c < width; c++)
                    {
                        var cls = k == 2 ? 1 : c;
                        double p = (1.0 + per[f * k + cls]) / (encoder.Ids + total[cls]);
                        double q = (1.0 + df[f] - per[f * k + cls]) / (encoder.Ids + all - total[cls]);
                        sizes[f * width + c] = (float)Math.Abs(Math.Log(p / q));
                    }
            }
            else { sizes = new float[encoder.Ids]; for (var f = 1; f < encoder.Ids; f++) sizes[f] = scheme == "idf" ? Idf(f) : 1; }
            float Norm(int[] x)
            {
                if (scheme == "nb") return 1;
                if (scheme is "nbn" or "one") return 1 / MathF.Sqrt(Math.Max(1, x.Length));
                var s = 0f; foreach (var id in x) s += Idf(id) * Idf(id); return s == 0 ? 0 : 1 / MathF.Sqrt(s);
            }
            var rows = new FeatureRows([.. tr.Select(i => ids[i])], encoder.Ids, [.. tr.Select(i => Norm(ids[i]))]);
            var held = new FeatureRows([.. va.Select(i => ids[i])], encoder.Ids, [.. va.Select(i => Norm(ids[i]))]);
            var model = new LogisticRegression(rows, [.. tr.Select(i => classes[i])], k, sizes);
            var line = $"  {scheme,-4}";
            foreach (var cost in scheme == "nb" ? new[] { 0.1, 1.0 } : scheme == "nbn" ? [10, 30] : new[] { 10.0, 30 })
            {
                clock.Restart();
                model.Fit(cost, 1e-3, default);
                var z = new float[va.Length * width];
                held.Multiply(model.Weights, model.Bias, z, width);
                var right = 0;
                for (var i = 0; i < va.Length; i++)
                {
                    int best = 0;
                    if (width == 1) best = z[i] > 0 ? 1 : 0;
                    else for (var c = 1; c < k; c++) if (z[i * k + c] > z[i * k + best]) best = c;
                    if (best == classes[va[i]]) right++;
                }
                double Nll(double t)
                {
                    var s = 0.0;
                    for (var i = 0; i < va.Length; i++)
                    {
                        var y = classes[va[i]];
                        if (width == 1) { var m = (y == 1 ? z[i] : -z[i]) / t; s += m > 0 ? Math.Log(1 + Math.Exp(-m)) : Math.Log(1 + Math.Exp(m)) - m; continue; }
                        var mx = double.NegativeInfinity; for (var c = 0; c < k; c++) mx = Math.Max(mx, z[i * k + c] / t);
                        var e = 0.0; for (var c = 0; c < k; c++) e += Math.Exp(z[i * k + c] / t - mx);
                        s += Math.Log(e) + mx - z[i * k + y] / t;
                    }
                    return s / va.Length;
                }
                var nll = Enumerable.Range(-20, 41).Min(i => Nll(Math.Pow(1.1, i)));
                line += $"  C={cost}: {(double)right / va.Length:F4} {nll:F3} {clock.Elapsed.TotalSeconds:F1}s";
            }
            Console.WriteLine(line);
        }
    }
}
