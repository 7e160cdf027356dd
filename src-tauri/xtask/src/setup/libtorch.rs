//! The libtorch that the model crate links to, without a GPU's gigabytes.
//!
//! PyPI's wheel for Linux is a CUDA build of half a gigabyte of which the CPU
//! needs little: the headers, `libtorch_cpu` with the two libraries beside
//! it, and two small CUDA libraries it is linked to. They are taken out of
//! their wheels into `.deps/libtorch`, where `.cargo/config.toml` points the
//! build. Nothing of Python is kept.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::shell;

/// The one version that tch 0.26 is written for.
const VERSION: &str = "2.13.0";

/// What is downloaded, with the digests it must have.
const WHEELS: &str = "\
torch==2.13.0 \
--hash=sha256:60fcdcb2f3876e21146cb4524ef06397d727ca9ad5f020818547e25075fe3cb7
nvidia-cuda-runtime==13.0.96 \
--hash=sha256:7f82250d7782aa23b6cfe765ecc7db554bd3c2870c43f3d1821f1d18aebf0548
nvidia-cuda-cupti==13.0.85 \
--hash=sha256:4eb01c08e859bf924d222250d2e8f8b8ff6d3db4721288cf35d14252a4d933c8
";

/// Which file of which wheel goes where.
const PARTS: [(&str, &[(&str, &str)]); 3] = [
    (
        "torch-",
        &[
            ("torch/include/", "include"),
            ("torch/lib/libc10.so", "lib/libc10.so"),
            ("torch/lib/libgomp.so.1", "lib/libgomp.so.1"),
            ("torch/lib/libtorch_cpu.so", "lib/libtorch_cpu.so"),
        ],
    ),
    (
        "nvidia_cuda_runtime-",
        &[("nvidia/cu13/lib/libcudart.so.13", "lib/libcudart.so.13")],
    ),
    (
        "nvidia_cuda_cupti-",
        &[("nvidia/cu13/lib/libcupti.so.13", "lib/libcupti.so.13")],
    ),
];

const UNPACK: &str = include_str!("unpack.py");

fn ours() -> PathBuf {
    shell::root().join(".deps/libtorch")
}

/// The libtorch that a build will use: cargo hands us the one of
/// `.cargo/config.toml` unless the user has set another.
fn chosen() -> PathBuf {
    env::var_os("LIBTORCH").map_or_else(ours, PathBuf::from)
}

/// The version of a libtorch tree, if it is one.
fn version(tree: &Path) -> Option<String> {
    let library = ["libtorch_cpu.so", "libtorch_cpu.dylib", "torch_cpu.lib"];
    library
        .iter()
        .find(|name| tree.join("lib").join(name).exists())?;
    let text = fs::read_to_string(tree.join("build-version")).ok()?;
    Some(text.trim().to_owned())
}

/// Whether a version such as `2.13.0+cpu` is the one that is needed.
fn fits(version: &str) -> bool {
    version.split('+').next() == Some(VERSION)
}

/// Whether the tree is still to be made.
pub fn is_missing() -> bool {
    chosen() == ours() && !version(&ours()).is_some_and(|found| fits(&found))
}

/// Makes sure that there is the right libtorch.
pub fn install() -> Result<()> {
    let tree = chosen();
    let found = version(&tree);
    if found.as_deref().is_some_and(fits) {
        return Ok(());
    }
    if tree != ours() {
        let found = found.as_deref().unwrap_or("no libtorch");
        bail!(
            "LIBTORCH points to {}, which holds {found}; libtorch {VERSION} \
             is needed: point it there or unset it",
            tree.display()
        );
    }
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        bail!(
            "libtorch {VERSION} is fetched for 64-bit x86 Linux only: on \
             this system unpack PyTorch's libtorch {VERSION} for the CPU and \
             set LIBTORCH to its folder"
        );
    }
    match found {
        Some(found) => eprintln!("replacing libtorch {found} by {VERSION}"),
        None => eprintln!("fetching libtorch {VERSION} (540 MB, once)"),
    }
    make(&tree)
}

/// Builds the tree beside its place and moves it there when it is whole, so
/// that no interruption leaves half a libtorch.
fn make(tree: &Path) -> Result<()> {
    let part = tree.with_extension("part");
    clear(&part)?;
    let wheels = part.join("wheels");
    fs::create_dir_all(&wheels).with_context(|| format!("cannot make {}", wheels.display()))?;
    download(&wheels)?;
    unpack(&wheels, &part)?;
    fs::remove_dir_all(&wheels)?;
    finish(&part.join("lib"))?;
    fs::write(part.join("build-version"), format!("{VERSION}+cpu\n"))?;
    clear(tree)?;
    fs::rename(&part, tree).context("cannot put libtorch in its place")
}

fn clear(folder: &Path) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    fs::remove_dir_all(folder).with_context(|| format!("cannot clear {}", folder.display()))
}

fn download(wheels: &Path) -> Result<()> {
    if shell::ask(shell::command("python3").args(["-m", "pip", "--version"])).is_none() {
        bail!("Python 3 with pip is needed to fetch libtorch: install python3 and python3-pip");
    }
    let list = wheels.join("wheels.txt");
    fs::write(&list, WHEELS)?;
    let mut pip = shell::command("python3");
    pip.args(["-m", "pip", "--disable-pip-version-check", "download"]);
    pip.args(["--no-deps", "--only-binary=:all:", "--require-hashes"]);
    // Nothing of Python's is kept, so whichever is installed here may fetch
    // the wheels of a fixed one.
    pip.args(["--implementation", "cp", "--python-version", "3.11"]);
    for platform in ["2_28", "2_25", "2_17"] {
        pip.arg("--platform")
            .arg(format!("manylinux_{platform}_x86_64"));
    }
    pip.arg("--dest")
        .arg(wheels)
        .arg("--requirement")
        .arg(&list);
    shell::run(&mut pip)
        .context("libtorch could not be fetched (is there a network, and 2 GB of disk?)")
}

fn unpack(wheels: &Path, tree: &Path) -> Result<()> {
    for (prefix, parts) in PARTS {
        let wheel = fs::read_dir(wheels)?
            .filter_map(Result::ok)
            .find(|entry| entry.file_name().to_string_lossy().starts_with(prefix))
            .with_context(|| format!("pip did not fetch {prefix}*.whl"))?;
        let mut python = shell::command("python3");
        python.arg("-c").arg(UNPACK).arg(wheel.path());
        for (from, to) in parts {
            python.arg(from).arg(tree.join(to));
        }
        let output = python.output().context("cannot start python3")?;
        if !output.status.success() {
            bail!(
                "cannot unpack: {}",
                String::from_utf8_lossy(&output.stderr).trim()
            );
        }
    }
    Ok(())
}

/// Drops the symbols that only a debugger reads (a fifth of the size), and
/// adds `libtorch.so`, which the build asks for by name: an empty library
/// that stands for the real ones.
fn finish(lib: &Path) -> Result<()> {
    let mut strip = shell::command("strip");
    shell::run(
        strip
            .arg("--strip-unneeded")
            .arg(lib.join("libtorch_cpu.so")),
    )?;
    let mut link = shell::command("gcc");
    link.args(["-shared", "-Wl,-soname,libtorch.so", "-Wl,--no-as-needed"]);
    link.arg("-o")
        .arg(lib.join("libtorch.so"))
        .arg("-L")
        .arg(lib);
    link.args(["-l:libtorch_cpu.so", "-l:libc10.so"]);
    // What these need in turn is found when a program starts.
    link.arg("-Wl,--allow-shlib-undefined");
    shell::run(&mut link)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_exact_version_fits() {
        assert!(fits("2.13.0+cpu") && fits("2.13.0"));
        assert!(!fits("2.13.1+cpu") && !fits("2.1") && !fits(""));
    }

    #[test]
    fn half_a_tree_is_none() {
        let tree = tempfile::tempdir().unwrap();
        fs::write(tree.path().join("build-version"), "2.13.0+cpu").unwrap();
        assert_eq!(version(tree.path()), None);
        let lib = tree.path().join("lib");
        fs::create_dir(&lib).unwrap();
        fs::write(lib.join("libtorch_cpu.so"), "").unwrap();
        assert_eq!(version(tree.path()).as_deref(), Some("2.13.0+cpu"));
    }
}
