"""Packs the reference cases that lie in the repository.

usage: pack.py FOLDER_OF_NUMPY_BACKEND RECORDINGS GOLDEN SEEDS OUT.zip

RECORDINGS is what record.py wrote; of GOLDEN, the larger set of reference cases, one case is taken for each class of
layers, losses, metrics, optimizers and schedules; SEEDS is a file of seeds, whose first 24 models are made.
"""
import collections
import glob
import json
import os
import shutil
import sys
import tempfile
import zipfile

recordings, golden, seeds, out = sys.argv[2:6]
PICTURES = ("2D", "3D", "ConvLSTM")


def class_of(config):
    name = config["class_name"]
    inner = config["config"].get("layer") or config["config"].get("cell")
    return f"{name}({class_of(inner)})" if isinstance(inner, dict) else name


def main():
    members, left_out = {}, collections.Counter()

    def add(name, path):
        with open(path, "rb") as file:
            members[name] = file.read()

    for family in ("layers", "losses", "metrics", "optimizers", "schedules"):
        taken = {}
        for path in sorted(glob.glob(f"{golden}/{family}/*.json"), key=lambda path: (os.path.getsize(path[:-5] + ".npz"), path)):
            with open(path) as file:
                taken.setdefault(class_of(json.load(file)["config"]), path)
        for path in taken.values():
            for ending in (".json", ".npz"):
                add(f"{family}/{os.path.basename(path)[:-5]}{ending}", path[:-5] + ending)
    sources, counts = [], collections.Counter()

    def named(path):
        """A short name for a recording: class, file of the test, number."""
        parts = os.path.basename(path).removesuffix(".json").split("_", 2)
        name = f"{parts[1]}_{parts[2].split('.')[0]}"
        counts[name] += 1
        sources.append(f"{name}_{counts[name]} {parts[2]}")
        return f"{name}_{counts[name]}"

    for family in ("losses", "metrics"):
        for path in sorted(glob.glob(f"{recordings}/{family}/*.json")):
            name = named(path)
            for ending in (".json", ".npz"):
                add(f"keras-tests/{family}/{name}{ending}", path[:-5] + ending)
    for folder in sorted(glob.glob(f"{recordings}/layers/*")):
        if not os.path.exists(f"{folder}/out.npz"):
            continue
        with zipfile.ZipFile(f"{folder}/model.keras") as archive:
            config = archive.read("config.json").decode()
        reason = "pictures" if any(word in os.path.basename(folder).split("_")[1] for word in PICTURES) else \
            "quantized" if '"quantization_config": {' in config else "a class of the test's own" if '_test"' in config else None
        if reason:
            left_out[reason] += 1
            continue
        name = named(folder)
        for file in ("model.keras", "in.npz", "out.npz"):
            add(f"keras-tests/layers/{name}/{file}", f"{folder}/{file}")
    members["keras-tests/sources.txt"] = "\n".join(sources).encode()
    import serve
    import generate
    with open(seeds) as file:
        chosen = [int(line) for line in file if line.strip().isdigit()][:24]
    place = tempfile.mkdtemp()
    for seed in chosen:
        folder = f"{place}/seed-{seed}"
        if serve.make(generate.plan(seed), folder)["status"] == "made":
            for file in ("model.keras", "model.h5", "model.weights.h5", "in.npz", "out.npz", "case.json"):
                if os.path.exists(f"{folder}/{file}") and file in ("model.keras", "in.npz", "out.npz", "case.json"):
                    add(f"models-of-the-judge/seed-{seed}/{file}", f"{folder}/{file}")
    shutil.rmtree(place)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(members):
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), members[name], zipfile.ZIP_DEFLATED, 9)
    print(len(members), "members,", os.path.getsize(out), "bytes; left out:", dict(left_out))


main()
