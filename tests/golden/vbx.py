"""Makes tests/golden/vbx/: speakers found by pyannote's own code, SciPy and scikit-learn.

    pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1
    pip install --no-deps pyannote.audio==4.0.7
    python tests/golden/vbx.py

The PLDA model is random and small, of 24 values to 12: `xvec_transform.npz` is compressed and has
`lda` in column order and single precision, `plda.npz` is neither. `wide.json` holds two features
of a model as large as the real one, 256 values to 128, made of numbers that a test makes again.

Each case of `cases.json` holds embeddings and what became of them, stage by stage: the first
clusters (centroid linkage, cut at 0.6), the features, each speaker's share of each embedding, the
speakers' weights, and the centroids and labels of those with a weight above 1e-7. Clusters are
numbered by first appearance, and a feature's sign is that of the file's own row, where SciPy's
solver takes either. All is in double precision.

Cases with `wanted` have labels from k-means too; the best of scikit-learn's starts, and its
spread, which no other clustering of the same number should exceed by much.
"""

import importlib.metadata
import importlib.util
import json
import pathlib

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import cdist
from sklearn.cluster import KMeans

OUTPUT = pathlib.Path(__file__).parent / "vbx"
INPUTS, OUTPUTS = 24, 12


def vbx_module():
    """pyannote's recipe, without the rest of the package, which needs torch."""
    path = importlib.metadata.distribution("pyannote-audio").locate_file("pyannote/audio/utils/vbx.py")
    spec = importlib.util.spec_from_file_location("vbx", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


vbx = vbx_module()


class Plda:
    def __init__(self, transform, plda):
        self.first, self.second, self.phi = vbx.vbx_setup(transform, plda)
        rows, psi = np.load(plda)["tr"], np.load(plda)["psi"]
        solved = (self.second(np.eye(len(psi))) - self.second(np.zeros((1, len(psi))))).T
        own = rows[np.argsort(-psi, kind="stable")]
        self.signs = np.sign((own * solved).sum(1))
        assert np.allclose(own * self.signs[:, None], solved, atol=1e-9)

    def __call__(self, embeddings):
        return self.second(self.first(embeddings))


def save_model(random):
    basis = np.linalg.qr(random.normal(size=(INPUTS, OUTPUTS)))[0]
    np.savez_compressed(
        OUTPUT / "xvec_transform.npz",
        mean1=random.normal(size=INPUTS) * 0.1,
        lda=np.asfortranarray((basis * random.uniform(0.5, 3, OUTPUTS)).astype(np.float32)),
        mean2=random.normal(size=OUTPUTS) * 0.3,
    )
    np.savez(
        OUTPUT / "plda.npz",
        mu=random.normal(size=OUTPUTS) * 0.2,
        tr=4 * np.eye(OUTPUTS) + random.normal(size=(OUTPUTS, OUTPUTS)) * 0.8,
        psi=random.permutation(np.geomspace(60, 4, OUTPUTS)),
    )


def by_appearance(labels):
    """The labels renumbered from 0, and the old label of each new one."""
    old = list(dict.fromkeys(labels.tolist()))
    return np.array([old.index(label) for label in labels]), old


def case(plda, name, embeddings, wanted=None):
    embeddings = np.float32(np.round(embeddings, 4)).astype(np.float64)
    normed = embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True)
    features = plda(embeddings)
    if len(embeddings) > 1:
        first = fcluster(linkage(normed, method="centroid", metric="euclidean"), 0.6, criterion="distance") - 1
        first, _ = by_appearance(first)
        shares, weights = vbx.cluster_vbx(first, features, plda.phi, Fa=0.07, Fb=0.8, maxIters=20)
        kept = shares[:, weights > 1e-7]
        centroids = kept.T @ embeddings / kept.sum(0, keepdims=True).T
    else:
        first, shares, weights, centroids = np.zeros(1, int), np.ones((1, 1)), np.ones(1), embeddings
    made = {
        "name": name,
        "embeddings": embeddings.round(4).tolist(),
        "features": (features * plda.signs)[:20].tolist(),
        "first": first.tolist(),
        "shares": shares[:, :40].round(8).tolist() if len(weights) > 1 else [],
        "weights": weights.tolist(),
        "centroids": centroids.round(8).tolist(),
        "labels": np.argmax(2 - cdist(embeddings, centroids, metric="cosine"), axis=1).tolist(),
    }
    if wanted:
        means = KMeans(n_clusters=wanted, n_init=50, random_state=42).fit(normed)
        centroids = np.vstack([embeddings[means.labels_ == k].mean(0) for k in range(wanted)])
        labels = np.argmax(2 - cdist(embeddings, centroids, metric="cosine"), axis=1)
        made |= {"wanted": wanted, "forced": by_appearance(labels)[0].tolist(), "spread": float(means.inertia_)}
    print(f"{name}: {len(embeddings)} embeddings, {len(weights)} first clusters, {len(made['centroids'])} speakers")
    print("   ", np.sort(weights)[::-1][:12])
    return made


def speakers(random, count, each, noise, spread=1.0):
    """Embeddings around a direction of each speaker, mixed in time; of all lengths, as from a model."""
    centres = np.linalg.qr(random.normal(size=(INPUTS, INPUTS)))[0][:count] * spread
    if count > 1 and noise > 0.12:
        centres[1] = centres[0] * 0.8 + centres[1] * 0.6
    owners = random.permutation(np.repeat(np.arange(count), each))
    rows = centres[owners] + random.normal(size=(len(owners), INPUTS)) * noise
    return rows * random.uniform(0.7, 1.3, size=(len(owners), 1))


def numbers(count, seed):
    """Numbers from -0.5 to 0.5 that a test can make too: the upper bits of a linear congruence."""
    state, made = seed, []
    for _ in range(count):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        made.append((state >> 40) / 2**24 - 0.5)
    return np.array(made)


def wide():
    model = {
        "mean1": numbers(256, 1),
        "lda": numbers(256 * 128, 2).reshape(256, 128),
        "mean2": numbers(128, 3),
        "mu": numbers(128, 4),
        "tr": np.eye(128) + 0.1 * numbers(128 * 128, 5).reshape(128, 128),
        "psi": 1 + 20 * (numbers(128, 6) + 0.5),
    }
    paths = OUTPUT / "wide_transform.npz", OUTPUT / "wide_plda.npz"
    np.savez(paths[0], **{name: model[name] for name in ("mean1", "lda", "mean2")})
    np.savez(paths[1], **{name: model[name] for name in ("mu", "tr", "psi")})
    plda = Plda(*paths)
    features = plda(numbers(512, 7).reshape(2, 256)) * plda.signs
    for path in paths:
        path.unlink()
    return {"features": features.tolist(), "between": plda.phi.tolist()}


def main():
    OUTPUT.mkdir(exist_ok=True)
    random = np.random.default_rng(20)
    save_model(random)
    plda = Plda(OUTPUT / "xvec_transform.npz", OUTPUT / "plda.npz")
    one = random.normal(size=(1, INPUTS))
    cases = [
        case(plda, "one embedding", one),
        case(plda, "two alike", np.vstack([one, one + random.normal(size=one.shape) * 0.05])),
        case(plda, "two apart", np.vstack([one, -one])),
        case(plda, "all equal", np.repeat(one, 8, axis=0)),
        case(plda, "one speaker", speakers(random, 1, 15, 0.1)),
        case(plda, "one speaker, noisy", speakers(random, 1, 25, 0.25)),
        case(plda, "three speakers", speakers(random, 3, 12, 0.09), wanted=2),
        case(plda, "three speakers, noisy", speakers(random, 3, 16, 0.16), wanted=5),
        case(plda, "ten speakers", speakers(random, 10, 8, 0.07), wanted=12),
        case(plda, "ten speakers, noisy", speakers(random, 10, 8, 0.14), wanted=6),
        case(plda, "noise", random.normal(size=(30, INPUTS)), wanted=1),
    ]
    (OUTPUT / "cases.json").write_text(json.dumps(cases))
    (OUTPUT / "wide.json").write_text(json.dumps(wide()))


main()
