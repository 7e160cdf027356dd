//! What a pickle's calls come to: tensors, dictionaries, NumPy's numbers.

use safetensors::Dtype;

use super::Trouble;
use super::globals::{Known, numpy_type};
use super::machine::{Id, Machine, Node, Source, Storage, Stretch};
use super::tensor::Tensor;

impl Machine {
    /// `callable(*arguments)`, of those that are known.
    pub(super) fn reduce(&mut self, callable: Id, arguments: Id) -> Result<Node, Trouble> {
        let known = match self.node(callable) {
            Node::Known(known) => *known,
            Node::Class => return Ok(Node::Opaque),
            _ => return Err("it calls what cannot be called".to_owned()),
        };
        let arguments = self.tuple(arguments)?.to_vec();
        match known {
            Known::Dict => self.dict(&arguments),
            Known::Sequence => match arguments.first().map(|&id| self.node(id)) {
                None => Ok(Node::List(Vec::new())),
                Some(Node::List(items) | Node::Tuple(items)) => Ok(Node::List(items.clone())),
                Some(_) => Err("it makes a list of what is none".to_owned()),
            },
            Known::Bytes => self.encoded(&arguments),
            Known::RebuildTensor(version) => self.rebuild(version, &arguments),
            Known::RebuildParameter => match arguments.first().map(|&id| self.node(id)) {
                Some(Node::Tensor(tensor)) => Ok(Node::Tensor(tensor.clone())),
                _ => Err("it makes a parameter of what is no tensor".to_owned()),
            },
            Known::NumpyType => {
                let code = arguments.first().map(|&id| self.text(id)).transpose()?;
                let code = code.unwrap_or_default();
                let dtype = numpy_type(code);
                dtype
                    .map(|dtype| Node::NumpyType(dtype, false))
                    .ok_or_else(|| format!("NumPy's type '{code}' is not one of plain numbers"))
            }
            Known::NumpyScalar => self.scalar(&arguments),
            Known::NumpyReconstruct => Ok(Node::NumpyArray),
            Known::NumpyBuffer => match arguments[..] {
                [bytes, dtype, shape, order] => {
                    let column_major = self.text(order)? == "F";
                    self.array(shape, dtype, column_major, bytes)
                }
                _ => Err("it makes a NumPy array of too little".to_owned()),
            },
            Known::Storage(_) | Known::Dtype(_) | Known::NumpyArray => {
                Err("it makes an object in a way no weights need".to_owned())
            }
        }
    }

    /// BUILD: what an object is given after it was made.
    pub(super) fn build(&mut self, object: Id, state: Id) -> Result<(), Trouble> {
        let made = match self.node(object) {
            // A state dictionary's `_metadata`, which loading does not need.
            Node::Dict(_) | Node::Opaque => return Ok(()),
            Node::NumpyType(dtype, _) => {
                let order = self.tuple(state)?.get(1).copied();
                let order = order.map(|id| self.text(id)).transpose()?;
                Node::NumpyType(*dtype, order == Some(">"))
            }
            // `(version, shape, type, column-major, bytes)`.
            Node::NumpyArray => match *self.tuple(state)? {
                [_version, shape, dtype, order, bytes] => {
                    let column_major = *self.node(order) == Node::Bool(true);
                    self.array(shape, dtype, column_major, bytes)?
                }
                _ => return Err("it fills a NumPy array with too little".to_owned()),
            },
            _ => return Err("it changes an object that has no state".to_owned()),
        };
        self.nodes[object as usize] = made;
        Ok(())
    }

    /// BINPERSID: a storage, as `('storage', type, key, device, elements)`,
    /// in the format before 1.6 with a view of it or `None` at the end.
    pub(super) fn persistent(&mut self, id: Id) -> Result<Node, Trouble> {
        let odd = || "it names a storage in an unknown way".to_owned();
        let parts = self.tuple(id)?;
        let (&[kind, class, key, _device, count], view) =
            parts.split_first_chunk::<5>().ok_or_else(odd)?;
        if self.text(kind)? != "storage" {
            return Err(odd());
        }
        let Node::Known(Known::Storage(dtype)) = *self.node(class) else {
            return Err(odd());
        };
        let size = dtype.map_or(1, |dtype| dtype.size() as u64);
        let measure = |id| {
            let count: u64 = self.count(id)?;
            count
                .checked_mul(size)
                .ok_or_else(|| format!("it names a storage of {count} values"))
        };
        let (key, bytes) = (self.text(key)?.to_owned(), measure(count)?);
        let stretch = match view.first().map(|&view| self.node(view)) {
            Some(Node::Tuple(view)) => match view[..] {
                [_key, first, count] => (measure(first)?, measure(count)?),
                _ => return Err(odd()),
            },
            _ => (0, bytes),
        };
        if stretch
            .0
            .checked_add(stretch.1)
            .is_none_or(|end| end > bytes)
        {
            return Err(format!("a view in it reaches beyond storage '{key}'"));
        }
        let storage = self.storage(Storage {
            source: Source::Record(key),
            bytes,
            dtype,
        })?;
        Ok(Node::Storage(Stretch {
            storage,
            first: stretch.0,
            bytes: stretch.1,
            dtype,
        }))
    }

    /// The storage's number; each key has one.
    fn storage(&mut self, storage: Storage) -> Result<usize, Trouble> {
        let known = |other: &Storage| {
            matches!(storage.source, Source::Record(_)) && other.source == storage.source
        };
        // Tensors mostly come with a storage each, the newest last.
        let Some(at) = self.storages.iter().rposition(known) else {
            self.storages.push(storage);
            return Ok(self.storages.len() - 1);
        };
        if self.storages[at] != storage {
            return Err("it gives one storage two sizes or types".to_owned());
        }
        Ok(at)
    }

    /// `_rebuild_tensor(storage, offset, shape, strides)` and its successors.
    fn rebuild(&self, version: u8, arguments: &[Id]) -> Result<Node, Trouble> {
        let (&[storage, offset, shape, strides], rest) = arguments
            .split_first_chunk::<4>()
            .ok_or("it makes a tensor of too little")?;
        let Node::Storage(stretch) = *self.node(storage) else {
            return Err("it makes a tensor without a storage".to_owned());
        };
        // The third names its type after `requires_grad` and the hooks.
        let dtype = match (version, rest.get(2).map(|&id| self.node(id))) {
            (3, Some(&Node::Known(Known::Dtype(dtype)))) => Some(dtype),
            (3, _) => None,
            _ => stretch.dtype,
        };
        let dtype = dtype.ok_or("it makes a tensor without a type")?;
        let counts = |id| -> Result<Vec<usize>, Trouble> {
            self.tuple(id)?.iter().map(|&id| self.count(id)).collect()
        };
        Tensor::new(
            stretch,
            dtype,
            self.count(offset)?,
            counts(shape)?,
            counts(strides)?,
        )
        .map(Node::Tensor)
    }

    fn dict(&self, arguments: &[Id]) -> Result<Node, Trouble> {
        let items = match arguments.first().map(|&id| self.node(id)) {
            // `defaultdict` is given what makes its values.
            None | Some(Node::Known(_) | Node::Class | Node::None) => &[],
            Some(Node::Dict(pairs)) => return Ok(Node::Dict(pairs.clone())),
            Some(Node::List(items)) => items.as_slice(),
            Some(_) => return Err("it makes a dictionary of what is none".to_owned()),
        };
        let pairs = items.iter().map(|&item| match self.node(item) {
            Node::List(pair) | Node::Tuple(pair) if pair.len() == 2 => Ok((pair[0], pair[1])),
            _ => Err("a dictionary in it has a key without a value".to_owned()),
        });
        pairs.collect::<Result<_, _>>().map(Node::Dict)
    }

    fn encoded(&mut self, arguments: &[Id]) -> Result<Node, Trouble> {
        let Some(&id) = arguments.first() else {
            return Ok(Node::Bytes(Vec::new()));
        };
        let text = self.text(id)?;
        let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(c).ok()).collect();
        let bytes = bytes.ok_or("bytes in it are not written in Latin-1")?;
        self.hold(bytes.len())?;
        Ok(Node::Bytes(bytes))
    }

    /// `scalar(type, bytes)`.
    fn scalar(&self, arguments: &[Id]) -> Result<Node, Trouble> {
        let &[dtype, bytes] = arguments else {
            return Err("it makes a NumPy number of too little".to_owned());
        };
        let dtype = self.little(dtype)?;
        let bytes = self.raw(bytes)?;
        let value = match (dtype, bytes.len()) {
            (Dtype::F64, 8) => bytes.try_into().map(f64::from_le_bytes).map(Node::Float),
            (Dtype::F32, 4) => bytes
                .try_into()
                .map(|bytes| Node::Float(f32::from_le_bytes(bytes).into())),
            (Dtype::I64, 8) => bytes
                .try_into()
                .map(|bytes| Node::Int(i64::from_le_bytes(bytes).into())),
            (Dtype::I32, 4) => bytes
                .try_into()
                .map(|bytes| Node::Int(i32::from_le_bytes(bytes).into())),
            (Dtype::U8, 1) => Ok(Node::Int(bytes[0].into())),
            (Dtype::BOOL, 1) => Ok(Node::Bool(bytes[0] != 0)),
            _ => return Err(format!("a NumPy {dtype:?} in it is {} bytes", bytes.len())),
        };
        value.map_err(|_| "a NumPy number in it has another size".to_owned())
    }

    /// A tensor of a NumPy array's parts.
    fn array(
        &mut self,
        shape: Id,
        dtype: Id,
        column_major: bool,
        bytes: Id,
    ) -> Result<Node, Trouble> {
        let dtype = self.little(dtype)?;
        let shape: Vec<usize> = self
            .tuple(shape)?
            .iter()
            .map(|&id| self.count(id))
            .collect::<Result<_, _>>()?;
        let bytes = self.raw(bytes)?.to_vec();
        self.hold(bytes.len())?;
        let length = bytes.len() as u64;
        let storage = self.storage(Storage {
            source: Source::Pickle(bytes),
            bytes: length,
            dtype: Some(dtype),
        })?;
        let stretch = Stretch {
            storage,
            first: 0,
            bytes: length,
            dtype: Some(dtype),
        };
        let strides = strides(&shape, column_major).ok_or("a NumPy array in it is too large")?;
        Tensor::new(stretch, dtype, 0, shape, strides).map(Node::Tensor)
    }

    fn little(&self, dtype: Id) -> Result<Dtype, Trouble> {
        match *self.node(dtype) {
            Node::NumpyType(dtype, false) => Ok(dtype),
            Node::NumpyType(_, true) => Err("its NumPy numbers are big-endian".to_owned()),
            _ => Err("its NumPy numbers have no type".to_owned()),
        }
    }

    fn raw(&self, id: Id) -> Result<&[u8], Trouble> {
        match self.node(id) {
            Node::Bytes(bytes) => Ok(bytes),
            Node::Str(text) => Ok(text.as_bytes()),
            _ => Err("it has another object where bytes belong".to_owned()),
        }
    }

    fn tuple(&self, id: Id) -> Result<&[Id], Trouble> {
        match self.node(id) {
            Node::Tuple(items) | Node::List(items) => Ok(items),
            _ => Err("it has another object where a tuple belongs".to_owned()),
        }
    }

    fn text(&self, id: Id) -> Result<&str, Trouble> {
        match self.node(id) {
            Node::Str(text) => Ok(text),
            _ => Err("it has another object where a text belongs".to_owned()),
        }
    }

    fn count<T: TryFrom<i128>>(&self, id: Id) -> Result<T, Trouble> {
        match *self.node(id) {
            Node::Int(value) => {
                T::try_from(value).map_err(|_| format!("it has {value} where a size belongs"))
            }
            _ => Err("it has another object where a size belongs".to_owned()),
        }
    }
}

/// Steps between neighbours along each axis of a dense array.
fn strides(shape: &[usize], column_major: bool) -> Option<Vec<usize>> {
    let mut strides = vec![0; shape.len()];
    let mut step = 1usize;
    let mut next = |axis: usize| {
        strides[axis] = step;
        step = step.checked_mul(shape[axis].max(1))?;
        Some(())
    };
    if column_major {
        (0..shape.len()).try_for_each(&mut next)?;
    } else {
        (0..shape.len()).rev().try_for_each(&mut next)?;
    }
    Some(strides)
}
