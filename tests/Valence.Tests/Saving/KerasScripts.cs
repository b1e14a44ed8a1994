namespace Valence.Tests.Saving;

/// <summary>Programs for real Keras; each reads its jobs from the JSON file that is its argument and prints a line for
/// each.</summary>
internal static class KerasScripts
{
    /// <summary>Predicts and prints the largest difference from what is expected.</summary>
    public const string Predict = """
        import json, numpy as np, keras
        for job in json.load(open(sys.argv[1])):
            model = keras.models.load_model(job["architecture"], compile=False)
            if job["weights"]:
                model.load_weights(job["weights"])
            z = np.load(job["inputs"])
            xs = [z[k] for k in sorted(k for k in z.files if k.startswith("x."))]
            y = model.predict(xs if len(xs) > 1 else xs[0], verbose=0, batch_size=64)
            print("PREDICTED", job["name"], float(np.abs(y - z[job["expected"]]).max()))
        """;

    /// <summary>Compares two HDF5 files as h5py lists them: names, shapes, types and attributes. Descriptions are
    /// compared elsewhere; the backend's name is left out for files that another one wrote.</summary>
    public const string Listing = """
        import json, h5py
        def lines(path, any_backend):
            found = []
            def attributes(name, item):
                for key in sorted(item.attrs):
                    kind = item.attrs.get_id(key)
                    text = h5py.check_string_dtype(kind.dtype)
                    value = "" if key.endswith("_config") or "/_softmax" in name or "/_dropout" in name or key == "backend" and any_backend else str(item.attrs[key])
                    found.append(f"{name} @{key} {text or kind.dtype} {kind.shape} {value}")
            def visit(name, item):
                found.append(f"{name} {(item.shape, str(item.dtype)) if isinstance(item, h5py.Dataset) else ''}")
                attributes("/" + name, item)
            with h5py.File(path) as file:
                attributes("/", file)
                file.visititems(visit)
            return found
        for job in json.load(open(sys.argv[1])):
            ours, theirs = (lines(job[k], job.get("any_backend", False)) for k in ("ours", "theirs"))
            different = [pair for pair in zip(ours, theirs) if pair[0] != pair[1]]
            print("LISTED", job["name"], len(ours), len(ours) == len(theirs) and not different)
            for pair in different[:3]: print("   ", pair)
        """;

    /// <summary>Opens files of ours and writes them again, in every form.</summary>
    public const string Rewrite = """
        import json, keras, zipfile
        for job in json.load(open(sys.argv[1])):
            model = keras.models.load_model(job["from"])
            for form in (".keras", ".h5", ".weights.h5"):
                (model.save_weights if form == ".weights.h5" else model.save)(job["to"] + form)
            for stem in (job["from"].removesuffix(".keras"), job["to"]):
                with zipfile.ZipFile(stem + ".keras") as archive:
                    open(stem + ".inner.h5", "wb").write(archive.read("model.weights.h5"))
            names = [sorted(zipfile.ZipFile(path).namelist()) for path in (job["from"], job["to"] + ".keras")]
            print("REWRITTEN", job["name"], names[0] == names[1], names)
        """;
}
