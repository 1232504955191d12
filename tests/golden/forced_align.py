"""Makes tests/golden/forced_align.json: CTC alignments by torchaudio's forced_align.

    pip install torch==2.11.0 torchaudio==2.11.0
    python tests/golden/forced_align.py

Each case holds log-probabilities (`frames` rows of `classes`, five digits), the blank, the labels to
align, and what torchaudio made of them: the label of each frame and the sum of their values. The
best path of every case is the only best one, so that no other alignment is right.
"""

import json
import pathlib

import torch
from torchaudio.functional import forced_align

OUTPUT = pathlib.Path(__file__).parent / "forced_align.json"


def shortest(targets):
    """Fewest frames that hold the labels: a blank must part two that are the same."""
    return len(targets) + sum(one == other for one, other in zip(targets, targets[1:]))


def labels(count, classes, blank, repeat):
    """Random labels without the blank, some of them twice in a row."""
    usable = [label for label in range(classes) if label != blank]
    made = []
    for _ in range(count):
        if made and torch.rand(()) < repeat:
            made.append(made[-1])
        else:
            made.append(usable[torch.randint(len(usable), ()).item()])
    return made


def peaked(targets, frames, classes, blank):
    """Scores like a trained model's: blanks with a spike for each label, some of them smeared."""
    scores = torch.randn(frames, classes)
    scores[:, blank] += 6
    free = frames - shortest(targets)
    at = 0
    for index, label in enumerate(targets):
        if index and targets[index - 1] == label:
            at += 1
        gap = torch.randint(free + 1, ()).item() // 2
        at, free = at + gap, free - gap
        scores[at, label] += 9
        if at + 1 < frames and torch.rand(()) < 0.3:
            scores[at + 1, label] += 6
        at += 1
    return scores


def aligned(scores, targets, blank):
    log_probs = scores.log_softmax(-1).mul(1e5).round().div(1e5)
    path, values = forced_align(log_probs[None], torch.tensor([targets], dtype=torch.int32), blank=blank)
    return {
        "frames": len(scores),
        "classes": scores.shape[1],
        "blank": blank,
        "log_probs": [round(value, 5) for value in log_probs.flatten().tolist()],
        "targets": targets,
        "path": path[0].tolist(),
        "score": round(values.sum().item(), 4),
    }


def unique(case):
    """Whether noise far below the rounding changes nothing: else two paths are equally good."""
    scores = torch.tensor(case["log_probs"]).reshape(case["frames"], case["classes"])
    targets = torch.tensor([case["targets"]], dtype=torch.int32)
    for _ in range(8):
        noisy = scores + 1e-5 * torch.randn(scores.shape)
        path, _ = forced_align(noisy[None], targets, blank=case["blank"])
        if path[0].tolist() != case["path"]:
            return False
    return True


def main():
    torch.manual_seed(5)
    cases = []
    for kind in ["random", "peaked"]:
        for index in range(12):
            classes = [3, 6, 12, 30][index % 4]
            blank = [0, classes - 1][index // 2 % 2]
            count = [1, 3, 8, 14][index // 3]
            spare = [0, 1, 5, 30][index % 4]
            while True:
                targets = labels(count, classes, blank, 0.3)
                frames = shortest(targets) + spare
                if kind == "random":
                    scores = 2 * torch.randn(frames, classes)
                else:
                    scores = peaked(targets, frames, classes, blank)
                case = aligned(scores, targets, blank)
                if unique(case):
                    break
            cases.append({"kind": kind, **case})
    OUTPUT.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


if __name__ == "__main__":
    main()
