//! A desktop that nobody looks at, and WebKit's driver on it: as much of WebDriver
//! as measuring needs, over a plain socket, so that this crate stays quick to build.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

/// Longer than anything measured takes.
const PATIENCE: Duration = Duration::from_secs(120);
const BREATH: Duration = Duration::from_millis(100);

/// Screen, bus, driver and one session with a program in it. Ends with all of them.
pub struct Driver {
    port: u16,
    session: String,
    services: Vec<Child>,
}

impl Driver {
    /// Opens a program in a session, with these variables set for it.
    pub fn open(program: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Result<Self> {
        let port = free_port()?;
        let mut driver = Self {
            port,
            session: String::new(),
            services: Vec::new(),
        };
        let screen = [
            "-displayfd",
            "1",
            "-nolisten",
            "tcp",
            "-screen",
            "0",
            "1440x900x24",
        ];
        let display = driver.serve(Command::new("Xvfb").args(screen), "xvfb")?;
        let bus = ["--session", "--nofork", "--print-address=1"];
        let bus = driver.serve(Command::new("dbus-daemon").args(bus), "dbus-daemon")?;
        let mut webdriver = Command::new("WebKitWebDriver");
        webdriver
            .arg(format!("--port={port}"))
            .env("DISPLAY", format!(":{display}"))
            .env("DBUS_SESSION_BUS_ADDRESS", bus)
            .env_remove("WAYLAND_DISPLAY")
            .envs([
                ("TAURI_AUTOMATION", "true"),
                ("TAURI_WEBVIEW_AUTOMATION", "true"),
            ])
            .envs(variables.iter().copied())
            .stdout(Stdio::null());
        let started = webdriver.spawn();
        let started = started.context("WebKitWebDriver is needed: install webkit2gtk-driver")?;
        driver.services.push(started);
        until("the driver", || {
            TcpStream::connect(("127.0.0.1", port)).ok()
        })?;
        let options = json!({ "binary": program, "args": arguments });
        let wanted = json!({ "webkitgtk:browserOptions": options });
        let opened = driver.post(
            "/session",
            &json!({ "capabilities": { "alwaysMatch": wanted } }),
        )?;
        let id = opened["sessionId"].as_str().context("no session opens")?;
        driver.session = format!("/session/{id}");
        Ok(driver)
    }

    /// Goes to a page.
    pub fn go(&self, address: &str) -> Result<()> {
        self.post(&format!("{}/url", self.session), &json!({ "url": address }))?;
        Ok(())
    }

    /// Gives the window a size, px.
    pub fn resize(&self, width: u32, height: u32) -> Result<()> {
        let size = json!({ "x": 0, "y": 0, "width": width, "height": height });
        self.post(&format!("{}/window/rect", self.session), &size)?;
        Ok(())
    }

    /// What a script in the page returns.
    pub fn ask(&self, script: &str) -> Result<Value> {
        let body = json!({ "script": script, "args": [] });
        self.post(&format!("{}/execute/sync", self.session), &body)
    }

    /// Asks again and again until the answer is something.
    pub fn wait_for(&self, script: &str) -> Result<Value> {
        let start = Instant::now();
        loop {
            let answer = self.ask(script)?;
            if !answer.is_null() {
                return Ok(answer);
            }
            if start.elapsed() > PATIENCE {
                bail!("the page never answers: {script}");
            }
            thread::sleep(BREATH);
        }
    }

    /// The driver's process: what it opened are its children.
    pub fn process(&self) -> Option<u32> {
        self.services.last().map(Child::id)
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let body = body.to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )?;
        let mut reader = BufReader::new(stream);
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse()?;
            }
        }
        let mut answer = vec![0; length];
        reader.read_exact(&mut answer)?;
        let mut answer: Value = serde_json::from_slice(&answer)?;
        let value = answer["value"].take();
        if let Some(error) = value.get("error").and_then(Value::as_str) {
            bail!("{error}: {}", value["message"]);
        }
        Ok(value)
    }

    /// Starts a service and returns the line that it begins with.
    fn serve(&mut self, command: &mut Command, package: &str) -> Result<String> {
        let command = command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("a service is missing: install {package}"))?;
        let out = child.stdout.take().context("no output")?;
        self.services.push(child);
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        Ok(line.trim().to_owned())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            // Closing the session closes the program; there is nobody to tell.
            let request = format!(
                "DELETE {} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
                self.session
            );
            if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
                let _ = stream.set_read_timeout(Some(Duration::from_secs(15)));
                let _ = stream.write_all(request.as_bytes());
                let _ = stream.read(&mut [0; 64]);
            }
        }
        for service in self.services.iter_mut().rev() {
            let _ = service.kill();
            let _ = service.wait();
        }
    }
}

/// Waits until there is something.
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> Result<T> {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return Ok(found);
        }
        if start.elapsed() > PATIENCE {
            bail!("waited in vain for {what}");
        }
        thread::sleep(BREATH);
    }
}

/// A port that was free a moment ago.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
