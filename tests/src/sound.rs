//! The sound cards of a desktop that nobody hears: they play in real time, can be
//! listened to, and go away.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::screen::Service;
use crate::until;

/// Hz and bytes of a sample, as it is listened to.
const RATE: usize = 8_000;
const SAMPLE: usize = 2;

/// A sound server with two cards; the first is the system's own.
pub struct SoundServer {
    socket: PathBuf,
    home: PathBuf,
    process: Option<Service>,
}

impl SoundServer {
    /// The system's own card, and the one to choose.
    pub const FIRST: &'static str = "living";
    /// Its name among the devices is the same.
    pub const SECOND: &'static str = "kitchen";

    /// ALSA's configuration, by which the cards are found.
    pub(crate) const CARDS: &'static str = "</usr/share/alsa/alsa.conf>
pcm.!default { type pulse }
ctl.!default { type pulse }
pcm.kitchen {
  type pulse
  device kitchen
  hint { show on description kitchen }
}
";

    /// Starts it with its files in a folder.
    ///
    /// # Errors
    /// If it is not installed or does not start.
    pub(crate) fn start(folder: &Path) -> Result<Self> {
        let mut server = Self {
            socket: folder.join("pulse"),
            home: folder.join("home"),
            process: None,
        };
        server.plug_in()?;
        Ok(server)
    }

    /// Where it is found, for `PULSE_SERVER`.
    pub(crate) fn address(&self) -> String {
        format!("unix:{}", self.socket.display())
    }

    /// The cards go away, as when a cable is pulled.
    pub fn pull_out(&mut self) {
        self.process = None;
        // It had no time to clear up.
        let _ = fs::remove_file(&self.socket);
    }

    /// The cards are there again.
    ///
    /// # Errors
    /// If the server does not start.
    pub fn plug_in(&mut self) -> Result<()> {
        let mut pulse = Command::new("pulseaudio");
        pulse
            .args(["-n", "--daemonize=no", "--use-pid-file=no"])
            .arg("--exit-idle-time=-1")
            .env("XDG_RUNTIME_DIR", &self.home)
            .env("HOME", &self.home)
            .env_remove("PULSE_SERVER");
        for card in [Self::FIRST, Self::SECOND] {
            pulse.arg(format!("--load=module-null-sink sink_name={card}"));
        }
        let socket = self.socket.display();
        pulse.arg(format!(
            "--load=module-native-protocol-unix auth-anonymous=1 socket={socket}"
        ));
        pulse.stdin(Stdio::null()).stderr(Stdio::null());
        let child = pulse.spawn().context("pulseaudio is needed: install it")?;
        self.process = Some(Service(child));
        until("the sound server", || self.socket.exists().then_some(()))
    }

    /// Whether anything but silence comes out of a card in this half second.
    ///
    /// # Errors
    /// If it cannot be listened to.
    pub fn hears(&self, card: &str) -> Result<bool> {
        const LISTENED: Duration = Duration::from_millis(500);
        let mut ear = Command::new("parec");
        ear.args([
            "--raw",
            "--format=s16le",
            "--channels=1",
            "--latency-msec=20",
        ])
        .arg(format!("--rate={RATE}"))
        .arg(format!("--device={card}.monitor"))
        .env("PULSE_SERVER", self.address())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
        let child = ear
            .spawn()
            .context("parec is needed: install pulseaudio-utils")?;
        let mut ear = Service(child);
        let mut out = ear.0.stdout.take().context("no output")?;
        let mut sound = vec![0; SAMPLE * RATE * LISTENED.as_millis() as usize / 1000];
        out.read_exact(&mut sound)
            .context("the card is not there")?;
        Ok(sound
            .chunks_exact(SAMPLE)
            .any(|sample| i16::from_le_bytes([sample[0], sample[1]]).unsigned_abs() > 30))
    }
}
