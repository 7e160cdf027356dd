//! The Python references of the parity tests, run anew.
//!
//! The tests compare with small golden files that are in the repository. Here
//! those are made again by the references themselves, in a virtual environment
//! that is thrown away, and the tests are run on the new ones.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::shell;

/// What a script writes in its head before the packages it needs.
const NEEDS: &str = "# needs:";

/// A reference script and the packages it needs.
struct Script {
    path: PathBuf,
    packages: Vec<String>,
}

fn scripts() -> Result<Vec<Script>> {
    let folder = shell::root().join("src-tauri/model/tests/references");
    let mut scripts = Vec::new();
    for entry in
        fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let path = entry?.path();
        if path.extension().is_none_or(|e| e != "py") {
            continue;
        }
        let text = fs::read_to_string(&path)?;
        if let Some(packages) = needs(&text) {
            scripts.push(Script { path, packages });
        }
    }
    scripts.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(scripts)
}

/// The packages that a script's head names; `None` when it is no reference but
/// a module of others.
fn needs(text: &str) -> Option<Vec<String>> {
    let line = text.lines().find_map(|line| line.strip_prefix(NEEDS))?;
    Some(line.split_whitespace().map(str::to_owned).collect())
}

/// Runs every reference and the parity tests on what they write.
pub fn check() -> Result<()> {
    let work = shell::target().join("references");
    let outcome = check_in(&work);
    // The environment takes gigabytes; the new golden files stay for a look.
    let _ = fs::remove_dir_all(work.join("venv"));
    outcome
}

fn check_in(work: &Path) -> Result<()> {
    let (venv, golden) = (work.join("venv"), work.join("golden"));
    for folder in [&venv, &golden] {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
    }
    fs::create_dir_all(&golden)?;
    let scripts = scripts()?;
    let packages: BTreeSet<&str> = scripts
        .iter()
        .flat_map(|script| script.packages.iter().map(String::as_str))
        .collect();
    shell::run(shell::command("python3").args(["-m", "venv"]).arg(&venv))?;
    let bin = venv.join(if cfg!(windows) { "Scripts" } else { "bin" });
    shell::run(
        shell::command(bin.join("python"))
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
            ])
            .args(packages),
    )?;
    let mut failed = Vec::new();
    for script in &scripts {
        let mut python = shell::command(bin.join("python"));
        python.arg(&script.path).arg(&golden);
        if let Err(error) = shell::run(&mut python) {
            failed.push(format!("{}: {error:#}", script.path.display()));
        }
    }
    if !failed.is_empty() {
        bail!("references failed: {}", failed.join("; "));
    }
    let mut tests = shell::cargo();
    tests
        .args([
            "test",
            "--package",
            "moodplane-model",
            "--tests",
            "--no-fail-fast",
        ])
        .env("MOODPLANE_GOLDEN", &golden);
    shell::run(&mut tests)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_names_its_packages_and_a_module_does_not() {
        let script = "\"\"\"What it is.\"\"\"\n# needs: torch numpy\nimport torch\n";
        assert_eq!(needs(script).unwrap(), ["torch", "numpy"]);
        assert_eq!(needs("import hashlib\n"), None);
    }
}
