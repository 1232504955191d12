//! What the names and calls in a pickle would make, for the few that tensors need.

use super::machine::Machine;
use super::{Id, LONGEST_NAME, MOST_DIMENSIONS, Name, Pickled, Refusal, Value, damaged};

impl Machine<'_> {
    pub(super) fn name(&mut self, module: &str, name: &str) -> Result<(), Refusal> {
        let name = match (module, name) {
            ("collections", "OrderedDict") => Name::OrderedDict,
            ("torch._utils", "_rebuild_tensor_v2") => Name::RebuildTensor,
            ("torch._utils", "_rebuild_parameter") => Name::RebuildParameter,
            ("torch._tensor", "_rebuild_from_type_v2") => Name::RebuildFromType,
            ("torch", "Tensor" | "Size") | ("torch.nn.parameter", "Parameter") => Name::Class,
            ("torch", storage) => match storage {
                "FloatStorage" => Name::Storage("F32", 4),
                "HalfStorage" => Name::Storage("F16", 2),
                "BFloat16Storage" => Name::Storage("BF16", 2),
                "DoubleStorage" => Name::Storage("F64", 8),
                "LongStorage" => Name::Storage("I64", 8),
                "IntStorage" => Name::Storage("I32", 4),
                "ShortStorage" => Name::Storage("I16", 2),
                "CharStorage" => Name::Storage("I8", 1),
                "ByteStorage" => Name::Storage("U8", 1),
                "BoolStorage" => Name::Storage("BOOL", 1),
                other => return Err(Refusal::Code(format!("torch.{other}"))),
            },
            _ => return Err(Refusal::Code(format!("{module}.{name}"))),
        };
        self.push(Value::Name(name));
        Ok(())
    }

    /// The block that ("storage", type, name, device, elements) refers to.
    pub(super) fn block(&self, id: Id) -> Option<Value> {
        let [_, class, name, ..] = *self.tuple(id)? else {
            return None;
        };
        match (&self.values[class], &self.values[name]) {
            (Value::Name(Name::Storage(dtype, size)), Value::Text(name))
                if name.len() <= LONGEST_NAME =>
            {
                Some(Value::Block(name.clone(), dtype, *size))
            }
            _ => None,
        }
    }

    fn tuple(&self, id: Id) -> Option<&[Id]> {
        match &self.values[id] {
            Value::Tuple(items) => Some(items),
            _ => None,
        }
    }

    /// What calling `callee` would give, for the few that make tensors and dictionaries.
    pub(super) fn rebuild(&mut self, callee: Id, arguments: Id) -> Result<(), Refusal> {
        let wrong = || damaged("a tensor is described in an unknown way");
        let Value::Name(name) = self.values[callee] else {
            return Err(wrong());
        };
        let arguments = self.tuple(arguments).ok_or_else(wrong)?;
        match (name, arguments) {
            (Name::OrderedDict, _) => self.push(Value::Dict(Vec::new())),
            (Name::RebuildParameter, &[tensor, ..]) => self.stack.push(tensor),
            (Name::RebuildTensor, arguments) => {
                let tensor = self.tensor(arguments).ok_or_else(wrong)?;
                self.push(Value::Tensor(tensor));
            }
            // The function that would make the tensor is the first argument, what it is given the
            // third.
            (Name::RebuildFromType, &[maker, _, inner, ..])
                if matches!(self.values[maker], Value::Name(Name::RebuildTensor)) =>
            {
                let inner = self.tuple(inner).ok_or_else(wrong)?;
                let tensor = self.tensor(inner).ok_or_else(wrong)?;
                self.push(Value::Tensor(tensor));
            }
            _ => return Err(wrong()),
        }
        Ok(())
    }

    /// The tensor of (block, offset, shape, strides, ...).
    fn tensor(&self, arguments: &[Id]) -> Option<Pickled> {
        let [block, offset, shape, strides, ..] = *arguments else {
            return None;
        };
        let Value::Block(block, dtype, size) = &self.values[block] else {
            return None;
        };
        let numbers = |id: Id| -> Option<Vec<usize>> {
            self.tuple(id)
                .filter(|items| items.len() <= MOST_DIMENSIONS)?
                .iter()
                .map(|&id| match self.values[id] {
                    Value::Int(value) => usize::try_from(value).ok(),
                    _ => None,
                })
                .collect()
        };
        let Value::Int(offset) = self.values[offset] else {
            return None;
        };
        Some(Pickled {
            block: block.clone(),
            dtype,
            size: *size,
            offset: u64::try_from(offset).ok()?,
            shape: numbers(shape)?,
            strides: numbers(strides)?,
        })
    }
}
