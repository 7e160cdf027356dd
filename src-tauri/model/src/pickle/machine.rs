//! The pickle's stack machine, protocols 2 to 5, less everything that runs code.
//!
//! Opcodes are those of Python's `pickletools`. Every one adds at most one
//! object, so that memory is bounded by the pickle's length.

use std::collections::HashMap;

use super::cursor::{Cursor, text};
use super::globals::{Known, find, refusal};
use super::tensor::Tensor;
use super::{MAX_PICKLE, Trouble};

/// The number of an object.
pub(super) type Id = u32;

/// Objects in one pickle; a network's has some thousands.
const MAX_NODES: usize = 1 << 20;

/// An object.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    None,
    Bool(bool),
    Int(i128),
    Float(f64),
    Str(String),
    Bytes(Vec<u8>),
    List(Vec<Id>),
    Tuple(Vec<Id>),
    Dict(Vec<(Id, Id)>),
    /// A name with a meaning.
    Known(Known),
    /// A class without one.
    Class,
    /// An object of such a class.
    Opaque,
    /// A stretch of a storage, in bytes.
    Storage(Stretch),
    Tensor(Tensor),
    /// A NumPy type, and whether it is big-endian.
    NumpyType(safetensors::Dtype, bool),
    /// A NumPy array before its content.
    NumpyArray,
}

/// A stretch of a storage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stretch {
    /// The storage's number.
    pub(super) storage: usize,
    /// The first byte.
    pub(super) first: u64,
    /// How many.
    pub(super) bytes: u64,
    /// What they are, where the storage says so.
    pub(super) dtype: Option<safetensors::Dtype>,
}

/// Where a storage's bytes are to be found.
#[derive(Debug, PartialEq)]
pub(super) enum Source {
    /// Outside the pickle, under that key.
    Record(String),
    /// These.
    Pickle(Vec<u8>),
}

/// A storage that the pickle names.
#[derive(Debug, PartialEq)]
pub(super) struct Storage {
    pub(super) source: Source,
    pub(super) bytes: u64,
    pub(super) dtype: Option<safetensors::Dtype>,
}

/// What a pickle held.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) nodes: Vec<Node>,
    pub(super) root: Id,
    pub(super) storages: Vec<Storage>,
}

impl Loaded {
    pub(super) fn root(&self) -> &Node {
        &self.nodes[self.root as usize]
    }

    /// All tensors together may not be larger than `limit`.
    pub(super) fn check_total(&self, limit: u64) -> Result<(), Trouble> {
        let tensors = self.nodes.iter().filter_map(|node| match node {
            Node::Tensor(tensor) => Some(tensor.bytes() as u64),
            _ => None,
        });
        let total = tensors.fold(0, u64::saturating_add);
        if total > limit {
            return Err(format!(
                "its tensors would be {total} bytes, more than {limit}, which is {} times the file",
                super::MAX_REUSE
            ));
        }
        Ok(())
    }
}

/// Reads one pickle, up to and with its STOP.
pub(super) fn load(input: &mut Cursor<'_>) -> Result<Loaded, Trouble> {
    let mut machine = Machine::default();
    while machine.step(input)? {}
    let root = machine.pop()?;
    Ok(Loaded {
        nodes: machine.nodes,
        root,
        storages: machine.storages,
    })
}

#[derive(Debug, Default)]
pub(super) struct Machine {
    pub(super) nodes: Vec<Node>,
    pub(super) storages: Vec<Storage>,
    stack: Vec<Id>,
    marks: Vec<usize>,
    memo: HashMap<u32, Id>,
    /// Bytes of texts so far: a pickle can copy one again and again.
    held: u64,
}

impl Machine {
    /// Does one opcode; false after the last.
    fn step(&mut self, input: &mut Cursor<'_>) -> Result<bool, Trouble> {
        let opcode = input.u8()?;
        match opcode {
            0x80 => match input.u8()? {
                2..=5 => {}
                protocol => return Err(format!("its pickle protocol is {protocol}, not 2 to 5")),
            },
            // FRAME: only a hint for reading ahead.
            0x95 => drop(input.u64()?),
            b'.' => return Ok(false),
            b'(' => self.marks.push(self.stack.len()),
            b'0' => drop(self.pop()?),
            b'1' => drop(self.pop_mark()?),
            b'2' => {
                let top = self.top()?;
                self.stack.push(top);
            }
            b'N' => self.push(Node::None)?,
            0x88 => self.push(Node::Bool(true))?,
            0x89 => self.push(Node::Bool(false))?,
            b'J' => {
                let value = input.u32()?.cast_signed();
                self.push(Node::Int(value.into()))?;
            }
            b'K' => {
                let value = input.u8()?;
                self.push(Node::Int(value.into()))?;
            }
            b'M' => {
                let value = input.u16()?;
                self.push(Node::Int(value.into()))?;
            }
            0x8a => {
                let length = input.u8()?;
                self.push(Node::Int(integer(input.take(length.into())?)?))?;
            }
            0x8b => {
                let length = input.u32()?;
                self.push(Node::Int(integer(input.take(length.into())?)?))?;
            }
            b'G' => {
                let value = input.f64()?;
                self.push(Node::Float(value))?;
            }
            b'X' => self.string(input, |i| i.u32().map(u64::from))?,
            0x8c => self.string(input, |i| i.u8().map(u64::from))?,
            0x8d => self.string(input, Cursor::u64)?,
            // Python 2's strings, which may be either.
            b'U' => self.bytes(input, |i| i.u8().map(u64::from), true)?,
            b'T' => self.bytes(input, |i| i.u32().map(u64::from), true)?,
            b'C' => self.bytes(input, |i| i.u8().map(u64::from), false)?,
            b'B' => self.bytes(input, |i| i.u32().map(u64::from), false)?,
            0x8e | 0x96 => self.bytes(input, Cursor::u64, false)?,
            // Sets are lists here: nothing asks which.
            b']' | 0x8f => self.push(Node::List(Vec::new()))?,
            b'}' => self.push(Node::Dict(Vec::new()))?,
            b')' => self.push(Node::Tuple(Vec::new()))?,
            b'l' | 0x91 => {
                let items = self.pop_mark()?;
                self.push(Node::List(items))?;
            }
            b't' => {
                let items = self.pop_mark()?;
                self.push(Node::Tuple(items))?;
            }
            0x85..=0x87 => {
                let count = usize::from(opcode - 0x84);
                let start = self.above_mark(count)?;
                let items = self.stack.split_off(start);
                self.push(Node::Tuple(items))?;
            }
            b'd' => {
                let items = self.pop_mark()?;
                self.push(Node::Dict(pairs(&items)?))?;
            }
            b'a' => {
                let item = self.pop()?;
                self.append(&[item])?;
            }
            b'e' | 0x90 => {
                let items = self.pop_mark()?;
                self.append(&items)?;
            }
            b's' => {
                let start = self.above_mark(2)?;
                let items = self.stack.split_off(start);
                self.set_items(&items)?;
            }
            b'u' => {
                let items = self.pop_mark()?;
                self.set_items(&items)?;
            }
            b'q' => {
                let key = input.u8()?.into();
                self.keep(key)?;
            }
            b'r' => {
                let key = input.u32()?;
                self.keep(key)?;
            }
            0x94 => {
                // As many as were kept: at most MAX_NODES, which fits.
                let key = self.memo.len() as u32;
                self.keep(key)?;
            }
            b'h' => {
                let key = input.u8()?.into();
                self.recall(key)?;
            }
            b'j' => {
                let key = input.u32()?;
                self.recall(key)?;
            }
            b'c' => {
                let (module, name) = (input.line()?, input.line()?);
                self.push(find(module, name)?)?;
            }
            0x93 => {
                let (name, module) = (self.pop()?, self.pop()?);
                let found = match (self.node(module), self.node(name)) {
                    (Node::Str(module), Node::Str(name)) => find(module, name)?,
                    _ => return Err("it asks for something without a name".to_owned()),
                };
                self.push(found)?;
            }
            // INST names and calls at once.
            b'i' => return Err(refusal(input.line()?, input.line()?)),
            b'Q' => {
                let id = self.pop()?;
                let node = self.persistent(id)?;
                self.push(node)?;
            }
            // REDUCE and NEWOBJ: `callable(*arguments)`.
            b'R' | 0x81 => {
                let (arguments, callable) = (self.pop()?, self.pop()?);
                let node = self.reduce(callable, arguments)?;
                self.push(node)?;
            }
            // NEWOBJ_EX: the same with named arguments, which only classes
            // without meaning are given.
            0x92 => {
                let (_named, _arguments, class) = (self.pop()?, self.pop()?, self.pop()?);
                match self.node(class) {
                    Node::Class => self.push(Node::Opaque)?,
                    _ => return Err("it makes an object in a way no weights need".to_owned()),
                }
            }
            b'b' => {
                let (state, object) = (self.pop()?, self.top()?);
                self.build(object, state)?;
            }
            _ => {
                return Err(format!(
                    "it uses pickle opcode 0x{opcode:02x}, which no weights need: refused"
                ));
            }
        }
        Ok(true)
    }

    pub(super) fn node(&self, id: Id) -> &Node {
        // Ids are only ever given out by `push`, and nodes never go away.
        &self.nodes[id as usize]
    }

    fn push(&mut self, node: Node) -> Result<(), Trouble> {
        if self.nodes.len() >= MAX_NODES {
            return Err(format!("it has more than {MAX_NODES} objects"));
        }
        self.stack.push(self.nodes.len() as Id);
        self.nodes.push(node);
        Ok(())
    }

    /// Where the last `count` objects begin, which may not reach over a mark.
    fn above_mark(&self, count: usize) -> Result<usize, Trouble> {
        let floor = self.marks.last().copied().unwrap_or(0);
        let start = self.stack.len().checked_sub(count);
        start
            .filter(|&start| start >= floor)
            .ok_or_else(|| "it takes an object that is not there".to_owned())
    }

    fn top(&self) -> Result<Id, Trouble> {
        self.above_mark(1).map(|at| self.stack[at])
    }

    fn pop(&mut self) -> Result<Id, Trouble> {
        let at = self.above_mark(1)?;
        let id = self.stack[at];
        self.stack.truncate(at);
        Ok(id)
    }

    fn pop_mark(&mut self) -> Result<Vec<Id>, Trouble> {
        let mark = self.marks.pop();
        // The stack never shrinks below a mark, see `above_mark`.
        mark.map(|mark| self.stack.split_off(mark))
            .ok_or_else(|| "it goes back to a mark that is not there".to_owned())
    }

    fn keep(&mut self, key: u32) -> Result<(), Trouble> {
        let top = self.top()?;
        self.memo.insert(key, top);
        Ok(())
    }

    fn recall(&mut self, key: u32) -> Result<(), Trouble> {
        let id = self.memo.get(&key);
        let id = id.ok_or_else(|| format!("it recalls object {key}, which it never kept"))?;
        self.stack.push(*id);
        Ok(())
    }

    /// Counts bytes that are about to be copied.
    pub(super) fn hold(&mut self, bytes: usize) -> Result<(), Trouble> {
        self.held = self.held.saturating_add(bytes as u64);
        if self.held > MAX_PICKLE {
            return Err(format!("its texts are more than {MAX_PICKLE} bytes"));
        }
        Ok(())
    }

    fn string<'a>(
        &mut self,
        input: &mut Cursor<'a>,
        length: impl Fn(&mut Cursor<'a>) -> Result<u64, Trouble>,
    ) -> Result<(), Trouble> {
        let length = length(input)?;
        let text = text(input.take(length)?)?;
        self.hold(text.len())?;
        self.push(Node::Str(text.to_owned()))
    }

    fn bytes<'a>(
        &mut self,
        input: &mut Cursor<'a>,
        length: impl Fn(&mut Cursor<'a>) -> Result<u64, Trouble>,
        may_be_text: bool,
    ) -> Result<(), Trouble> {
        let length = length(input)?;
        let bytes = input.take(length)?;
        self.hold(bytes.len())?;
        match std::str::from_utf8(bytes) {
            Ok(text) if may_be_text => self.push(Node::Str(text.to_owned())),
            _ => self.push(Node::Bytes(bytes.to_vec())),
        }
    }

    fn append(&mut self, items: &[Id]) -> Result<(), Trouble> {
        let list = self.top()?;
        match &mut self.nodes[list as usize] {
            Node::List(list) => list.extend_from_slice(items),
            Node::Opaque => {}
            _ => return Err("it appends to what is no list".to_owned()),
        }
        Ok(())
    }

    fn set_items(&mut self, items: &[Id]) -> Result<(), Trouble> {
        let items = pairs(items)?;
        let dict = self.top()?;
        match &mut self.nodes[dict as usize] {
            Node::Dict(dict) => dict.extend(items),
            Node::Opaque => {}
            _ => return Err("it puts a key into what is no dictionary".to_owned()),
        }
        Ok(())
    }
}

fn pairs(items: &[Id]) -> Result<Vec<(Id, Id)>, Trouble> {
    let (pairs, rest) = items.as_chunks::<2>();
    if !rest.is_empty() {
        return Err("a dictionary in it has a key without a value".to_owned());
    }
    Ok(pairs.iter().map(|&[key, value]| (key, value)).collect())
}

/// A little-endian integer in two's complement.
fn integer(bytes: &[u8]) -> Result<i128, Trouble> {
    let mut wide = match bytes.last() {
        Some(0x80..) => [0xff; 16],
        _ => [0; 16],
    };
    let place = wide.get_mut(..bytes.len());
    place
        .ok_or_else(|| format!("an integer in it is {} bytes long", bytes.len()))?
        .copy_from_slice(bytes);
    Ok(i128::from_le_bytes(wide))
}
