using System.Globalization;
using Valence.Formats;
using Valence.Layers;
using Valence.Models;
using Valence.Optimizers;
using Valence.Saving;

namespace Valence.Tests.Saving;

/// <summary>Every optimizer's state goes from real Keras' files into ours and back, each array to its place, and the
/// next step is the one that Keras takes in double precision from the file's state.</summary>
public sealed class OptimizerStateTests(RealKeras keras) : IClassFixture<RealKeras>
{
    // Weights of every rank up to 3, several of equal shape, a frozen one in between, tables that few rows of are used.
    private const string Common = """
        import os, re, warnings, json, h5py, numpy as np, keras
        warnings.simplefilter("ignore")
        L, O = keras.layers, keras.optimizers
        schedule = lambda: O.schedules.ExponentialDecay(0.05, 3, 0.5)
        cases = {
            "sgd": lambda: O.SGD(0.1), "sgd-momentum": lambda: O.SGD(0.1, momentum=0.9),
            "sgd-nesterov": lambda: O.SGD(0.1, momentum=0.8, nesterov=True, weight_decay=0.01),
            "rmsprop": lambda: O.RMSprop(0.01), "rmsprop-momentum": lambda: O.RMSprop(0.01, momentum=0.7),
            "rmsprop-centered": lambda: O.RMSprop(0.01, centered=True),
            "rmsprop-all": lambda: O.RMSprop(0.01, rho=0.8, momentum=0.7, centered=True, use_ema=True),
            "adam": lambda: O.Adam(0.01), "adam-amsgrad": lambda: O.Adam(0.01, amsgrad=True),
            "adam-all": lambda: O.Adam(0.01, amsgrad=True, use_ema=True, ema_momentum=0.9, clipnorm=1.0,
                gradient_accumulation_steps=2),
            "adam-schedule": lambda: O.Adam(schedule(), amsgrad=True),
            "adam-scaled": lambda: O.Adam(0.01, loss_scale_factor=8.0),
            "adam-scaled-sum": lambda: O.Adam(0.01, loss_scale_factor=3.0, gradient_accumulation_steps=3,
                clipvalue=0.2),
            "adamw": lambda: O.AdamW(0.01, weight_decay=0.1),
            "adamw-amsgrad": lambda: O.AdamW(0.01, amsgrad=True, ema_overwrite_frequency=2, use_ema=True),
            "adagrad": lambda: O.Adagrad(0.1), "adadelta": lambda: O.Adadelta(1.0),
            "adadelta-ema": lambda: O.Adadelta(1.0, use_ema=True, global_clipnorm=0.5),
            "adamax": lambda: O.Adamax(0.01), "nadam": lambda: O.Nadam(0.01),
            "nadam-sum": lambda: O.Nadam(0.01, gradient_accumulation_steps=2, use_ema=True),
            "lion": lambda: O.Lion(0.01), "lamb": lambda: O.Lamb(0.01),
            "lamb-all": lambda: O.Lamb(0.01, weight_decay=0.02, use_ema=True, gradient_accumulation_steps=2),
            "ftrl": lambda: O.Ftrl(0.05), "ftrl-all": lambda: O.Ftrl(0.05, learning_rate_power=-0.7,
                initial_accumulator_value=0.2, l1_regularization_strength=0.01, l2_regularization_strength=0.02,
                l2_shrinkage_regularization_strength=0.03, beta=0.1, use_ema=True),
            "adafactor": lambda: O.Adafactor(0.05), "adafactor-absolute": lambda: O.Adafactor(0.05, relative_step=False,
                clip_threshold=0.5), "adafactor-schedule": lambda: O.Adafactor(schedule()),
            "adafactor-all": lambda: O.Adafactor(0.05, use_ema=True, gradient_accumulation_steps=2, weight_decay=0.01),
        }
        def arrays(path):
            if path.endswith(".keras"):
                import io, zipfile
                path = io.BytesIO(zipfile.ZipFile(path).read("model.weights.h5"))
            with h5py.File(path) as file:
                if "optimizer_weights" in file:
                    group = file["optimizer_weights"]
                    return [group[name][()] for name in group.attrs["weight_names"]]
                group = file["optimizer/vars"]
                return [group[str(i)][()] for i in range(len(group))]
        def model_of(make):
            keras.utils.clear_session()
            m = keras.Sequential([keras.Input((5,), dtype="int32"), L.Embedding(9, 4, name="words"),
                L.Conv1D(4, 2, name="conv"), L.GlobalAveragePooling1D(), L.Dense(4, name="still"),
                L.Dense(4, name="a"), L.BatchNormalization(name="norm"), L.Dense(4, name="b"), L.Dense(1, name="last")],
                name="net")
            m.get_layer("still").trainable = False
            m.compile(make(), keras.losses.MeanSquaredError(), metrics=["acc"])
            m.optimizer.build(m.trainable_variables)
            return m
        # One more step of Keras' own formula in double precision, from a file's weights and state.
        def step(m, state, grads):
            variables = [keras.Variable(np.asarray(v).astype("float64"), dtype="float64", name=v.name)
                for v in m.trainable_variables]
            optimizer = type(m.optimizer).from_config(m.optimizer.get_config())
            keras.config.set_floatx("float64")
            try:
                optimizer.build(variables)
                assert len(optimizer.variables) == len(state)
                for variable, value in zip(optimizer.variables, state): variable.assign(value)
                optimizer.apply([g.astype("float64") for g in grads], variables)
            finally: keras.config.set_floatx("float32")
            return [np.asarray(v) for v in variables], [np.asarray(v) for v in optimizer.variables]
        """;

    private const string Write = Common + """

        for number, (name, make) in enumerate(cases.items()):
            m, rng = model_of(make), np.random.default_rng(1000 + number)
            draw = lambda: [rng.normal(size=v.shape).astype("float32") for v in m.trainable_variables]
            for variable in m.variables: variable.assign(rng.uniform(0.1, 1, size=variable.shape))
            for i in range(3 + number % 3): m.optimizer.apply(draw(), m.trainable_variables)
            stem, forms = os.path.join(sys.argv[1], name), [".keras", ".weights.h5", ".h5"]
            # Keras cannot write this one: two of its arrays have one name.
            if name.startswith("adafactor"): forms.remove(".h5")
            out = {}
            for form in forms: (m.save_weights if form == ".weights.h5" else m.save)(stem + form)
            for form in forms:
                for i, value in enumerate(arrays(stem + form)): out[f"state{form}.{i}"] = value
            grads = draw()
            weights, state = step(m, arrays(stem + ".keras"), grads)
            for i, g in enumerate(grads): out[f"grad.{i}"] = g
            for i, w in enumerate(weights): out[f"weight.{i}"] = w.astype("float32")
            for i, w in enumerate(state): out[f"next.{i}"] = w.astype("int32" if w.dtype.kind == "i" else "float32")
            np.savez(stem + ".npz", **out)
            print("WRITTEN", name, len(state), ",".join(forms))
        """;

    private const string Read = Common + """

        def names(path):
            with h5py.File(path) as file: return list(file["optimizer_weights"].attrs["weight_names"])
        with open(sys.argv[1]) as file: jobs = json.load(file)
        for job in jobs:
            make, wanted, own = cases[job["name"]], dict(np.load(job["state"])), arrays(job["path"])
            wanted = [wanted[str(i)] for i in range(len(wanted))]
            equal = lambda found: len(found) == len(wanted) and all(
                np.array_equal(a, b) and a.dtype == b.dtype and a.shape == b.shape for a, b in zip(found, wanted))
            odd = [] if equal(own) else ["file"]
            if job["form"] == ".h5":
                # Keras itself reads no optimizer's state from this form; and it gives Nadam's number no name.
                if os.path.exists(job["theirs"]):
                    ours, theirs = names(job["path"]), names(job["theirs"])
                    last = -1 if job["name"].startswith("nadam") else len(ours)
                    if ours[:last] != theirs[:last]: odd.append("names")
            else:
                if job["form"] == ".weights.h5":
                    m = model_of(make)
                    m.load_weights(job["path"])
                else:
                    m = keras.models.load_model(job["path"])
                    if m._compile_metrics._user_metrics != ["acc"]: odd.append("acc")
                if not equal([np.asarray(v) for v in m.optimizer.variables]): odd.append("state")
                config, expected = m.optimizer.get_config(), model_of(make).optimizer.get_config()
                close = lambda a, b: a == b or isinstance(a, float) and abs(a - b) <= 1e-6 * abs(b)
                odd += [k for k in expected if k not in ("learning_rate", "name") and not close(config[k], expected[k])]
            print("READ", job["name"], job["form"], not odd, odd, len(own))
        """;

    [Fact]
    public void State_is_read_from_every_form_of_file_and_written_back_as_Keras_has_it()
    {
        var lines = Lines(keras.Run(Write, keras.Folder), "WRITTEN");
        Assert.True(lines.Count >= 30);
        var jobs = new List<string>();
        foreach (var line in lines)
        {
            var name = line[1];
            var stem = Path.Combine(keras.Folder, name);
            var file = Npz.Load(stem + ".npz");
            var arrays = file.Names.ToDictionary(key => key, key => file[key].ToTensor());
            foreach (var form in line[3].Split(','))
            {
                var model = Model.Load(stem + ".keras");
                if (form == ".weights.h5")
                {
                    // Another state, so that what is compared was read.
                    foreach (var variable in model.Optimizer!.Variables) variable.Set(new(variable.Value.Shape,
                        variable.Value.Type));
                    Assert.Equal([], model.LoadWeights(stem + form).Ignored);
                }
                else
                {
                    var opened = KerasFile.Open(stem + form);
                    Assert.Equal([], opened.Ignored);
                    model = opened.Model;
                }
                var state = model.Optimizer!.Variables;
                Assert.Equal(line[2], state.Count.ToString(CultureInfo.InvariantCulture));
                for (var i = 0; i < state.Count; i++)
                    Same(arrays[$"state{form}.{i}"], state[i].Value, $"{name}{form} {i}");
                jobs.AddRange(Jobs(model, name, $"{name}-again{form}"));

                var weights = new List<Weight>();
                model.CollectTrainable(weights);
                model.BuildOptimizer();
                model.Optimizer.Apply([.. weights.Select((_, i) => new WeightGradient(arrays[$"grad.{i}"], null))]);
                for (var i = 0; i < weights.Count; i++)
                    Close(arrays[$"weight.{i}"], weights[i].Value, $"{name}{form} {weights[i].Path}");
                for (var i = 0; i < state.Count; i++)
                    if (state[i].Name != "learning_rate")
                        Close(arrays[$"next.{i}"], state[i].Value, $"{name}{form} {state[i]}");
                if (form == ".keras") jobs.AddRange(Jobs(model, name, $"{name}-next"));
            }
        }
        var path = Path.Combine(keras.Folder, "jobs.json");
        File.WriteAllText(path, $"[{string.Join(",", jobs)}]");
        var read = Lines(keras.Run(Read, path), "READ");
        Assert.Equal(jobs.Count, read.Count);
        Assert.All(read, line => Assert.True(line[3] == "True", string.Join(' ', line)));
    }

    [Fact]
    public void Amsgrad_is_stored_after_both_moments_of_all_weights() =>
        Assert.Equal(["iteration", "learning_rate", "kernel_momentum", "kernel_velocity", "bias_momentum",
            "bias_velocity", "kernel_velocity_hat", "bias_velocity_hat"], Names(new Adam(amsgrad: true)));

    [Fact]
    public void RMSprop_stores_an_array_of_all_weights_before_the_next() =>
        Assert.Equal(["iteration", "learning_rate", "kernel_velocity", "bias_velocity", "kernel_momentum",
            "bias_momentum", "kernel_average_gradient", "bias_average_gradient"],
            Names(new Rmsprop(momentum: 0.5, centered: true)));

    [Fact]
    public void Adafactor_keeps_whole_numbers_in_the_place_of_what_a_vector_does_not_need()
    {
        var optimizer = Built(new Adafactor());
        Assert.Equal([ElementType.Float32, ElementType.Float32, ElementType.Float32, ElementType.Int32,
            ElementType.Int32, ElementType.Float32],
            optimizer.Variables.Skip(2).Select(variable => variable.Value.Type));
    }

    private static IEnumerable<string> Names(Optimizer optimizer) =>
        Built(optimizer).Variables.Select(variable => variable.Name);

    private static OptimizerState Built(Optimizer optimizer)
    {
        var dense = new Dense(2);
        dense.EnsureBuilt([[-1, 3]]);
        var state = optimizer.NewState();
        state.Build(dense.Weights);
        return state;
    }

    private IEnumerable<string> Jobs(Model model, string name, string file)
    {
        var state = Path.Combine(keras.Folder, file + ".state.npz");
        NpyWriter.SaveAll(state, model.Optimizer!.Variables.Select((variable, i) =>
            KeyValuePair.Create(i.ToString(CultureInfo.InvariantCulture), variable.Value)));
        foreach (var form in new[] { ".keras", ".weights.h5", ".h5" })
        {
            var path = Path.Combine(keras.Folder, file + "-ours" + form);
            if (form == ".weights.h5") model.SaveWeights(path);
            else model.Save(path);
            yield return $$"""{"name": "{{name}}", "form": "{{form}}", "path": "{{path}}", "state": "{{state}}", "theirs": "{{Path.Combine(keras.Folder, name + form)}}"}""";
        }
    }

    private static List<string[]> Lines(string output, string word) =>
        [.. output.Split('\n').Where(line => line.StartsWith(word, StringComparison.Ordinal))
            .Select(line => line.Trim().Split(' '))];

    private static void Same(Tensor expected, Tensor actual, string what)
    {
        Assert.True(expected.Type == actual.Type && expected.Shape == actual.Shape, $"{what}: {expected} and {actual}");
        if (expected.Type == ElementType.Int32) Assert.Equal(expected.Ints.ToArray(), actual.Ints.ToArray());
        else Assert.Equal(expected.Floats.ToArray(), actual.Floats.ToArray());
    }

    private static void Close(Tensor expected, Tensor actual, string what)
    {
        Assert.True(expected.Type == actual.Type && expected.Shape == actual.Shape, $"{what}: {expected} and {actual}");
        if (expected.Type == ElementType.Int32)
        {
            Assert.Equal(expected.Ints.ToArray(), actual.Ints.ToArray());
            return;
        }
        for (var i = 0; i < expected.Count; i++)
            if (!(Math.Abs(expected.Floats[i] - actual.Floats[i]) <= 2e-5 * Math.Abs(expected.Floats[i]) + 2e-6))
                Assert.Fail($"{what}, element {i}: expected {expected.Floats[i]}, found {actual.Floats[i]}");
    }
}
