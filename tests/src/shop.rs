//! A shop that sells one small model: its files, the server that has them, and
//! a `mood` that knows the way there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};
use sha2::Digest;

use crate::{Checkpoint, Mood, Said, Server};

/// The encoder's path on the server.
pub const MERT: &str = "/mert/pytorch_model.bin";
/// The head's.
pub const HEAD: &str = "/heads/J_all.ckpt";

/// The encoder's tensors by which it is known; with random values there is
/// nothing to hear with it.
pub fn mert() -> Checkpoint {
    Checkpoint::of(|root| {
        root.tensor("feature_extractor.conv_layers.0.conv.weight", &[512, 1, 10]);
        root.tensor("encoder.pos_conv_embed.conv.weight_g", &[1, 1, 128]);
        root.tensor("encoder.layers.11.final_layer_norm.weight", &[768]);
    })
}

/// The chord recogniser's, likewise.
pub fn btc() -> Checkpoint {
    Checkpoint::of(|root| {
        root.inside("model", |model| {
            model.tensor("output_layer.output_projection.bias", &[170]);
        });
        root.number("mean", -3.5);
        root.number("std", 2.25);
    })
}

/// A head with these branches, each with so many outputs.
pub fn head(branches: &[(&str, u32)]) -> Checkpoint {
    Checkpoint::of(|root| {
        root.number("epoch", 3.0);
        root.inside("state_dict", |state| {
            state.tensor("model.chord_root_embedding.weight", &[14, 4]);
            state.tensor("model.input_proj.0.bias", &[512]);
            for (name, outputs) in branches {
                state.tensor(&format!("model.{name}.2.bias"), &[*outputs]);
            }
            state.tensor("loss_fn_classification.pos_weight", &[56]);
        });
    })
}

/// The head as it was published.
pub fn student() -> Checkpoint {
    head(&[("classification_branch", 56), ("regression_branch", 2)])
}

/// Bytes in hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Git's id of this content.
pub fn blob(bytes: &[u8]) -> String {
    let mut all = format!("blob {}\0", bytes.len()).into_bytes();
    all.extend(bytes);
    hex(&sha1::Sha1::digest(&all))
}

/// A server with all the files of `music2emo`, and a `mood` that knows it.
pub struct Shop {
    /// The command.
    pub mood: Mood,
    /// The server.
    pub server: Server,
}

impl Shop {
    /// One with all files, and nothing installed.
    ///
    /// # Errors
    /// If there is no room or no port.
    pub fn open() -> Result<Self> {
        let shop = Self {
            mood: Mood::new()?,
            server: Server::start()?,
        };
        let head = student().bytes()?;
        shop.server.put("/mert/config.json", CONFIG.as_bytes());
        shop.server.put(HEAD, &head);
        shop.server.put("/heads/btc.pt", &btc().bytes()?);
        shop.server.put(MERT, &mert().bytes()?);
        shop.offer(Some(&blob(&head)))?;
        Ok(shop)
    }

    /// Writes the table of offers, with this git id of the head.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn offer(&self, head: Option<&str>) -> Result<()> {
        let parts = [
            ("mert-config", "config.json", "/mert/config.json", None),
            ("head", "J_all.ckpt", HEAD, head),
            ("btc", "btc_model_large_voca.pt", "/heads/btc.pt", None),
            ("mert", "pytorch_model.bin", MERT, None),
        ];
        let mut table = "[[model]]\nid = \"music2emo\"\ntitle = \"The published system\"\n\
                         licence = \"CC-BY-NC-4.0 AND MIT\"\n"
            .to_owned();
        for (role, file, path, blob) in parts {
            let url = self.server.url(path);
            table += &format!(
                "[[model.part]]\nrole = \"{role}\"\nproject = \"somebody\"\nlicence = \"MIT\"\n\
                 file = \"{file}\"\nurl = \"{url}\"\nmb = 1\n"
            );
            if let Some(blob) = blob {
                table += &format!("blob = \"{blob}\"\n");
            }
        }
        Ok(fs::write(self.mood.file("offers.toml"), table)?)
    }

    /// Where models are installed.
    pub fn models(&self) -> PathBuf {
        self.mood.home().join(".local/share/moodplane/models")
    }

    /// `mood models` with these arguments, not yet started.
    ///
    /// # Errors
    /// If `mood` is not built.
    pub fn command(&self, arguments: &[&str]) -> Result<Command> {
        let mut command = self.mood.command(["models"])?;
        command
            .args(arguments)
            .env("MOODPLANE_MODEL_SOURCE", self.mood.file("offers.toml"))
            // Silence is told from slowness after so many seconds.
            .env("MOODPLANE_MODEL_PATIENCE", "1.5");
        for proxy in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
            command.env_remove(proxy);
        }
        Ok(command)
    }

    /// Runs `mood models` with these arguments to its end.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn run(&self, arguments: &[&str]) -> Result<Said> {
        Ok(Said::of(&self.command(arguments)?.output()?))
    }

    /// Installs the model, its licence accepted.
    ///
    /// # Errors
    /// If `mood` cannot be started.
    pub fn install(&self) -> Result<Said> {
        self.run(&["install", "music2emo", "--accept-licence"])
    }

    /// Begins to.
    ///
    /// # Errors
    /// If `mood` cannot be started.
    pub fn start_install(&self) -> Result<Child> {
        self.start(|_| {})
    }

    /// Begins to, with patience for a server that says nothing: whoever begins it so
    /// kills it, however long that takes on a busy machine.
    ///
    /// # Errors
    /// If `mood` cannot be started.
    pub fn start_patient_install(&self) -> Result<Child> {
        self.start(|command| _ = command.env("MOODPLANE_MODEL_PATIENCE", "600"))
    }

    fn start(&self, prepare: impl FnOnce(&mut Command)) -> Result<Child> {
        let mut command = self.command(&["install", "music2emo", "--accept-licence"])?;
        prepare(&mut command);
        Ok(command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?)
    }

    /// What `mood models list` says of `music2emo`.
    ///
    /// # Errors
    /// If it says nothing of it.
    pub fn state(&self) -> Result<String> {
        let said = self.run(&["list", "--json"])?;
        anyhow::ensure!(said.code == Some(0), "{said:?}");
        let models = said.lines()?;
        let found = models.iter().find(|model| model["id"] == "music2emo");
        let state = found.and_then(|model| model["state"].as_str());
        Ok(state.context("it is not listed")?.to_owned())
    }

    /// It is there, whole, and nothing is left over.
    ///
    /// # Errors
    /// If `mood` cannot be asked.
    pub fn assert_installed(&self, said: &Said) -> Result<()> {
        assert_eq!(said.code, Some(0), "{said:?}");
        assert_eq!(self.state()?, "installed");
        let verified = self.run(&["verify"])?;
        assert_eq!(verified.code, Some(0), "{verified:?}");
        let mut names = names(&self.models())?;
        names.retain(|name| !name.starts_with("music2emo-"));
        assert_eq!(names, [".lock", "registry.toml"]);
        Ok(())
    }

    /// It is not there, and the user is told in a line.
    ///
    /// # Errors
    /// If `mood` cannot be asked.
    pub fn assert_refused(&self, said: &Said, code: i32, word: &str) -> Result<()> {
        assert_eq!(said.code, Some(code), "{said:?}");
        assert_eq!(said.err.lines().count(), 1, "{}", said.err);
        assert!(said.err.contains(word), "{}", said.err);
        assert_eq!(self.state()?, "available");
        Ok(())
    }
}

/// The encoder's settings.
pub const CONFIG: &str =
    r#"{"hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12}"#;

/// The names in a folder, sorted.
///
/// # Errors
/// If it cannot be read.
pub fn names(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}
