//! What is made of a real model, and of small ones in every form.

use std::path::PathBuf;

use super::*;

fn bundled() -> PathBuf {
    concat!(env!("CARGO_MANIFEST_DIR"), "/models/ggml-base-q5_0.bin").into()
}

#[test]
fn the_bundled_model_is_quantised_to_itself() {
    let mut made = Vec::new();
    quantise(&bundled(), Kind::Q5_0, &mut made, &|_, _| {}).expect("made");
    assert!(made == std::fs::read(bundled()).expect("a file"));
}

#[test]
fn the_filters_are_those_of_the_bundled_model() {
    let model = Model::open(&bundled()).expect("a model");
    let made = filters::mel(80);
    assert_eq!(made.len(), model.filters.len());
    for (made, stored) in made.iter().zip(&model.filters) {
        assert_eq!(made.to_bits(), stored.to_bits());
    }
    // Every band of the models with 128 hears something.
    let finer = filters::mel(128);
    assert!(
        finer
            .chunks(crate::ggml::BINS)
            .all(|band| band.iter().sum::<f32>() > 0.0)
    );
}

#[test]
fn what_is_no_model_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let refusal = |path: &Path| {
        let refused = convert(path, None, Kind::F16, Vec::new(), &|_, _| {});
        refused.expect_err("refused").to_string()
    };
    assert!(refusal(folder.path()).contains("CTranslate2 folder"));
    assert!(refusal(&folder.path().join("nothing.pt")).contains("can be converted"));
    let file = folder.path().join("other.pt");
    std::fs::write(&file, "no zip").expect("written");
    assert!(refusal(&file).contains("damaged"));
    std::fs::write(folder.path().join("model.bin"), [0; 100]).expect("written");
    assert!(refusal(folder.path()).contains("version 0"));
}
