//! From a published checkpoint to safetensors that hold the network's weights
//! and nothing else.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;

use safetensors::{Dtype, SafeTensorError, View, serialize_to_file};

use super::offers::Role;
use crate::error::ModelError;
use crate::pickle::{Checkpoint, Tensor, Value};

/// What is written under a name.
#[derive(Clone, Copy)]
enum Content<'a> {
    Saved(&'a Tensor),
    /// A number that was beside the weights, as a tensor without axes.
    Number(f64),
}

/// Tensors that tell whether a checkpoint is what its name says: the first and
/// the last of each network, with their shapes. Loading compares the rest.
fn tells(role: Role) -> &'static [(&'static str, &'static [usize])] {
    match role {
        Role::MertConfig | Role::MertInput => &[],
        Role::Mert => &[
            ("feature_extractor.conv_layers.0.conv.weight", &[512, 1, 10]),
            ("encoder.layers.11.final_layer_norm.weight", &[768]),
        ],
        Role::Btc => &[
            ("output_layer.output_projection.bias", &[170]),
            ("mean", &[]),
            ("std", &[]),
        ],
        Role::Head | Role::HeadDeam | Role::HeadEmomusic | Role::HeadPmemo => &[
            ("chord_root_embedding.weight", &[14, 4]),
            ("input_proj.0.bias", &[512]),
            ("classification_branch.2.bias", &[56]),
            ("regression_branch.2.bias", &[2]),
        ],
    }
}

/// Writes the weights of checkpoint `from` to the safetensors file `to`, a tensor
/// at a time. Names stay, less the `model.` that Lightning puts before them.
///
/// # Errors
/// The checkpoint does not read, is another network's, or `to` cannot be written.
pub(super) fn convert(role: Role, from: &Path, to: &Path) -> Result<(), ModelError> {
    let stranger = |why: String| ModelError::Weights {
        path: from.to_owned(),
        why,
    };
    let checkpoint = Checkpoint::open(from)?;
    let root = checkpoint.root();
    let inside = |key| {
        root.get(key)
            .ok_or_else(|| stranger(format!("it has no '{key}'")))
    };
    let mut contents = match role {
        Role::Btc => {
            let mut contents = saved(inside("model")?, "");
            for name in ["mean", "std"] {
                let value = inside(name)?;
                let number = value.number().map(Content::Number);
                let content = number.or(value.tensor().map(Content::Saved));
                let content = content.ok_or_else(|| stranger(format!("its '{name}' is no number")));
                contents.insert(name, content?);
            }
            contents
        }
        Role::Mert | Role::MertConfig | Role::MertInput => saved(root, ""),
        Role::Head | Role::HeadDeam | Role::HeadEmomusic | Role::HeadPmemo => {
            saved(inside("state_dict")?, "model.")
        }
    };
    for (name, shape) in tells(role) {
        let found = match contents.get(name) {
            Some(Content::Saved(tensor)) => tensor.shape.as_slice(),
            Some(Content::Number(_)) => &[],
            None => return Err(stranger(format!("it has no tensor '{name}'"))),
        };
        if found != *shape {
            let why = format!("its tensor '{name}' is {found:?} and not {shape:?}");
            return Err(stranger(why));
        }
    }
    let trouble = RefCell::new(None);
    let views = std::mem::take(&mut contents)
        .into_iter()
        .map(|(name, content)| {
            let view = Lazy {
                content,
                checkpoint: &checkpoint,
                trouble: &trouble,
            };
            (name, view)
        });
    let written = serialize_to_file(views, &None, to);
    if let Some(error) = trouble.into_inner() {
        return Err(error);
    }
    written.map_err(|error| match error {
        SafeTensorError::IoError(error) => ModelError::file("write", to)(error),
        other => stranger(format!("{other:?}")),
    })
}

/// The tensors of a dictionary whose names begin so, without that beginning.
fn saved<'a>(dictionary: Value<'a>, prefix: &str) -> BTreeMap<&'a str, Content<'a>> {
    dictionary
        .entries()
        .filter_map(|(name, value)| {
            Some((name.strip_prefix(prefix)?, Content::Saved(value.tensor()?)))
        })
        .collect()
}

/// A tensor that is read when it is its turn to be written. What goes wrong then
/// is kept, because the writer does not ask.
struct Lazy<'a> {
    content: Content<'a>,
    checkpoint: &'a Checkpoint,
    trouble: &'a RefCell<Option<ModelError>>,
}

impl View for Lazy<'_> {
    fn dtype(&self) -> Dtype {
        match self.content {
            Content::Saved(tensor) => tensor.dtype,
            Content::Number(_) => Dtype::F64,
        }
    }

    fn shape(&self) -> &[usize] {
        match self.content {
            Content::Saved(tensor) => &tensor.shape,
            Content::Number(_) => &[],
        }
    }

    fn data(&self) -> Cow<'_, [u8]> {
        let read = match self.content {
            Content::Saved(tensor) => self.checkpoint.read(tensor),
            Content::Number(number) => Ok(number.to_le_bytes().to_vec()),
        };
        Cow::Owned(read.unwrap_or_else(|error| {
            self.trouble.borrow_mut().get_or_insert(error);
            Vec::new()
        }))
    }

    fn data_len(&self) -> usize {
        match self.content {
            Content::Saved(tensor) => tensor.bytes(),
            Content::Number(_) => size_of::<f64>(),
        }
    }
}

/// Compares a published settings file with what our encoder is.
///
/// # Errors
/// The file does not read, or says something else.
pub(super) fn compare(role: Role, path: &Path) -> Result<(), ModelError> {
    let wanted: &[(&str, serde_json::Value)] = match role {
        Role::MertConfig => &[
            ("hidden_size", 768.into()),
            ("num_hidden_layers", 12.into()),
            ("num_attention_heads", 12.into()),
        ],
        Role::MertInput => &[
            ("sampling_rate", 24_000.into()),
            ("do_normalize", true.into()),
        ],
        _ => &[],
    };
    let stranger = |why| ModelError::Weights {
        path: path.to_owned(),
        why,
    };
    let text = std::fs::read(path).map_err(ModelError::file("read", path))?;
    let found: serde_json::Value =
        serde_json::from_slice(&text).map_err(|error| stranger(error.to_string()))?;
    for (key, value) in wanted {
        if found[key] != *value {
            return Err(stranger(format!(
                "'{key}' is {} and not {value}",
                found[key]
            )));
        }
    }
    Ok(())
}
