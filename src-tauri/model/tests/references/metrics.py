"""The measures of agreement on random data with many ties, by scikit-learn and
SciPy; the concordance correlation by its definition (Lin 1989) in NumPy."""

# needs: numpy scipy scikit-learn

import json
import sys
from pathlib import Path

import numpy as np
from scipy.stats import pearsonr, spearmanr
from sklearn import metrics

CLIPS, TAGS = 200, 6


def series(random):
    """Ratings on 1-9 in steps of .1, and predictions of them."""
    truth = np.clip(random.normal(5, 1.3, CLIPS), 1, 9).round(1)
    predicted = (0.7 * truth + random.normal(1.2, 0.8, CLIPS)).round(2)
    differences = predicted - predicted.mean(), truth - truth.mean()
    covariance = (differences[0] * differences[1]).mean()
    apart = (predicted.mean() - truth.mean()) ** 2
    return {
        "predicted": predicted.tolist(),
        "truth": truth.tolist(),
        "r2": metrics.r2_score(truth, predicted),
        "rmse": metrics.root_mean_squared_error(truth, predicted),
        "pearson": pearsonr(predicted, truth).statistic,
        "spearman": spearmanr(predicted, truth).statistic,
        "ccc": 2 * covariance / (predicted.var() + truth.var() + apart),
    }


def tags(random):
    """Rare and common tags; scores of two digits, so that many are tied."""
    positive = random.random((CLIPS, TAGS)) < [0.02, 0.05, 0.1, 0.2, 0.5, 0.9]
    scores = np.clip(0.2 * positive + random.normal(0.4, 0.2, positive.shape), 0, 1)
    scores = scores.round(2)
    # Often drawn, never drawn: what a resample looks like.
    counts = random.poisson(1, CLIPS)
    average = {
        "roc_auc": metrics.roc_auc_score,
        "average_precision": metrics.average_precision_score,
    }
    each = {
        name: [measure(positive[:, tag], scores[:, tag]) for tag in range(TAGS)]
        for name, measure in average.items()
    }
    whole = {
        f"macro_{name}": measure(positive, scores, average="macro")
        for name, measure in average.items()
    }
    resampled = {
        f"resampled_{name}": measure(
            positive, scores, average="macro", sample_weight=counts
        )
        for name, measure in average.items()
    }
    data = {
        "scores": scores.ravel().tolist(),
        "positive": positive.ravel().tolist(),
        "counts": counts.tolist(),
        "tags": TAGS,
    }
    return data | each | whole | resampled


def classes(random):
    """Four classes, one of them never predicted, and a fifth that is never true."""
    truth = random.integers(0, 4, CLIPS)
    predicted = np.where(random.random(CLIPS) < 0.6, truth, random.integers(0, 5, CLIPS))
    predicted[predicted == 2] = 1
    return {
        "predicted": predicted.tolist(),
        "truth": truth.tolist(),
        "accuracy": metrics.accuracy_score(truth, predicted),
        "macro_f1": metrics.f1_score(
            truth, predicted, average="macro", zero_division=0
        ),
    }


def main(folder):
    random = np.random.default_rng(1)
    golden = {
        "series": series(random),
        "tags": tags(random),
        "classes": classes(random),
    }
    (Path(folder) / "metrics.json").write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
