//! Where the network runs, and in which numbers.

use tch::{Device, Kind};

use crate::net::mert::fastest_kind;

/// What the user asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeviceChoice {
    /// The best there is.
    #[default]
    Auto,
    /// The processor.
    Cpu,
    /// The first NVIDIA GPU.
    Cuda,
    /// Apple's GPU.
    Mps,
}

impl std::str::FromStr for DeviceChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(Self::Auto),
            "cpu" => Ok(Self::Cpu),
            "cuda" => Ok(Self::Cuda),
            "mps" => Ok(Self::Mps),
            other => Err(format!("'{other}' is not one of auto, cpu, cuda, mps")),
        }
    }
}

impl DeviceChoice {
    /// The device, and a sentence when it is not the one that was asked for.
    pub fn resolve(self) -> (Device, Option<String>) {
        let fall_back = |name: &str| {
            let sentence = format!("this libtorch sees no {name} device; using the CPU");
            (Device::Cpu, Some(sentence))
        };
        match self {
            Self::Cpu => (Device::Cpu, None),
            Self::Cuda if tch::Cuda::is_available() => (Device::Cuda(0), None),
            Self::Cuda => fall_back("CUDA"),
            Self::Mps if tch::utils::has_mps() => (Device::Mps, None),
            Self::Mps => fall_back("MPS"),
            Self::Auto if tch::Cuda::is_available() => (Device::Cuda(0), None),
            Self::Auto if tch::utils::has_mps() => (Device::Mps, None),
            Self::Auto => (Device::Cpu, None),
        }
    }
}

/// In which numbers a large network computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Precision {
    /// The fastest that the device computes well in.
    #[default]
    Auto,
    /// Full precision.
    F32,
    /// Half the bits with f32's range.
    Bf16,
}

impl std::str::FromStr for Precision {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(Self::Auto),
            "f32" => Ok(Self::F32),
            "bf16" => Ok(Self::Bf16),
            other => Err(format!("'{other}' is not one of auto, f32, bf16")),
        }
    }
}

impl Precision {
    /// The numbers' type on this device.
    pub(crate) fn kind(self, device: Device) -> Kind {
        match self {
            Self::Auto => fastest_kind(device),
            Self::F32 => Kind::Float,
            Self::Bf16 => Kind::BFloat16,
        }
    }
}

/// A device's name for people.
pub fn device_name(device: Device) -> &'static str {
    match device {
        Device::Cpu => "CPU",
        Device::Cuda(_) => "CUDA GPU",
        Device::Mps => "Apple GPU",
        Device::Vulkan => "Vulkan GPU",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asking_for_what_is_not_there_falls_back_with_a_word() {
        assert_eq!("cpu".parse(), Ok(DeviceChoice::Cpu));
        assert!("tpu".parse::<DeviceChoice>().is_err());
        let (device, word) = DeviceChoice::Mps.resolve();
        if !tch::utils::has_mps() {
            assert_eq!(device, Device::Cpu);
            assert!(word.is_some_and(|w| w.contains("CPU")));
        }
    }
}
