"""Turns clinc150's data_full.json.gz into intents.json, val.csv and test.csv: python3 intents.py data_full.json.gz FOLDER"""
import csv
import gzip
import json
import sys

source, folder = sys.argv[1:]
data = json.load(gzip.open(source))
patterns, seen = {}, set()
for text, tag in data["train"]:
    # A question is of one intent.
    if text.strip().lower() not in seen:
        seen.add(text.strip().lower())
        patterns.setdefault(tag, []).append(text)
intents = [{"tag": tag, "patterns": texts, "responses": [tag]} for tag, texts in sorted(patterns.items())]
none = [text for text, _ in data["oos_train"]]
with open(f"{folder}/intents.json", "w") as file:
    json.dump({"intents": intents + [{"tag": "fallback", "patterns": none, "responses": ["?"]}]}, file)
for part in ("val", "test"):
    with open(f"{folder}/{part}.csv", "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["text", "label"])
        rows.writerows(data[part])
        rows.writerows([text, "fallback"] for text, _ in data[f"oos_{part}"])
