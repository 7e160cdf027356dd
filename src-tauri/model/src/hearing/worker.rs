//! The one thread that owns a network. Pieces of several tracks meet in one
//! batch; requests wait in a bounded channel, so that decoding never runs
//! ahead of inference without limit.

use std::collections::VecDeque;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use crate::error::ModelError;

/// A network as the worker runs it: it maps pieces of a track, such as mel
/// patches or segments of samples, to rows of outputs.
pub(crate) trait Network: Send + 'static {
    /// Pieces in one pass, at most.
    fn batch(&self) -> usize;

    /// Threads that libtorch may use.
    fn threads(&self) -> i32;

    /// One row of outputs for each piece; all pieces have the same length.
    fn run(&self, pieces: &[&[f32]]) -> Result<Vec<Vec<f32>>, ModelError>;
}

/// What the network says of one piece.
struct Reply {
    /// The piece's place in its track.
    index: usize,
    row: Vec<f32>,
}

/// One piece of a track.
struct Request {
    piece: Vec<f32>,
    index: usize,
    reply: Sender<Reply>,
}

/// A handle on the thread; dropped, it waits for the thread's end: a network must
/// not be at work any more when the program ends and libtorch with it.
#[derive(Debug)]
pub(crate) struct Worker {
    // Both are there until it is dropped.
    requests: Option<Sender<Request>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Worker {
    fn drop(&mut self) {
        drop(self.requests.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the network has been told of by every track's failure.
            let _ = thread.join();
        }
    }
}

/// One track's line to the worker.
pub(crate) struct Line<'a> {
    worker: &'a Worker,
    sender: Sender<Reply>,
    replies: Receiver<Reply>,
    sent: usize,
}

impl Worker {
    /// Starts the thread.
    pub fn start(network: impl Network) -> Result<Self, ModelError> {
        // The next batch fills while one is in work.
        let (requests, inbox) = bounded(2 * network.batch());
        let thread = thread::Builder::new()
            .name("inference".into())
            .spawn(move || serve(&network, &inbox))
            .map_err(ModelError::file(
                "start",
                std::path::Path::new("the inference thread"),
            ))?;
        Ok(Self {
            requests: Some(requests),
            thread: Some(thread),
        })
    }

    /// A line for one track.
    pub fn line(&self) -> Line<'_> {
        let (sender, replies) = unbounded();
        Line {
            worker: self,
            sender,
            replies,
            sent: 0,
        }
    }
}

impl Line<'_> {
    /// Sends the track's next piece; waits when the worker is behind.
    pub fn send(&mut self, piece: Vec<f32>) -> Result<(), ModelError> {
        let request = Request {
            piece,
            index: self.sent,
            reply: self.sender.clone(),
        };
        let requests = self.worker.requests.as_ref();
        requests
            .ok_or(ModelError::WorkerGone)?
            .send(request)
            .map_err(|_| ModelError::WorkerGone)?;
        self.sent += 1;
        Ok(())
    }

    /// Waits for every piece's row, in the order of the track.
    pub fn finish(self) -> Result<Vec<Vec<f32>>, ModelError> {
        drop(self.sender);
        let mut replies: Vec<Reply> = self.replies.iter().collect();
        if replies.len() != self.sent {
            return Err(ModelError::WorkerGone);
        }
        replies.sort_by_key(|reply| reply.index);
        Ok(replies.into_iter().map(|reply| reply.row).collect())
    }
}

/// Batches above this are multiples of it: libtorch keeps a plan, with memory of
/// its own, for every batch size that it has met.
const STEP: usize = 8;

/// How long a batch of fewer waits for more: the time of decoding some seconds of
/// music, and nothing to whoever waits for a track.
const PATIENCE: Duration = Duration::from_millis(20);

fn serve(network: &impl Network, inbox: &Receiver<Request>) {
    tch::set_num_threads(network.threads());
    let mut waiting: VecDeque<Request> = VecDeque::new();
    loop {
        if waiting.is_empty() {
            let Ok(first) = inbox.recv() else { return };
            waiting.push_back(first);
        }
        let few = STEP.min(network.batch());
        while waiting.len() < few {
            let Ok(next) = inbox.recv_timeout(PATIENCE) else {
                break;
            };
            waiting.push_back(next);
        }
        while waiting.len() < network.batch() {
            let Ok(next) = inbox.try_recv() else { break };
            waiting.push_back(next);
        }
        let length = waiting[0].piece.len();
        let alike = waiting
            .iter()
            .take(network.batch())
            .take_while(|request| request.piece.len() == length)
            .count();
        let size = if alike > STEP {
            alike - alike % STEP
        } else {
            alike
        };
        let batch: Vec<Request> = waiting.drain(..size).collect();
        let pieces: Vec<&[f32]> = batch.iter().map(|r| r.piece.as_slice()).collect();
        // A failure drops the replies: their tracks fail, the worker goes on.
        match tch::no_grad(|| network.run(&pieces)) {
            Ok(rows) => {
                for (request, row) in batch.iter().zip(rows) {
                    let index = request.index;
                    // A track that was stopped no longer listens.
                    let _ = request.reply.send(Reply { index, row });
                }
            }
            Err(error) => tracing::error!("inference failed: {error}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Says how long a piece is, and with how many it came.
    struct Counter;

    impl Network for Counter {
        fn batch(&self) -> usize {
            4
        }

        fn threads(&self) -> i32 {
            1
        }

        fn run(&self, pieces: &[&[f32]]) -> Result<Vec<Vec<f32>>, ModelError> {
            assert!(pieces.len() <= 4 && pieces.iter().all(|p| p.len() == pieces[0].len()));
            Ok(pieces.iter().map(|p| vec![p[0], p.len() as f32]).collect())
        }
    }

    #[test]
    fn pieces_of_many_tracks_and_lengths_come_back_in_their_own_order() {
        let worker = Worker::start(Counter).unwrap();
        thread::scope(|scope| {
            for track in 0..8u8 {
                let worker = &worker;
                scope.spawn(move || {
                    let mut line = worker.line();
                    for piece in 0..9u8 {
                        let length = 1 + usize::from(piece == 8);
                        line.send(vec![f32::from(track * 16 + piece); length])
                            .unwrap();
                    }
                    let rows = line.finish().unwrap();
                    for (piece, row) in rows.iter().enumerate() {
                        let length = 1.0 + f32::from(u8::from(piece == 8));
                        assert_eq!(row, &[f32::from(track) * 16.0 + piece as f32, length]);
                    }
                });
            }
        });
    }
}
