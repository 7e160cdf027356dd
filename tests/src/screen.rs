//! A desktop that nobody looks at: a screen, a session bus, a sound card if
//! it is wanted, and WebKit's driver, all of it gone when the test is.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;

use crate::drop::drop_files;
use crate::sound::SoundServer;
use crate::{program, root, until};

/// Whether the desktop has sound cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sound {
    /// Some that play in real time to nobody but [`SoundServer::hears`].
    Card,
    /// None at all.
    None,
}

/// A desktop, with one library for all windows that are opened on it.
pub struct Screen {
    folder: TempDir,
    environment: Vec<(&'static str, String)>,
    port: u16,
    // In the order in which they have to go.
    services: Vec<Service>,
    sound: Option<SoundServer>,
}

/// A program that ends with the desktop.
pub(crate) struct Service(pub(crate) Child);

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody to tell.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Screen {
    /// Sets the desktop up.
    ///
    /// # Errors
    /// If a program it is made of is missing or does not start.
    pub fn new(sound: Sound) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let home = folder.path().join("home");
        fs::create_dir(&home)?;
        let path = |name: &str| folder.path().join(name).display().to_string();
        let environment = vec![
            ("HOME", home.display().to_string()),
            ("XDG_DATA_HOME", path("home/data")),
            ("XDG_CONFIG_HOME", path("home/config")),
            ("XDG_CACHE_HOME", path("home/cache")),
            ("XDG_RUNTIME_DIR", path("home")),
            ("MOODPLANE_LIBRARY", path("library.db")),
            ("MOODPLANE_USER_MODELS", path("models")),
            ("ALSA_CONFIG_PATH", path("alsa.conf")),
            ("TAURI_AUTOMATION", "true".into()),
            ("TAURI_WEBVIEW_AUTOMATION", "true".into()),
        ];
        let mut screen = Self {
            folder,
            environment,
            port: free_port()?,
            services: Vec::new(),
            sound: None,
        };
        screen.display()?;
        screen.bus()?;
        screen.sound(sound)?;
        screen.driver()?;
        Ok(screen)
    }

    /// A program that lives on this desktop.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("PULSE_SERVER")
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null());
        command
    }

    /// The same desktop with this library.
    ///
    /// # Errors
    /// If the driver does not start again.
    pub fn with_library(mut self, library: &Path) -> Result<Self> {
        self.set("MOODPLANE_LIBRARY", library.display().to_string());
        self.start_driver_again()?;
        Ok(self)
    }

    /// The same desktop for a user of another language, such as `de_DE`.
    ///
    /// # Errors
    /// If the system does not know the language, or the driver does not start again.
    pub fn in_language(mut self, language: &str) -> Result<Self> {
        let locales = self.folder.path().join("locales");
        fs::create_dir(&locales)?;
        let name = format!("{language}.UTF-8");
        let made = Command::new("localedef")
            .args(["-i", language, "-f", "UTF-8"])
            .arg(locales.join(&name))
            .status();
        let made = made.context("localedef is needed: install locales")?;
        ensure!(made.success(), "localedef ended with {made}");
        self.set("LOCPATH", locales.display().to_string());
        self.set("LC_ALL", name);
        self.set("LANGUAGE", language.to_owned());
        self.start_driver_again()?;
        Ok(self)
    }

    fn set(&mut self, variable: &'static str, value: String) {
        self.environment.retain(|(name, _)| *name != variable);
        self.environment.push((variable, value));
    }

    /// The window inherits what its driver was started with.
    fn start_driver_again(&mut self) -> Result<()> {
        self.services.remove(0);
        self.driver()
    }

    /// The library of all windows on this desktop.
    pub fn library(&self) -> PathBuf {
        self.folder.path().join("library.db")
    }

    /// What plays the sound of [`Sound::Card`].
    ///
    /// # Errors
    /// If there are no cards.
    pub fn sound_server(&mut self) -> Result<&mut SoundServer> {
        self.sound.as_mut().context("this desktop has no sound")
    }

    /// Where the driver listens.
    pub fn driver_address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The display's name, such as `:7`.
    pub(crate) fn display_name(&self) -> String {
        let mut environment = self.environment.iter();
        let display = environment.find(|(name, _)| *name == "DISPLAY");
        display.map_or_else(String::new, |(_, name)| name.clone())
    }

    /// Starts the window's program a second time, as a user does who opens a
    /// folder with it, and waits until it has handed the folder over.
    ///
    /// # Errors
    /// If it does not hand it over.
    pub fn open_with(&self, folder: &Path) -> Result<()> {
        let mut second = Service(self.command(program("moodplane")?).arg(folder).spawn()?);
        let status = until("the second start to hand over", || {
            second.0.try_wait().ok().flatten()
        })?;
        if !status.success() {
            bail!("the second start ended with {status}");
        }
        Ok(())
    }

    /// Drags files and folders from another program onto the window and lets go.
    ///
    /// # Errors
    /// If the window does not take them.
    pub fn drop_on_window(&self, paths: &[&Path]) -> Result<()> {
        let display = self.environment.iter().find(|(name, _)| *name == "DISPLAY");
        let (_, display) = display.context("there is no screen")?;
        drop_files(display, paths)
    }

    /// Installs a second model for this desktop's user: the shipped one under
    /// another id, because it is small.
    ///
    /// # Errors
    /// If it cannot be copied.
    pub fn install_copy(&self, id: &str) -> Result<()> {
        let (shipped, own) = (root().join("models"), self.folder.path().join("models"));
        fs::create_dir_all(own.join("student"))?;
        for file in fs::read_dir(shipped.join("student"))? {
            let file = file?;
            fs::copy(file.path(), own.join("student").join(file.file_name()))?;
        }
        let registry = fs::read_to_string(shipped.join("registry.toml"))?;
        let registry = registry.replace("id = \"student\"", &format!("id = \"{id}\""));
        Ok(fs::write(own.join("registry.toml"), registry)?)
    }

    fn display(&mut self) -> Result<()> {
        let mut xvfb = Command::new("Xvfb");
        xvfb.args(["-displayfd", "1", "-nolisten", "tcp"]);
        xvfb.args(["-screen", "0", "1440x900x24"]);
        let number = self.serve(&mut xvfb, "xvfb")?;
        self.environment.push(("DISPLAY", format!(":{number}")));
        Ok(())
    }

    fn bus(&mut self) -> Result<()> {
        let mut bus = Command::new("dbus-daemon");
        bus.args(["--session", "--nofork", "--print-address=1"]);
        let address = self.serve(&mut bus, "dbus-daemon")?;
        self.environment.push(("DBUS_SESSION_BUS_ADDRESS", address));
        Ok(())
    }

    fn sound(&mut self, sound: Sound) -> Result<()> {
        let alsa = self.folder.path().join("alsa.conf");
        if sound == Sound::None {
            // An ALSA that knows no device, whatever the machine has.
            return Ok(fs::write(alsa, "")?);
        }
        let server = SoundServer::start(self.folder.path())?;
        fs::write(alsa, SoundServer::CARDS)?;
        self.environment.push(("PULSE_SERVER", server.address()));
        self.sound = Some(server);
        Ok(())
    }

    fn driver(&mut self) -> Result<()> {
        let child = self
            .command("WebKitWebDriver")
            .arg(format!("--port={}", self.port))
            .stdout(Stdio::null())
            .spawn()
            .context("WebKitWebDriver is needed: install webkit2gtk-driver")?;
        self.services.insert(0, Service(child));
        let address = ("127.0.0.1", self.port);
        until("the driver", || std::net::TcpStream::connect(address).ok())?;
        Ok(())
    }

    /// Starts a service and returns the line that it begins with.
    fn serve(&mut self, command: &mut Command, package: &str) -> Result<String> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("a service is missing: install {package}"))?;
        let out = child.stdout.take().context("no output")?;
        self.services.insert(0, Service(child));
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        let line = line.trim();
        if line.is_empty() {
            bail!("{package} does not start");
        }
        Ok(line.to_owned())
    }
}

/// A port that was free a moment ago.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
