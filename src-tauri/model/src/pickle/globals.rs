//! The names that a checkpoint may ask for. All others are refused.
//!
//! Three kinds: names that this reader has a meaning for (`torch._utils.
//! _rebuild_tensor_v2` and its like); classes of a few libraries whose settings
//! Lightning saves beside the weights, which become values without content; and
//! everything else, which no weights need. Nothing of any kind is ever called:
//! the reader has only its own code to build things with.

use safetensors::Dtype;

use super::Trouble;
use super::machine::Node;

/// A name with a meaning here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// Makes a dictionary.
    Dict,
    /// Makes a list or something like it.
    Sequence,
    /// Makes bytes: of nothing, or of a text in Latin-1, which is how Python 3
    /// writes bytes for Python 2.
    Bytes,
    /// Makes a tensor; the number says which of torch's functions.
    RebuildTensor(u8),
    /// Makes a parameter of a tensor.
    RebuildParameter,
    /// The type of a storage; without one its bytes are untyped.
    Storage(Option<Dtype>),
    /// A type of values.
    Dtype(Dtype),
    /// Makes a NumPy type.
    NumpyType,
    /// Makes a NumPy number.
    NumpyScalar,
    /// Makes an empty NumPy array, to be filled.
    NumpyReconstruct,
    /// Makes a NumPy array at once.
    NumpyBuffer,
    /// The class of NumPy's arrays.
    NumpyArray,
}

/// Libraries whose classes may stand beside weights as values without content.
const INERT: [&str; 11] = [
    "argparse",
    "datetime",
    "lightning",
    "lightning_fabric",
    "lightning_utilities",
    "omegaconf",
    "pathlib",
    "pytorch_lightning",
    "torch.optim",
    "torchmetrics",
    "typing",
];

/// What a name stands for.
pub(super) fn find(module: &str, name: &str) -> Result<Node, Trouble> {
    if let Some(known) = known(module, name) {
        return Ok(Node::Known(known));
    }
    let inside = |library: &str| {
        module
            .strip_prefix(library)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    // Classes are written with a capital; functions have no business here.
    let class = name.starts_with(|c: char| c.is_ascii_uppercase()) && !name.contains('.');
    if (class && INERT.iter().any(|library| inside(library)))
        || (module, name) == ("torch", "device")
    {
        return Ok(Node::Class);
    }
    Err(refusal(module, name))
}

/// Says what was asked for.
pub(super) fn refusal(module: &str, name: &str) -> Trouble {
    format!("it asks for {module}.{name}, which no weights need: refused")
}

fn known(module: &str, name: &str) -> Option<Known> {
    Some(match (module, name) {
        ("collections", "OrderedDict" | "defaultdict") => Known::Dict,
        ("builtins" | "__builtin__", "dict") => Known::Dict,
        ("builtins" | "__builtin__", "list" | "tuple" | "set" | "frozenset") => Known::Sequence,
        ("torch", "Size") => Known::Sequence,
        ("_codecs", "encode") | ("builtins" | "__builtin__", "bytes") => Known::Bytes,
        ("torch._utils", "_rebuild_tensor") => Known::RebuildTensor(1),
        ("torch._utils", "_rebuild_tensor_v2") => Known::RebuildTensor(2),
        ("torch._utils", "_rebuild_tensor_v3") => Known::RebuildTensor(3),
        ("torch._utils", "_rebuild_parameter" | "_rebuild_parameter_with_state") => {
            Known::RebuildParameter
        }
        ("torch.storage" | "torch", "UntypedStorage") => Known::Storage(None),
        ("torch" | "torch.cuda", name) => match name.strip_suffix("Storage") {
            Some(kind) => Known::Storage(Some(storage_type(kind)?)),
            None => Known::Dtype(value_type(name)?),
        },
        ("numpy", "dtype") => Known::NumpyType,
        ("numpy", "ndarray") => Known::NumpyArray,
        ("numpy.core.multiarray" | "numpy._core.multiarray", "scalar") => Known::NumpyScalar,
        ("numpy.core.multiarray" | "numpy._core.multiarray", "_reconstruct") => {
            Known::NumpyReconstruct
        }
        ("numpy.core.numeric" | "numpy._core.numeric", "_frombuffer") => Known::NumpyBuffer,
        _ => return None,
    })
}

fn storage_type(kind: &str) -> Option<Dtype> {
    Some(match kind {
        "Double" => Dtype::F64,
        "Float" => Dtype::F32,
        "Half" => Dtype::F16,
        "BFloat16" => Dtype::BF16,
        "Long" => Dtype::I64,
        "Int" => Dtype::I32,
        "Byte" => Dtype::U8,
        "Bool" => Dtype::BOOL,
        _ => return None,
    })
}

fn value_type(name: &str) -> Option<Dtype> {
    Some(match name {
        "float64" => Dtype::F64,
        "float32" => Dtype::F32,
        "float16" => Dtype::F16,
        "bfloat16" => Dtype::BF16,
        "int64" => Dtype::I64,
        "int32" => Dtype::I32,
        "uint8" => Dtype::U8,
        "bool" => Dtype::BOOL,
        _ => return None,
    })
}

/// A NumPy type by its letter and size, such as `f8`.
pub(super) fn numpy_type(code: &str) -> Option<Dtype> {
    Some(match code {
        "f8" => Dtype::F64,
        "f4" => Dtype::F32,
        "f2" => Dtype::F16,
        "i8" => Dtype::I64,
        "i4" => Dtype::I32,
        "u1" => Dtype::U8,
        "b1" => Dtype::BOOL,
        _ => return None,
    })
}
