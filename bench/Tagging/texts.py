"""Texts without spans for bench/Tagging: python3 texts.py DATA FILE. One a line: airline tweets, AG news, the first
12,000 reviews of IMDB's unlabelled ones, and what of the paragraphs of 20 newsgroups' train part is prose."""
import csv
import gzip
import sys
import tarfile

data, path = sys.argv[1:]


def texts():
    with gzip.open(f"{data}/twitter_airline/Tweets.csv.gz", "rt", encoding="utf-8", errors="replace") as file:
        yield from (row["text"] for row in csv.DictReader(file))
    with gzip.open(f"{data}/ag_news/test.csv.gz", "rt") as file:
        yield from (f"{row[1]} . {row[2]}" for row in csv.reader(file))
    for name in ("lst11111_train5000", "noisyag_train10000"):
        with gzip.open(f"{data}/ag_news/{name}.csv.gz", "rt") as file:
            yield from (" ".join(cell for cell in row if len(cell) > 3) for row in csv.reader(file))
    with gzip.open(f"{data}/imdb/unsup.txt.gz", "rt") as file:
        for _, line in zip(range(12_000), file):
            yield line.replace("<br />", " ")
    with tarfile.open(f"{data}/20newsgroups/20news-bydate.tar.gz") as archive:
        for member in archive:
            if not member.isfile() or "train" not in member.name:
                continue
            _, _, body = archive.extractfile(member).read().decode("latin-1").partition("\n\n")
            for paragraph in body.split("\n\n"):
                text = " ".join(line.lstrip(">:| ") for line in paragraph.split("\n"))
                if len(text) > 40 and sum(letter.isalpha() for letter in text) > 0.7 * len(text):
                    yield text


with open(path, "w", encoding="utf-8") as file:
    for text in texts():
        line = " ".join(text.split())
        if len(line) > 3:
            file.write(line[:3000] + "\n")
