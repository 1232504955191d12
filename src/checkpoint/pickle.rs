//! The few pickle instructions that PyTorch writes for a dictionary of tensors.
//!
//! Nothing is ever called: a name outside the short list of tensor makers ends the reading. Source
//! of the instructions: CPython's pickletools; of the tensors' form: PyTorch's `torch/_utils.py`.

mod build;
mod machine;
mod reader;

use machine::Machine;

/// A tensor as a pickle describes it.
#[derive(Clone)]
pub(super) struct Pickled {
    /// Name of the block of elements that it lies in.
    pub(super) block: String,
    /// Type of the elements as safetensors writes it.
    pub(super) dtype: &'static str,
    /// Bytes of an element.
    pub(super) size: u64,
    /// Elements of the block before the first.
    pub(super) offset: u64,
    pub(super) shape: Vec<usize>,
    /// Elements from one index to the next.
    pub(super) strides: Vec<usize>,
}

/// Why a pickle is not used.
pub(super) enum Refusal {
    /// It asks for this Python name.
    Code(String),
    /// It is not a dictionary of tensors, or cut short.
    Damaged(String),
}

/// The Python names a dictionary of tensors may use.
#[derive(Clone, Copy)]
enum Name {
    OrderedDict,
    RebuildTensor,
    RebuildParameter,
    RebuildFromType,
    Storage(&'static str, u64),
    Class,
}

/// Most dimensions a tensor may have; those of these models have three at most.
const MOST_DIMENSIONS: usize = 8;
/// Longest name of a tensor or block. Names are copied, so long ones could fill the memory.
const LONGEST_NAME: usize = 512;

/// Position of a value; values refer to each other by it, so none is copied or nested.
type Id = usize;

enum Value {
    /// Something whose value does not matter.
    Other,
    Int(i64),
    Text(String),
    Name(Name),
    Tuple(Vec<Id>),
    Dict(Vec<(Id, Id)>),
    Block(String, &'static str, u64),
    Tensor(Pickled),
}

/// Under which names files hold the dictionary of the tensors beside others: OpenAI's, Lightning's.
const INNER: [&str; 2] = ["model_state_dict", "state_dict"];

/// The named tensors of a pickled dictionary, or of one that it holds.
///
/// # Errors
/// When it asks for code or is not such a dictionary.
pub(super) fn tensors(bytes: &[u8]) -> Result<Vec<(String, Pickled)>, Refusal> {
    let (values, result) = Machine::new(bytes).run()?;
    let Value::Dict(entries) = &values[result] else {
        return Err(damaged("it holds no dictionary"));
    };
    let inner = entries
        .iter()
        .find_map(|&(key, value)| match (&values[key], &values[value]) {
            (Value::Text(name), Value::Dict(inner)) if INNER.contains(&name.as_str()) => {
                Some(inner)
            }
            _ => None,
        });
    let entries = inner.unwrap_or(entries);
    let tensor = |&(key, value): &(Id, Id)| match (&values[key], &values[value]) {
        (Value::Text(name), Value::Tensor(tensor)) if name.len() <= LONGEST_NAME => {
            Some((name.clone(), tensor.clone()))
        }
        _ => None,
    };
    Ok(entries.iter().filter_map(tensor).collect())
}

fn damaged(reason: impl Into<String>) -> Refusal {
    Refusal::Damaged(reason.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `{"a": a tensor of one dimension}` as PyTorch pickles it.
    fn pickle(length: u8) -> Vec<u8> {
        let mut bytes = b"\x80\x02}q\x00X\x01\0\0\0actorch._utils\n_rebuild_tensor_v2\n((".to_vec();
        bytes.extend_from_slice(b"X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\x000");
        bytes.extend_from_slice(b"X\x03\0\0\0cpuK\x04tQK\x01K");
        bytes.push(length);
        bytes.extend_from_slice(b"\x85K\x01\x85\x89ccollections\nOrderedDict\n)RtRs.");
        bytes
    }

    #[test]
    fn reads_a_tensor() {
        let Ok(tensors) = tensors(&pickle(3)) else {
            panic!("it is sound");
        };
        let (name, tensor) = &tensors[0];
        assert_eq!((name.as_str(), tensor.block.as_str()), ("a", "0"));
        assert_eq!((tensor.dtype, tensor.offset), ("F32", 1));
        assert_eq!((&*tensor.shape, &*tensor.strides), (&[3][..], &[1][..]));
    }

    #[test]
    fn reads_a_tensor_of_an_inner_dictionary() {
        let inner = pickle(3);
        let inner = &inner[2..inner.len() - 1];
        let mut bytes = b"\x80\x02}X\x10\0\0\0model_state_dict".to_vec();
        bytes.extend_from_slice(inner);
        bytes.extend_from_slice(b"s.");
        let Ok(tensors) = tensors(&bytes) else {
            panic!("it is sound");
        };
        assert_eq!(tensors[0].0, "a");
    }

    #[test]
    fn damage_never_stops_the_program() {
        let sound = pickle(3);
        for at in 0..sound.len() {
            assert!(tensors(&sound[..at]).is_err());
            for value in 0..=u8::MAX {
                let mut bytes = sound.clone();
                bytes[at] = value;
                let _ = tensors(&bytes);
            }
        }
    }
}
