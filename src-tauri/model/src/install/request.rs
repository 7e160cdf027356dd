//! One question to a server, and what its answer says.

use std::io::ErrorKind;

use ureq::Agent;
use ureq::http::{HeaderMap, Uri};

use crate::error::ModelError;

/// More than any file on offer: a server that says or sends more is wrong.
const MAX_BYTES: u64 = 2 << 30;
/// A hub, its region, its store: more would be a loop.
const MAX_REDIRECTS: usize = 6;

/// What a server says of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remote {
    /// Its size.
    pub bytes: Option<u64>,
    /// SHA-256 of its content, in hex.
    pub sha256: Option<String>,
}

/// Why an attempt failed.
pub(super) enum Fault {
    /// Another one may do better.
    Again(String),
    /// It will not.
    Never(String),
    /// It is not the server's fault.
    Here(ModelError),
}

/// An answer's body, and what its head says.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: ureq::Body,
    pub(super) remote: Remote,
}

/// One request, or a few where it is sent on.
pub(super) fn ask(
    agent: &Agent,
    url: &str,
    from: Option<(u64, &str)>,
    head: bool,
) -> Result<Answer, Fault> {
    let mut at = url.to_owned();
    let mut remote = Remote::default();
    for _ in 0..=MAX_REDIRECTS {
        let mut request = if head {
            agent.head(&at)
        } else {
            agent.get(&at)
        };
        if let Some((have, tag)) = from {
            request = request.header("Range", format!("bytes={have}-"));
            if !tag.is_empty() {
                request = request.header("If-Range", tag);
            }
        }
        let (parts, body) = request.call().map_err(|e| fault(&e))?.into_parts();
        let (status, headers) = (parts.status.as_u16(), parts.headers);
        if let Some(digest) = text(&headers, "x-linked-etag").and_then(sha256_of) {
            remote.sha256 = Some(digest);
            remote.bytes = text(&headers, "x-linked-size").and_then(|n| n.parse().ok());
            // The store that it is sent on to answers GET only.
            if head && remote.bytes.is_some() {
                return Ok(Answer {
                    status,
                    headers,
                    body,
                    remote,
                });
            }
        }
        match status {
            200 | 206 | 416 => {
                if head {
                    remote.bytes = text(&headers, "content-length").and_then(|n| n.parse().ok());
                }
                return Ok(Answer {
                    status,
                    headers,
                    body,
                    remote,
                });
            }
            301 | 302 | 303 | 307 | 308 => {
                at = sent_on(&at, text(&headers, "location").unwrap_or_default())?;
            }
            408 | 429 | 500.. => return Err(Fault::Again(answers(status))),
            _ => return Err(Fault::Never(answers(status))),
        }
    }
    Err(Fault::Never("the server sends from place to place".into()))
}

fn fault(error: &ureq::Error) -> Fault {
    match error {
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => {
            Fault::Never("this is no address of a file".into())
        }
        ureq::Error::Timeout(_) => Fault::Again(silent()),
        ureq::Error::Io(error) if error.kind() == ErrorKind::TimedOut => Fault::Again(silent()),
        ureq::Error::HostNotFound => Fault::Again("the server is not found".into()),
        other => Fault::Again(format!("the server does not answer ({other})")),
    }
}

/// What is said of a server that let the time pass.
pub(super) fn silent() -> String {
    "the server was silent for too long".to_owned()
}

/// Fails where there is far more than there can be.
pub(super) fn check_size(bytes: Option<u64>) -> Result<(), Fault> {
    match bytes {
        Some(bytes) if bytes > MAX_BYTES => Err(Fault::Never(format!(
            "the server says that it is {} MB, far more than any model",
            bytes / 1_000_000
        ))),
        _ => Ok(()),
    }
}

fn answers(status: u16) -> String {
    match status {
        404 | 410 => "the server has no such file".to_owned(),
        401 | 403 => format!("the server does not give it out (status {status})"),
        _ => format!("the server answers with status {status}"),
    }
}

/// A header's text.
pub(super) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// A tag that is a SHA-256 in quotes, as the hub gives for its large files.
fn sha256_of(tag: &str) -> Option<String> {
    let digest = tag.trim_matches('"');
    let is_sha256 = digest.len() == 64 && digest.chars().all(|c| c.is_ascii_hexdigit());
    is_sha256.then(|| digest.to_ascii_lowercase())
}

/// First byte and size of the whole, of `bytes 5-9/10`.
pub(super) fn ranged(range: &str) -> Option<(u64, Option<u64>)> {
    let (first, rest) = range.strip_prefix("bytes ")?.split_once('-')?;
    let total = rest.split_once('/')?.1;
    Some((first.parse().ok()?, total.parse().ok()))
}

/// Where a redirect leads; never from an encrypted line to an open one.
fn sent_on(from: &str, to: &str) -> Result<String, Fault> {
    let to = match from.parse::<Uri>().map(Uri::into_parts) {
        Ok(parts) if to.starts_with('/') && !to.starts_with("//") => {
            let scheme = parts.scheme.as_ref().map_or("https", |s| s.as_str());
            let authority = parts.authority.as_ref().map_or("", |a| a.as_str());
            format!("{scheme}://{authority}{to}")
        }
        _ => to.to_owned(),
    };
    let open = to.starts_with("http://") && !from.starts_with("https://");
    if open || to.starts_with("https://") {
        Ok(to)
    } else {
        Err(Fault::Never(
            "the server sends to a place that is not trusted".into(),
        ))
    }
}
