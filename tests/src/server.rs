//! A web server on this machine that serves files well or badly, as a test asks.

use std::collections::{HashMap, VecDeque};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use anyhow::Result;

/// How one answer goes wrong.
#[derive(Debug, Clone)]
pub enum Trick {
    /// Only the status.
    Status(u16),
    /// Ends after so many bytes.
    Cut(usize),
    /// Is silent after so many bytes, until nobody listens any more.
    Stall(usize),
    /// Says that the file is longer than it is.
    Longer,
    /// Says that the file is half as long as it is.
    Shorter,
    /// Sends the file from its beginning, whatever part was asked for.
    IgnoreRange,
    /// Sends another part than was asked for.
    OtherPart,
    /// Sends something else of the same length.
    OtherBytes,
}

#[derive(Debug, Default)]
struct Served {
    bytes: Vec<u8>,
    version: u32,
    tricks: VecDeque<Trick>,
    /// Where it is sent on to, with the digest that is stated there.
    redirect: Option<(String, String)>,
}

/// One request for a file's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The path.
    pub path: String,
    /// The first byte that was asked for, if not the whole.
    pub from: Option<usize>,
}

type Files = HashMap<String, Served>;

/// The server; it ends with its value.
pub struct Server {
    address: String,
    files: Arc<Mutex<Files>>,
    asked: Arc<Mutex<Vec<Asked>>>,
    ended: Arc<AtomicBool>,
}

impl Server {
    /// Starts one without files.
    ///
    /// # Errors
    /// If this machine has no port for it.
    pub fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let server = Self {
            address: listener.local_addr()?.to_string(),
            files: Arc::default(),
            asked: Arc::default(),
            ended: Arc::default(),
        };
        let (files, asked) = (Arc::clone(&server.files), Arc::clone(&server.asked));
        let ended = Arc::clone(&server.ended);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if ended.load(Ordering::SeqCst) {
                    break;
                }
                let (files, asked) = (Arc::clone(&files), Arc::clone(&asked));
                let ended = Arc::clone(&ended);
                // A client that is gone is no matter.
                thread::spawn(move || answer(stream, &files, &asked, &ended).ok());
            }
        });
        Ok(server)
    }

    /// A file's address.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Serves this content at that path, from now on.
    pub fn put(&self, path: &str, bytes: &[u8]) {
        self.with(path, |served| {
            served.bytes = bytes.to_vec();
            served.version += 1;
        });
    }

    /// Sends those who ask for `path` on to `to`, and states a SHA-256 there.
    pub fn redirect(&self, path: &str, to: &str, sha256: &str) {
        self.with(path, |served| {
            served.redirect = Some((to.to_owned(), sha256.to_owned()));
        });
    }

    /// How the next answers about this file's content go wrong, one each.
    pub fn play(&self, path: &str, tricks: impl IntoIterator<Item = Trick>) {
        self.with(path, |served| served.tricks = tricks.into_iter().collect());
    }

    /// All requests for this file's content so far.
    pub fn asked(&self, path: &str) -> Vec<Asked> {
        let asked = lock(&self.asked);
        asked.iter().filter(|a| a.path == path).cloned().collect()
    }

    /// How many requests for any file's content there were.
    pub fn count(&self) -> usize {
        lock(&self.asked).len()
    }

    fn with(&self, path: &str, change: impl FnOnce(&mut Served)) {
        change(lock(&self.files).entry(path.to_owned()).or_default());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        // Wakes the one that listens.
        TcpStream::connect(&self.address).ok();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn answer(
    mut stream: TcpStream,
    files: &Mutex<Files>,
    asked: &Mutex<Vec<Asked>>,
    ended: &AtomicBool,
) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    let mut words = first.split(' ');
    let (method, path) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let mut headers = HashMap::new();
    for line in lines {
        let line = line?;
        let Some((name, value)) = line.split_once(": ") else {
            break;
        };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let range = headers.get("range").and_then(|range| {
        let from = range.strip_prefix("bytes=")?.strip_suffix('-')?;
        from.parse::<usize>().ok()
    });
    let is_head = method == "HEAD";

    let mut served = lock(files);
    let Some(file) = served.get_mut(path) else {
        return end(&mut stream, 404, "");
    };
    if let Some((to, sha256)) = &file.redirect {
        let (to, sha256) = (to.clone(), sha256.clone());
        let size = served.get(&to).map_or(0, |file| file.bytes.len());
        let stated =
            format!("Location: {to}\r\nX-Linked-Etag: \"{sha256}\"\r\nX-Linked-Size: {size}\r\n");
        return end(&mut stream, 302, &stated);
    }
    let trick = if is_head {
        None
    } else {
        lock(asked).push(Asked {
            path: path.to_owned(),
            from: range,
        });
        file.tricks.pop_front()
    };
    let tag = format!("\"v{}\"", file.version);
    let mut bytes = file.bytes.clone();
    drop(served);

    let fits = headers.get("if-range").is_none_or(|seen| *seen == tag);
    let mut from = range.filter(|_| fits);
    match trick {
        Some(Trick::Status(status)) => return end(&mut stream, status, ""),
        Some(Trick::IgnoreRange) => from = None,
        Some(Trick::OtherPart) => from = Some(from.map_or(1, |from| from / 2)),
        Some(Trick::OtherBytes) => bytes.fill(b'?'),
        _ => {}
    }
    if from.is_some_and(|from| from >= bytes.len()) {
        let all = format!("Content-Range: bytes */{}\r\n", bytes.len());
        return end(&mut stream, 416, &all);
    }
    let total = bytes.len();
    let start = from.unwrap_or(0);
    let body = &bytes[start..];
    let length = match trick {
        Some(Trick::Longer) => body.len() + 1000,
        Some(Trick::Shorter) => body.len() / 2,
        _ => body.len(),
    };
    let part = from.map_or(String::new(), |from| {
        format!("Content-Range: bytes {from}-{}/{total}\r\n", total - 1)
    });
    let status = if from.is_some() { 206 } else { 200 };
    write!(
        stream,
        "HTTP/1.1 {status} OK\r\nETag: {tag}\r\n{part}Content-Length: {length}\r\n\
         Connection: close\r\n\r\n"
    )?;
    if is_head {
        return Ok(());
    }
    match trick {
        Some(Trick::Cut(at)) => stream.write_all(&body[..at.min(body.len())]),
        Some(Trick::Stall(at)) => {
            stream.write_all(&body[..at.min(body.len())])?;
            stream.flush()?;
            // The end of the test, or of the one that asked.
            stream.set_read_timeout(Some(Duration::from_millis(100)))?;
            let mut byte = [0];
            while !ended.load(Ordering::SeqCst) && stream.peek(&mut byte).is_err() {}
            Ok(())
        }
        _ => stream.write_all(body),
    }
}

fn end(stream: &mut TcpStream, status: u16, headers: &str) -> std::io::Result<()> {
    write!(
        stream,
        "HTTP/1.1 {status} Answer\r\n{headers}Content-Length: 0\r\nConnection: close\r\n\r\n"
    )
}
