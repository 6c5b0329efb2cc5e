"""Scores pairs by independent public scorers: JSON lines in (kind, answer, truth), JSON lines out, in the same order."""

import json
import sys

import Levenshtein
from anls import anls_score
from math_verify import parse, verify
from rapidfuzz.distance import Levenshtein as rapid


def same_math(answer: str, truth: str) -> bool:
    return bool(verify(parse(f"${truth}$"), parse(f"${answer}$")))


def similarity(answer: str, truth: str) -> dict:
    return {
        "anls": anls_score(prediction=answer, gold_labels=[truth], threshold=0.5),
        "distance": Levenshtein.distance(answer, truth),
        "rapidfuzz": rapid.distance(answer, truth),
    }


for line in sys.stdin:
    pair = json.loads(line)
    if pair["scorer"] == "math":
        print(json.dumps(same_math(pair["answer"], pair["truth"])), flush=True)
    else:
        print(json.dumps(similarity(pair["answer"], pair["truth"])), flush=True)
