"""Adds trainings to the reference cases that lie in the repository: random models, trained by Keras in float64.

usage: pack_trainings.py FOLDER_OF_NUMPY_BACKEND FIRST_SEED COUNT CASES.zip     needs python3-torch

The models are those of the first COUNT seeds that Keras can train; trainings that the file has are replaced.
"""
import json
import os
import subprocess
import sys
import tempfile
import zipfile

import serve
import training

FILES = ("model.keras", "data.npz", "losses.npz", "trained.weights.h5")


def main(first, count, path):
    place = tempfile.mkdtemp()
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "train.py")
    torch = subprocess.Popen([sys.executable, "-B", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    members, made, seed = {}, 0, first
    while made < count:
        folder = f"{place}/{seed}"
        try:
            status = training.make(seed, folder, serve)["status"]
        except Exception as error:  # Keras refuses the model.
            status = str(error)
        if status == "made":
            print(json.dumps({"train": folder}), file=torch.stdin, flush=True)
            if json.loads(torch.stdout.readline())["status"] == "made":
                made += 1
                for name in FILES:
                    with open(f"{folder}/{name}", "rb") as file:
                        members[f"trainings/seed-{seed}/{name}"] = file.read()
        seed += 1
    torch.stdin.close()
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist() if not name.startswith("trainings/")}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in sorted({**kept, **members}.items()):
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED, 9)
    print(made, "trainings;", os.path.getsize(path), "bytes", file=sys.stderr)


main(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
