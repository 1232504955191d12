//! Checkpoints that can't be used: each gives one sentence that names the file and what mends it.

use std::fs;
use std::io::Write;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::super::{LoadError, Wav2Vec2};
use super::golden;
use crate::checkpoint::CheckpointError;

/// A copy of a golden checkpoint, to be damaged.
fn copy(name: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    for entry in fs::read_dir(golden(name)).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    folder
}

fn edit(folder: &Path, file: &str, change: impl FnOnce(&mut Value)) {
    let path = folder.join(file);
    let mut value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    change(&mut value);
    fs::write(path, value.to_string()).unwrap();
}

/// The one-line message of a checkpoint that must not load.
fn refusal(folder: &TempDir) -> String {
    let Err(error) = Wav2Vec2::load(folder.path()) else {
        panic!("it loaded");
    };
    let message = error.to_string();
    assert!(!message.contains('\n'), "{message}");
    message
}

#[track_caller]
fn assert_refused(folder: &TempDir, parts: &[&str]) {
    let message = refusal(folder);
    for part in parts {
        assert!(message.contains(part), "{part:?} is not in {message:?}");
    }
}

#[test]
fn missing_files() {
    for file in ["config.json", "vocab.json"] {
        let folder = copy("group");
        fs::remove_file(folder.path().join(file)).unwrap();
        assert_refused(&folder, &["there is no", file]);
    }
    let folder = copy("group");
    fs::remove_file(folder.path().join("pytorch_model.bin")).unwrap();
    assert_refused(&folder, &["there is no model.safetensors or pytorch_model"]);
    let folder = copy("stable");
    fs::remove_file(folder.path().join("model-00002-of-00002.safetensors")).unwrap();
    assert_refused(&folder, &["there is no model-00002"]);
}

#[test]
fn optional_files_may_be_missing() {
    let folder = copy("stable");
    for file in ["preprocessor_config.json", "tokenizer_config.json"] {
        fs::remove_file(folder.path().join(file)).unwrap();
    }
    let model = Wav2Vec2::load(folder.path()).unwrap();
    assert_eq!(model.vocabulary().blank, 13);
}

#[test]
fn other_models() {
    let cases = [
        ("model_type", json!("bert"), "type bert"),
        ("model_type", json!(null), "no type"),
        (
            "architectures",
            json!(["Wav2Vec2ForPreTraining"]),
            "ForPreTraining",
        ),
    ];
    for (field, value, part) in cases {
        let folder = copy("group");
        edit(folder.path(), "config.json", |config| config[field] = value);
        assert_refused(&folder, &["config.json", part, "ForCTC"]);
    }
}

#[test]
fn unsupported_options() {
    let cases = [
        ("hidden_act", json!("xielu")),
        ("feat_extract_norm", json!("batch")),
        ("hidden_size", json!(-1)),
        ("conv_stride", json!([5, 0, 2])),
        ("conv_stride", json!([5, 2])),
        ("conv_kernel", json!([10, 3, 1_000_000_000])),
        ("conv_dim", json!([])),
        ("num_attention_heads", json!(7)),
        ("num_attention_heads", json!(0)),
        ("num_conv_pos_embedding_groups", json!(0)),
        ("num_conv_pos_embeddings", json!(0)),
    ];
    for (field, value) in cases {
        let folder = copy("group");
        edit(folder.path(), "config.json", |config| config[field] = value);
        assert_refused(&folder, &["config.json", "not supported"]);
    }
    let folder = copy("group");
    edit(folder.path(), "preprocessor_config.json", |file| {
        file["sampling_rate"] = json!(8_000);
    });
    assert_refused(&folder, &["sampling_rate 8000"]);
    for (field, value) in [("num_buckets", 2), ("max_bucket_distance", 8)] {
        let folder = copy("wavlm");
        edit(folder.path(), "config.json", |config| {
            config[field] = value.into();
        });
        assert_refused(&folder, &[field]);
    }
    for (field, value) in [("adapter_stride", 0_u64), ("num_adapter_layers", u64::MAX)] {
        let folder = copy("adapter");
        edit(folder.path(), "config.json", |config| {
            config[field] = value.into();
        });
        assert_refused(&folder, &[field]);
    }
}

#[test]
fn malformed_json() {
    for file in [
        "config.json",
        "vocab.json",
        "tokenizer_config.json",
        "preprocessor_config.json",
    ] {
        let folder = copy("group");
        fs::write(folder.path().join(file), "{\"a\": 1,").unwrap();
        assert_refused(&folder, &[file, "not valid JSON", "download it again"]);
    }
}

#[test]
fn vocabularies_that_do_not_fit() {
    let cases = [
        (json!(["a", "b"]), "not a map"),
        (json!({}), "empty"),
        (json!({"a": -1}), "whole number"),
        (json!({"a": {"b": 1}, "c": {"d": 1}}), "several languages"),
        (
            json!({"<pad>": 0, "a": 16}),
            "the id 16, but the model has 16 outputs",
        ),
    ];
    for (vocabulary, part) in cases {
        let folder = copy("group");
        fs::write(folder.path().join("vocab.json"), vocabulary.to_string()).unwrap();
        assert_refused(&folder, &["vocab.json", part]);
    }
    let folder = copy("mms");
    edit(folder.path(), "tokenizer_config.json", |file| {
        file["target_lang"] = json!("swe");
    });
    assert_refused(&folder, &["lacks the language swe"]);
    let folder = copy("group");
    fs::write(folder.path().join("vocab.json"), r#"{"a": 1}"#).unwrap();
    edit(folder.path(), "config.json", |config| {
        config["pad_token_id"] = json!(99);
    });
    assert_refused(&folder, &["pad_token_id"]);
}

#[test]
fn added_tokens_beyond_the_outputs_are_no_error() {
    let folder = copy("group");
    fs::write(
        folder.path().join("added_tokens.json"),
        r#"{"<extra>": 16, "é": 3}"#,
    )
    .unwrap();
    let model = Wav2Vec2::load(folder.path()).unwrap();
    assert_eq!(model.vocabulary().id_of("<extra>"), None);
    assert_eq!(model.vocabulary().id_of("é"), Some(3));
}

#[test]
fn tensors_that_do_not_fit() {
    let folder = copy("adapter");
    edit(folder.path(), "config.json", |config| {
        config["num_hidden_layers"] = json!(3);
    });
    assert_refused(&folder, &["has no tensor wav2vec2.encoder.layers.2."]);
    let folder = copy("adapter");
    edit(folder.path(), "config.json", |config| {
        config["intermediate_size"] = json!(41);
    });
    assert_refused(
        &folder,
        &["intermediate_dense.weight", "[40, 24]", "[41, 24]"],
    );
    let folder = copy("stable");
    edit(folder.path(), "model.safetensors.index.json", |index| {
        index["weight_map"]["lm_head.bias"] = json!("../../etc/passwd");
    });
    assert_refused(&folder, &["index.json", "../../etc/passwd"]);
}

#[test]
fn damaged_safetensors() {
    let whole = fs::read(golden("adapter").join("model.safetensors")).unwrap();
    let header = |length: u64, text: &str| [&length.to_le_bytes()[..], text.as_bytes()].concat();
    let entry = r#"{"lm_head.weight":{"dtype":"F32","shape":[4],"data_offsets":[0,8]}}"#;
    let cases = [
        whole[..whole.len() / 2].to_vec(),
        whole[..whole.len() - 1].to_vec(),
        whole[..100].to_vec(),
        whole[..3].to_vec(),
        Vec::new(),
        header(u64::MAX, "{}"),
        header(1 << 40, "{}"),
        header(2, "[]"),
        header(4, "{\"a\""),
        [header(entry.len() as u64, entry), vec![0; 8]].concat(),
        header(entry.len() as u64, entry),
    ];
    for bytes in cases {
        let folder = copy("adapter");
        fs::write(folder.path().join("model.safetensors"), bytes).unwrap();
        assert_refused(
            &folder,
            &["model.safetensors is damaged", "download it again"],
        );
    }
    let folder = copy("adapter");
    let text = String::from_utf8_lossy(&whole[8..]).find("F32").unwrap() + 8;
    let mut bytes = whole.clone();
    bytes[text..text + 3].copy_from_slice(b"I32");
    fs::write(folder.path().join("model.safetensors"), bytes).unwrap();
    assert_refused(&folder, &["tensors of the type I32"]);
}

/// A PyTorch file around a pickle.
fn archive(pickle: &[u8]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    writer.start_file("archive/data.pkl", options).unwrap();
    writer.write_all(pickle).unwrap();
    writer.finish().unwrap().into_inner()
}

#[test]
fn pickles_that_are_no_weights() {
    let system = b"\x80\x02cposix\nsystem\nX\x04\0\0\0echo\x85R.";
    let evaluated = b"\x80\x04\x8c\x08builtins\x8c\x04eval\x93\x8c\x011\x85R.";
    let instance = b"(ios\nsystem\n.";
    let loader = b"\x80\x02ctorch\nload\n.";
    let whole = fs::read(golden("group").join("pytorch_model.bin")).unwrap();
    let cases = [
        (archive(system), "would run posix.system"),
        (archive(evaluated), "would run builtins.eval"),
        (archive(instance), "would run os.system"),
        (archive(loader), "would run torch.load"),
        (system.to_vec(), "would run posix.system"),
        (
            b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.".to_vec(),
            "before 1.6",
        ),
        (archive(b"\x80\x02N."), "holds no dictionary"),
        (archive(b"\x80\x02}"), "ends too early"),
        (archive(b"\x80\x02}X\xff\xff\xff\xffa."), "ends too early"),
        (archive(b"\xff"), "instruction 0xff"),
        (archive(b"\x80\x02}."), "has no tensor"),
        (whole[..whole.len() / 2].to_vec(), "is damaged"),
        (whole[..1].to_vec(), "is damaged"),
        (
            b"version https://git-lfs.github.com/spec/v1\n".to_vec(),
            "is damaged",
        ),
    ];
    for (bytes, part) in cases {
        let folder = copy("group");
        fs::write(folder.path().join("pytorch_model.bin"), bytes).unwrap();
        assert_refused(&folder, &["pytorch_model.bin", part]);
    }
}

#[test]
fn errors_begin_in_lower_case_or_with_the_file() {
    let folder = copy("group");
    fs::remove_file(folder.path().join("config.json")).unwrap();
    let message = refusal(&folder);
    assert!(message.starts_with(char::is_lowercase));
    assert!(matches!(
        Wav2Vec2::load(folder.path()),
        Err(LoadError::Checkpoint(CheckpointError::Missing { .. }))
    ));
}
