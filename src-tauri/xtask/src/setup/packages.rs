//! System packages, by apt where there is one.

use std::fs;

use anyhow::{Context, Result, bail};

use super::Need;
use crate::shell;

/// The window's web view and toolkit (Tauri's prerequisites), sound output,
/// and the compilers for the parts written in C and C++.
const BUILD: [&str; 11] = [
    "build-essential",
    "cmake",
    "libasound2-dev",
    "libayatana-appindicator3-dev",
    "libgtk-3-dev",
    "librsvg2-dev",
    "libssl-dev",
    "libwebkit2gtk-4.1-dev",
    "libxdo-dev",
    "pkg-config",
    "python3",
];

/// A screen, a session bus, a sound card and a driver for a window that
/// nobody looks at, and the languages it may be in; and an encoder for test music.
const TESTS: [&str; 6] = [
    "dbus-x11",
    "ffmpeg",
    "locales",
    "pulseaudio",
    "webkit2gtk-driver",
    "xvfb",
];

/// Installs the packages that are missing.
pub fn install(need: Need) -> Result<()> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let mut wanted = BUILD.to_vec();
    if need == Need::Tests {
        wanted.extend(TESTS);
    }
    if !shell::exists("dpkg-query") {
        return without_apt();
    }
    let installed = installed(&wanted);
    let mut missing: Vec<&str> = wanted
        .into_iter()
        .filter(|name| !installed.contains(name))
        .collect();
    // A Python from elsewhere serves as well, if it brings its pip.
    let readers = need == Need::Tests && super::readers::is_missing();
    if super::libtorch::is_missing() || readers {
        let python = |args: &[&str]| shell::ask(shell::command("python3").args(args)).is_some();
        if python(&["-m", "pip", "--version"]) {
            missing.retain(|name| *name != "python3");
        } else {
            missing.push("python3-pip");
        }
    } else {
        missing.retain(|name| *name != "python3");
    }
    if missing.is_empty() {
        return Ok(());
    }
    apt_install(&missing)
}

/// Those of the packages that dpkg knows as installed.
fn installed<'a>(wanted: &[&'a str]) -> Vec<&'a str> {
    // dpkg-query fails when one is unknown, but still lists the others.
    let output = shell::command("dpkg-query")
        .args(["--show", "--showformat", "${Package} ${db:Status-Status}\n"])
        .args(wanted)
        .output();
    let list = output.map_or_else(
        |_| String::new(),
        |output| String::from_utf8_lossy(&output.stdout).into_owned(),
    );
    wanted
        .iter()
        .filter(|name| list.lines().any(|line| line == format!("{name} installed")))
        .copied()
        .collect()
}

fn apt_install(missing: &[&str]) -> Result<()> {
    let list = missing.join(" ");
    if !shell::exists("apt-get") {
        bail!("these packages are missing and there is no apt-get to install them: {list}");
    }
    let sudo = if is_root() {
        None
    } else if shell::exists("sudo") {
        Some("sudo")
    } else {
        bail!("these packages are missing; as root, please run: apt-get install {list}");
    };
    eprintln!("installing packages: {list}");
    let apt = |arguments: &[&str]| {
        let mut apt = match sudo {
            Some(sudo) => {
                let mut command = shell::command(sudo);
                command.args(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
                command
            }
            None => {
                let mut command = shell::command("apt-get");
                command.env("DEBIAN_FRONTEND", "noninteractive");
                command
            }
        };
        shell::run(apt.args(["-q", "-y"]).args(arguments))
    };
    // A machine's lists may be old or absent, and a mirror of which a part
    // cannot be reached may still have what is needed.
    if let Err(error) = apt(&["update"]) {
        eprintln!("warning: {error:#}; going on with the package lists there are");
    }
    let mut install = vec!["install", "--no-install-recommends"];
    install.extend(missing);
    apt(&install).with_context(|| {
        format!(
            "the packages could not be installed (is there a network?); \
             by hand: apt-get install {list}"
        )
    })
}

/// Whether we are root, without asking libc: the owner of our own process.
#[cfg(target_os = "linux")]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

#[cfg(not(target_os = "linux"))]
fn is_root() -> bool {
    false
}

/// On a Linux without apt, the first thing found missing is named with what
/// it is for; what is there cannot be asked for by package.
fn without_apt() -> Result<()> {
    for (program, what) in [
        ("c++", "a C++ compiler"),
        ("cmake", "CMake"),
        ("pkg-config", "pkg-config"),
    ] {
        if !shell::exists(program) {
            bail!(
                "{what} is missing and this system has no apt: install \
                 `{program}` and the development files of WebKitGTK 4.1, \
                 GTK 3, librsvg, OpenSSL and ALSA with its package manager"
            );
        }
    }
    for library in ["webkit2gtk-4.1", "gtk+-3.0", "alsa", "openssl"] {
        let mut query = shell::command("pkg-config");
        if shell::ask(query.args(["--exists", library])).is_none() {
            bail!(
                "the development files of {library} are missing and this \
                 system has no apt: install them with its package manager"
            );
        }
    }
    Ok(())
}
