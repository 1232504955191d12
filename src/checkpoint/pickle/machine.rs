//! The machine that a pickle is the program of, as far as dictionaries of tensors need it.

use std::collections::HashMap;

use super::reader::Reader;
use super::{Id, Refusal, Value, damaged};

/// Most values that are made: a model of a thousand layers needs some hundred thousand.
const MOST_VALUES: usize = 2_000_000;

pub(super) struct Machine<'a> {
    reader: Reader<'a>,
    pub(super) values: Vec<Value>,
    pub(super) stack: Vec<Id>,
    /// Height of the stack at each mark.
    marks: Vec<usize>,
    memo: HashMap<u32, Id>,
}

impl<'a> Machine<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self {
            reader: Reader { bytes },
            values: Vec::new(),
            stack: Vec::new(),
            marks: Vec::new(),
            memo: HashMap::new(),
        }
    }

    /// Carries out the instructions up to the end; all values, and which is the result.
    pub(super) fn run(mut self) -> Result<(Vec<Value>, Id), Refusal> {
        while self.step()? {
            if self.values.len() > MOST_VALUES {
                return Err(damaged("it describes more than any model holds"));
            }
        }
        let result = self.pop()?;
        Ok((self.values, result))
    }

    /// Carries out one instruction; false at the end.
    fn step(&mut self) -> Result<bool, Refusal> {
        match self.reader.byte()? {
            b'.' => return Ok(false),
            // Protocol and frame: how the rest is written, which makes no difference here.
            0x80 => self.reader.skip(1)?,
            0x95 => self.reader.skip(8)?,
            b'(' => self.marks.push(self.stack.len()),
            b'}' => self.push(Value::Dict(Vec::new())),
            b')' => self.push(Value::Tuple(Vec::new())),
            b']' | b'N' | 0x88 | 0x89 => self.push(Value::Other),
            b'G' => {
                self.reader.skip(8)?;
                self.push(Value::Other);
            }
            b'K' => {
                let value = self.reader.byte()?;
                self.push(Value::Int(value.into()));
            }
            b'M' => {
                let value = u16::from_le_bytes(self.reader.array()?);
                self.push(Value::Int(value.into()));
            }
            b'J' => {
                let value = i32::from_le_bytes(self.reader.array()?);
                self.push(Value::Int(value.into()));
            }
            0x8a => {
                let value = self.reader.long()?;
                self.push(Value::Int(value));
            }
            b'X' => {
                let length = u32::from_le_bytes(self.reader.array()?);
                self.text(length)?;
            }
            0x8c => {
                let length = self.reader.byte()?;
                self.text(length.into())?;
            }
            // The second is an instance of a class: no tensor needs it, but its name tells more.
            b'c' | b'i' => {
                let module = self.reader.line()?;
                let name = self.reader.line()?;
                self.name(&module, &name)?;
            }
            0x93 => {
                let (name, module) = (self.pop_text()?, self.pop_text()?);
                self.name(&module, &name)?;
            }
            code => self.step_on_stack(code)?,
        }
        Ok(true)
    }

    /// Carries out an instruction that works with what the stack holds.
    fn step_on_stack(&mut self, code: u8) -> Result<(), Refusal> {
        match code {
            b'q' => {
                let slot = self.reader.byte()?;
                self.remember(slot.into())?;
            }
            b'r' => {
                let slot = u32::from_le_bytes(self.reader.array()?);
                self.remember(slot)?;
            }
            0x94 => {
                let slot = u32::try_from(self.memo.len());
                self.remember(slot.map_err(|_| damaged("it remembers too much"))?)?;
            }
            b'h' => {
                let slot = self.reader.byte()?;
                self.recall(slot.into())?;
            }
            b'j' => {
                let slot = u32::from_le_bytes(self.reader.array()?);
                self.recall(slot)?;
            }
            b't' => {
                let items = self.pop_to_mark()?;
                self.push(Value::Tuple(items));
            }
            0x85..=0x87 => {
                let count = usize::from(code - 0x84);
                let from = self.stack.len().checked_sub(count);
                let from = from.ok_or_else(|| damaged("its stack is empty"))?;
                let items = self.stack.split_off(from);
                self.push(Value::Tuple(items));
            }
            b's' | b'u' => {
                let items = if code == b'u' {
                    self.pop_to_mark()?
                } else {
                    let (value, key) = (self.pop()?, self.pop()?);
                    vec![key, value]
                };
                let dict = self.top()?;
                let Value::Dict(entries) = &mut self.values[dict] else {
                    return Err(damaged("it fills what is no dictionary"));
                };
                entries.extend(items.chunks_exact(2).map(|pair| (pair[0], pair[1])));
            }
            // Additions to lists and attributes of dictionaries are of no use here.
            b'e' => drop(self.pop_to_mark()?),
            b'a' | b'b' => drop(self.pop()?),
            b'Q' => {
                let id = self.pop()?;
                let block = self.block(id);
                self.push(block.ok_or_else(|| damaged("it refers to no block of elements"))?);
            }
            b'R' => {
                let (arguments, callee) = (self.pop()?, self.pop()?);
                self.rebuild(callee, arguments)?;
            }
            other => return Err(damaged(format!("its instruction {other:#04x} is unknown"))),
        }
        Ok(())
    }

    pub(super) fn push(&mut self, value: Value) {
        self.stack.push(self.values.len());
        self.values.push(value);
    }

    fn top(&self) -> Result<Id, Refusal> {
        let top = self.stack.last().copied();
        top.ok_or_else(|| damaged("its stack is empty"))
    }

    fn pop(&mut self) -> Result<Id, Refusal> {
        self.stack
            .pop()
            .ok_or_else(|| damaged("its stack is empty"))
    }

    fn pop_to_mark(&mut self) -> Result<Vec<Id>, Refusal> {
        match self.marks.pop() {
            Some(mark) if mark <= self.stack.len() => Ok(self.stack.split_off(mark)),
            _ => Err(damaged("it lacks a mark")),
        }
    }

    fn pop_text(&mut self) -> Result<String, Refusal> {
        let id = self.pop()?;
        match &self.values[id] {
            Value::Text(text) => Ok(text.clone()),
            _ => Err(damaged("it names something by what is no text")),
        }
    }

    fn text(&mut self, length: u32) -> Result<(), Refusal> {
        let text = self.reader.text(length)?;
        self.push(Value::Text(text));
        Ok(())
    }

    fn remember(&mut self, slot: u32) -> Result<(), Refusal> {
        let top = self.top()?;
        self.memo.insert(slot, top);
        Ok(())
    }

    fn recall(&mut self, slot: u32) -> Result<(), Refusal> {
        let value = self.memo.get(&slot).copied();
        self.stack
            .push(value.ok_or_else(|| damaged("it recalls what it never remembered"))?);
        Ok(())
    }
}
