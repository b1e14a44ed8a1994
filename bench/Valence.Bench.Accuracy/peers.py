"""What scikit-learn makes of rows: peers.py MODEL TRAIN.jsonl TEST.jsonl prints accuracy and seconds."""
import json
import sys
import time

import numpy
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression


def rows(path):
    with open(path, encoding="utf-8") as file:
        pairs = [json.loads(line) for line in file]
    return [pair["text"] for pair in pairs], [pair["label"] for pair in pairs]


def tfidf(texts, labels, others):
    features = TfidfVectorizer()
    model = LogisticRegression(max_iter=1000).fit(features.fit_transform(texts), labels)
    return model.predict(features.transform(others))


def ratios(texts, labels, others):
    """Two classes: one to three words in a row, weighed by the logarithm of the classes' ratio."""
    features = CountVectorizer(ngram_range=(1, 3), binary=True, token_pattern=r"\w+|[^\w\s]")
    x = features.fit_transform(texts)
    second = numpy.array(labels) == max(labels)
    p, q = x[second].sum(0) + 1, x[~second].sum(0) + 1
    ratio = numpy.log((p / p.sum()) / (q / q.sum()))
    model = LogisticRegression(solver="liblinear", dual=True, C=10, max_iter=1000)
    model.fit(x.multiply(ratio).tocsr(), labels)
    return model.predict(features.transform(others).multiply(ratio).tocsr())


began = time.time()
(texts, labels), (others, truth) = rows(sys.argv[2]), rows(sys.argv[3])
answers = {"tfidf": tfidf, "ratios": ratios}[sys.argv[1]](texts, labels, others)
print((numpy.array(answers) == numpy.array(truth)).mean(), time.time() - began)
