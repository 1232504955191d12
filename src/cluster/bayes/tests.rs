//! Speakers against those that pyannote's own code finds; tests/golden/vbx.py made them.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use serde::Deserialize;

use super::rows::{Rows, by_appearance, distance, dot};
use super::{Plda, PldaError, kmeans, linkage, vbx};
use crate::cluster::SpeakerCount as Count;

/// The speakers of a recording, and what the original says of them besides.
#[derive(Debug, Clone, PartialEq)]
struct Clusters {
    centroids: Vec<Vec<f64>>,
    /// Each embedding's most similar speaker; 0 where there are no speakers.
    labels: Vec<usize>,
    forced: bool,
}

impl Clusters {
    /// Cosines to each speaker; zeros for an embedding that says nothing.
    fn similarities(&self, embedding: &[f32]) -> Vec<f64> {
        let one = |centroid: &Vec<f64>| {
            let wide: Vec<f64> = embedding.iter().map(|&value| value.into()).collect();
            let squares = dot(centroid, centroid) * dot(&wide, &wide);
            let cosine = dot(centroid, &wide) / squares.sqrt();
            if cosine.is_finite() { cosine } else { 0.0 }
        };
        self.centroids.iter().map(one).collect()
    }
}

fn cluster(embeddings: &[Vec<f32>], plda: &Plda, count: Count) -> Clusters {
    let views: Vec<&[f32]> = embeddings.iter().map(Vec::as_slice).collect();
    let (centroids, forced) = super::cluster(&views, plda, count);
    let mut clusters = Clusters {
        centroids,
        labels: Vec::new(),
        forced,
    };
    let label = |embedding: &Vec<f32>| {
        let all = clusters.similarities(embedding).into_iter().enumerate();
        // The first of equals, as in the original.
        all.rev()
            .max_by(|one, other| one.1.total_cmp(&other.1))
            .map_or(0, |(index, _)| index)
    };
    clusters.labels = embeddings.iter().map(label).collect();
    clusters
}

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden/vbx")
        .join(name)
}

fn model() -> Plda {
    Plda::from_folder(&golden("")).unwrap()
}

#[derive(Deserialize)]
struct Case {
    name: String,
    embeddings: Vec<Vec<f32>>,
    features: Vec<Vec<f64>>,
    first: Vec<usize>,
    shares: Vec<Vec<f64>>,
    weights: Vec<f64>,
    centroids: Vec<Vec<f64>>,
    labels: Vec<usize>,
    wanted: Option<usize>,
    forced: Option<Vec<usize>>,
    spread: Option<f64>,
}

impl Case {
    fn directions(&self) -> Rows {
        let embeddings: Vec<&[f32]> = self.embeddings.iter().map(Vec::as_slice).collect();
        Rows::directions(&embeddings, self.embeddings[0].len())
    }

    fn mixture(&self, plda: &Plda) -> vbx::Mixture {
        let features: Vec<Vec<f64>> = self.embeddings.iter().map(|e| plda.transform(e)).collect();
        let features = Rows {
            width: plda.between().len(),
            values: features.concat(),
        };
        vbx::mixture(&features, plda.between(), &self.first)
    }
}

fn cases() -> Vec<Case> {
    let cases: Vec<Case> =
        serde_json::from_slice(&fs::read(golden("cases.json")).unwrap()).unwrap();
    assert_eq!(cases.len(), 11);
    cases
}

fn assert_near(one: &[f64], other: &[f64], tolerance: f64, what: &str) {
    assert_eq!(one.len(), other.len(), "{what}");
    for (index, (one, other)) in one.iter().zip(other).enumerate() {
        assert!(
            (one - other).abs() <= tolerance,
            "{what}, {index}: {one} {other}"
        );
    }
}

#[test]
fn features_are_pyannotes() {
    let plda = model();
    for case in cases() {
        for (embedding, expected) in case.embeddings.iter().zip(&case.features) {
            assert_near(&plda.transform(embedding), expected, 1e-9, &case.name);
        }
    }
}

#[test]
fn first_clusters_are_scipys() {
    for case in cases() {
        let first = linkage::join(case.directions(), 0.6, usize::MAX);
        assert_eq!(first, case.first, "{}", case.name);
    }
}

#[test]
fn shares_are_pyannotes() {
    let plda = model();
    for case in cases().iter().filter(|case| !case.shares.is_empty()) {
        let mixture = case.mixture(&plda);
        assert_near(&mixture.weights, &case.weights, 1e-8, &case.name);
        for (row, expected) in mixture.shares.iter().zip(&case.shares) {
            assert_near(&row[..expected.len()], expected, 2e-8, &case.name);
        }
    }
}

#[test]
fn speakers_are_pyannotes() {
    let plda = model();
    for case in cases() {
        let clusters = cluster(&case.embeddings, &plda, Count::default());
        assert_eq!(clusters.labels, case.labels, "{}", case.name);
        assert_eq!(
            clusters.centroids.len(),
            case.centroids.len(),
            "{}",
            case.name
        );
        for (one, other) in clusters.centroids.iter().zip(&case.centroids) {
            assert_near(one, other, 1e-7, &case.name);
        }
        assert!(!clusters.forced);
    }
}

#[test]
fn a_forced_count_is_met_as_tightly_as_by_scikit_learn() {
    let plda = model();
    for case in cases() {
        let (Some(wanted), Some(labels), Some(spread)) = (case.wanted, &case.forced, case.spread)
        else {
            continue;
        };
        let directions = case.directions();
        let made = spread_of(&directions, &kmeans::part(&directions, wanted));
        assert!(
            made <= spread * 1.03 + 1e-9,
            "{}: {made} {spread}",
            case.name
        );
        for count in [
            Count {
                least: Some(wanted),
                most: Some(wanted),
            },
            at_bound(&case, wanted),
        ] {
            let clusters = cluster(&case.embeddings, &plda, count);
            assert_eq!(clusters.centroids.len(), wanted, "{}", case.name);
            assert!(clusters.forced);
            if !case.name.contains("nois") && wanted < case.centroids.len() {
                assert_eq!(by_appearance(&clusters.labels), *labels, "{}", case.name);
            }
        }
    }
}

/// The one bound that forces the count.
fn at_bound(case: &Case, wanted: usize) -> Count {
    if wanted < case.centroids.len() {
        Count {
            least: Some(0),
            most: Some(wanted),
        }
    } else {
        Count {
            least: Some(wanted),
            most: None,
        }
    }
}

/// Sum of the squared distances from the means.
#[expect(clippy::cast_precision_loss, reason = "a few rows")]
fn spread_of(rows: &Rows, labels: &[usize]) -> f64 {
    let clusters = labels.iter().max().unwrap() + 1;
    let spread = |cluster: usize| {
        let members: Vec<&[f64]> = rows
            .iter()
            .zip(labels)
            .filter(|(_, l)| **l == cluster)
            .map(|(row, _)| row)
            .collect();
        let mean = |column: usize| {
            members.iter().map(|row| row[column]).sum::<f64>() / members.len() as f64
        };
        let mean: Vec<f64> = (0..rows.width).map(mean).collect();
        members.iter().map(|row| distance(row, &mean)).sum::<f64>()
    };
    (0..clusters).map(spread).sum()
}

#[test]
fn bounds_that_hold_change_nothing() {
    let plda = model();
    let case = cases()
        .into_iter()
        .find(|case| case.name == "three speakers")
        .unwrap();
    let free = cluster(&case.embeddings, &plda, Count::default());
    for count in [
        Count {
            least: Some(3),
            most: Some(3),
        },
        Count {
            least: Some(1),
            most: Some(9),
        },
        Count {
            least: Some(2),
            most: None,
        },
    ] {
        assert_eq!(cluster(&case.embeddings, &plda, count), free);
    }
}

#[test]
fn embeddings_that_say_nothing_change_nothing() {
    let plda = model();
    let case = cases()
        .into_iter()
        .find(|case| case.name == "three speakers")
        .unwrap();
    let free = cluster(&case.embeddings, &plda, Count::default());
    let mut more = case.embeddings.clone();
    more.push(vec![f32::NAN; 24]);
    more.insert(0, vec![0.0; 24]);
    more.push(vec![f32::INFINITY; 24]);
    more.push(vec![1.0; 23]);
    let clusters = cluster(&more, &plda, Count::default());
    assert_eq!(clusters.centroids, free.centroids);
    assert_eq!(clusters.labels[1..=case.embeddings.len()], free.labels);
    assert_eq!(clusters.similarities(&[0.0; 24]), [0.0; 3]);
    assert_eq!(clusters.similarities(&[f32::NAN; 24]), [0.0; 3]);
}

#[test]
fn nobody_speaks_where_there_are_no_embeddings() {
    let plda = model();
    for embeddings in [Vec::new(), vec![vec![f32::NAN; 24]]] {
        let clusters = cluster(
            &embeddings,
            &plda,
            Count {
                least: Some(2),
                most: None,
            },
        );
        assert!(clusters.centroids.is_empty());
        assert_eq!(clusters.labels, vec![0; embeddings.len()]);
    }
}

#[test]
fn too_few_embeddings_make_fewer_speakers() {
    let plda = model();
    let three = Count {
        least: Some(3),
        most: Some(3),
    };
    let one = vec![vec![0.5; 24]];
    assert_eq!(cluster(&one, &plda, three).centroids.len(), 1);
    assert_eq!(
        cluster(&vec![vec![0.5; 24]; 6], &plda, three)
            .centroids
            .len(),
        1
    );
}

/// Numbers from -0.5 to 0.5, as tests/golden/vbx.py makes them.
#[expect(clippy::cast_precision_loss, reason = "24 bits")]
fn numbers(count: usize, seed: u64) -> Vec<f64> {
    let mut state = seed;
    let number = |_| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f64 / f64::from(1 << 24) - 0.5
    };
    (0..count).map(number).collect()
}

/// An `.npy` file of f64.
fn npy(shape: &[usize], values: &[f64]) -> Vec<u8> {
    let shape: Vec<String> = shape.iter().map(|axis| format!("{axis},")).collect();
    let shape = shape.concat();
    let header = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': ({shape}), }}\n");
    let length = u16::try_from(header.len()).unwrap().to_le_bytes();
    let values: Vec<u8> = values
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect();
    [
        b"\x93NUMPY\x01\x00",
        &length[..],
        header.as_bytes(),
        &values,
    ]
    .concat()
}

/// A folder of single arrays, as large as the real model's.
fn wide_folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("speakers-wide-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let mut tr: Vec<f64> = numbers(128 * 128, 5)
        .iter()
        .map(|value| 0.1 * value)
        .collect();
    (0..128).for_each(|index| tr[index * 129] += 1.0);
    let psi: Vec<f64> = numbers(128, 6)
        .iter()
        .map(|value| 1.0 + 20.0 * (value + 0.5))
        .collect();
    for (name, shape, values) in [
        ("mean1", &[256][..], numbers(256, 1)),
        ("lda", &[256, 128], numbers(256 * 128, 2)),
        ("mean2", &[128], numbers(128, 3)),
        ("mu", &[128], numbers(128, 4)),
        ("tr", &[128, 128], tr),
        ("psi", &[128], psi),
    ] {
        fs::write(folder.join(format!("plda_{name}.npy")), npy(shape, &values)).unwrap();
    }
    folder
}

#[derive(Deserialize)]
struct Wide {
    features: Vec<Vec<f64>>,
    between: Vec<f64>,
}

#[test]
#[expect(clippy::cast_possible_truncation, reason = "24 bits")]
fn a_model_of_full_size_is_read_from_single_arrays() {
    let folder = wide_folder();
    let plda = Plda::from_folder(&folder).unwrap();
    let expected: Wide = serde_json::from_slice(&fs::read(golden("wide.json")).unwrap()).unwrap();
    assert_near(plda.between(), &expected.between, 1e-9, "between");
    let embeddings: Vec<f32> = numbers(512, 7).iter().map(|&value| value as f32).collect();
    for (embedding, expected) in embeddings.chunks(256).zip(&expected.features) {
        assert_near(&plda.transform(embedding), expected, 1e-9, "features");
    }
    fs::write(folder.join("plda_psi.npy"), npy(&[128], &[0.0; 128])).unwrap();
    let refusal = Plda::from_folder(&folder).unwrap_err().to_string();
    assert_eq!(
        refusal,
        "the speaker model's array psi holds numbers that can't be: download its files again"
    );
    fs::write(folder.join("plda_psi.npy"), npy(&[4], &[1.0; 4])).unwrap();
    let refusal = Plda::from_folder(&folder).unwrap_err().to_string();
    assert!(
        refusal.contains("array psi has the shape [4] in place of [128]"),
        "{refusal}"
    );
    fs::write(folder.join("plda_mu.npy"), npy(&[128], &[f64::NAN; 128])).unwrap();
    fs::write(folder.join("plda_psi.npy"), npy(&[128], &[1.0; 128])).unwrap();
    assert!(matches!(
        Plda::from_folder(&folder),
        Err(PldaError::Value("mu"))
    ));
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_model_is_read_from_its_bytes() {
    let transform = fs::read(golden("xvec_transform.npz")).unwrap();
    let plda = fs::read(golden("plda.npz")).unwrap();
    let read = Plda::from_bytes(&transform, &plda).unwrap();
    assert_eq!(read.inputs(), 24);
    assert_eq!(read.between(), model().between());
    let swapped = Plda::from_bytes(&plda, &transform).unwrap_err().to_string();
    assert_eq!(
        swapped,
        "xvec_transform.npz is not usable (it holds no array lda): download it again"
    );
}

#[test]
fn what_is_no_model_is_refused_in_a_sentence() {
    let empty = std::env::temp_dir().join(format!("speakers-none-{}", std::process::id()));
    fs::create_dir_all(&empty).unwrap();
    let refusal = Plda::from_folder(&empty).unwrap_err().to_string();
    assert!(
        refusal.contains("plda_lda.npy") && refusal.contains("give the folder"),
        "{refusal}"
    );
    fs::create_dir_all(empty.join("plda")).unwrap();
    fs::write(empty.join("plda/xvec_transform.npz"), "no zip").unwrap();
    let refusal = Plda::from_folder(&empty).unwrap_err().to_string();
    assert!(
        refusal.contains("can't read") && refusal.contains("plda.npz"),
        "{refusal}"
    );
    fs::write(empty.join("plda/plda.npz"), "no zip").unwrap();
    let refusal = Plda::from_folder(&empty).unwrap_err().to_string();
    assert!(
        refusal.contains("xvec_transform.npz is not usable"),
        "{refusal}"
    );
    fs::remove_dir_all(&empty).unwrap();
}

proptest! {
    /// Damaged files are refused or read, never more.
    #[test]
    fn damaged_files_do_no_harm(at in 0..2_007_usize, bits in 1_u8.., end in 0..2_007_usize) {
        let mut transform = fs::read(golden("xvec_transform.npz")).unwrap();
        let plda = fs::read(golden("plda.npz")).unwrap();
        transform[at] ^= bits;
        let _ = Plda::from_bytes(&transform, &plda);
        transform.truncate(end);
        prop_assert!(Plda::from_bytes(&transform, &plda).is_err());
    }

    #[test]
    fn any_embeddings_get_a_label(
        embeddings in proptest::collection::vec(
            proptest::collection::vec(proptest::num::f32::ANY, 24), 0..12),
        min in 0..20_usize,
        max in proptest::option::of(0..20_usize),
    ) {
        let clusters = cluster(&embeddings, &model(), Count { least: Some(min), most: max });
        prop_assert_eq!(clusters.labels.len(), embeddings.len());
        let most = clusters.labels.iter().max().copied().unwrap_or(0);
        prop_assert!(most < clusters.centroids.len().max(1));
        prop_assert!(clusters.centroids.iter().flatten().all(|value| value.is_finite()));
    }
}
