//! The one thread that owns the network. Patches of several tracks meet in one
//! batch; requests wait in a bounded channel, so that decoding never runs
//! ahead of inference without limit.

use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};
use tch::nn::VarStore;
use tch::{Device, Kind, Tensor};

use crate::error::ModelError;
use crate::net::student::{BANDS, EMBEDDING, PATCH_FRAMES, Student, TAGS};

/// Numbers in one patch.
pub(crate) const PATCH: usize = PATCH_FRAMES * BANDS;
/// Patches in one pass, at most: the widest layer then takes 30 MB.
const BATCH: usize = 32;
/// Requests that may wait: enough to fill a batch from every job.
const WAITING: usize = 16;

/// What the network says of one patch.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PatchOutput {
    /// Its place in its track.
    pub index: usize,
    /// Valence and arousal, 1-9.
    pub valence_arousal: [f32; 2],
    /// Their variances.
    pub variance: [f32; 2],
    /// Logits of the quadrants Q1 … Q4.
    pub quadrant: [f32; 4],
    /// Logits of the tags.
    pub tags: Vec<f32>,
    /// The embedding.
    pub embedding: Vec<f32>,
}

/// Some patches of one track.
struct Request {
    /// `[n, 187, 96]` row-major.
    mel: Vec<f32>,
    /// Place of the first of them in the track.
    first: usize,
    reply: Sender<PatchOutput>,
}

/// A handle on the thread; it ends with the last handle.
#[derive(Debug)]
pub(crate) struct Worker {
    requests: Sender<Request>,
}

/// One track's line to the worker.
pub(crate) struct Line<'a> {
    worker: &'a Worker,
    sender: Sender<PatchOutput>,
    replies: Receiver<PatchOutput>,
    sent: usize,
}

impl Worker {
    /// Starts the thread. `store` owns the network's variables.
    pub fn start(net: Student, store: VarStore) -> Result<Self, ModelError> {
        let (requests, inbox) = bounded(WAITING);
        thread::Builder::new()
            .name("inference".into())
            .spawn(move || serve(&net, store.device(), &inbox))
            .map_err(ModelError::file(
                "start",
                std::path::Path::new("the inference thread"),
            ))?;
        Ok(Self { requests })
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
    /// Sends the track's next patches, `[n, 187, 96]`; waits when the worker is
    /// behind.
    pub fn send(&mut self, mel: Vec<f32>) -> Result<(), ModelError> {
        let patches = mel.len() / PATCH;
        let request = Request {
            mel,
            first: self.sent,
            reply: self.sender.clone(),
        };
        self.worker
            .requests
            .send(request)
            .map_err(|_| ModelError::WorkerGone)?;
        self.sent += patches;
        Ok(())
    }

    /// Waits for every patch's output, in the order of the track.
    pub fn finish(self) -> Result<Vec<PatchOutput>, ModelError> {
        drop(self.sender);
        let mut outputs: Vec<PatchOutput> = self.replies.iter().collect();
        if outputs.len() != self.sent {
            return Err(ModelError::WorkerGone);
        }
        outputs.sort_by_key(|o| o.index);
        Ok(outputs)
    }
}

/// Files are decoded on every core beside the network: a quarter of the cores
/// keeps pace with them, and more threads only wait for each other.
fn threads() -> i32 {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    i32::try_from(cores / 4).unwrap_or(1).max(1)
}

fn serve(net: &Student, device: Device, inbox: &Receiver<Request>) {
    tch::set_num_threads(threads());
    while let Ok(first) = inbox.recv() {
        let mut batch = vec![first];
        let mut patches = batch[0].mel.len() / PATCH;
        while patches < BATCH {
            let Ok(next) = inbox.try_recv() else { break };
            patches += next.mel.len() / PATCH;
            batch.push(next);
        }
        // A failure drops the replies: their tracks fail, the worker goes on.
        if let Err(error) = run(net, device, &batch) {
            tracing::error!("inference failed: {error}");
        }
    }
}

fn run(net: &Student, device: Device, batch: &[Request]) -> Result<(), ModelError> {
    let _no_grad = tch::no_grad_guard();
    let parts: Vec<Tensor> = batch
        .iter()
        .map(|r| Tensor::from_slice(&r.mel).view([-1, PATCH_FRAMES as i64, BANDS as i64]))
        .collect();
    let output = net.forward_t(&Tensor::cat(&parts, 0).to_device(device), false);
    let rows = |t: &Tensor| -> Result<Vec<f32>, ModelError> {
        Ok(Vec::try_from(
            t.to_device(Device::Cpu)
                .to_kind(Kind::Float)
                .contiguous()
                .view([-1]),
        )?)
    };
    let va = rows(&output.valence_arousal)?;
    let variance = rows(&output.log_variance.exp())?;
    let quadrant = rows(&output.quadrant)?;
    let tags = rows(&output.tags)?;
    let embedding = rows(&output.embedding)?;
    let mut row = 0;
    for request in batch {
        for offset in 0..request.mel.len() / PATCH {
            // A track that was stopped no longer listens.
            let _ = request.reply.send(PatchOutput {
                index: request.first + offset,
                valence_arousal: [va[2 * row], va[2 * row + 1]],
                variance: [variance[2 * row], variance[2 * row + 1]],
                quadrant: std::array::from_fn(|q| quadrant[4 * row + q]),
                tags: tags[TAGS * row..TAGS * (row + 1)].to_vec(),
                embedding: embedding[EMBEDDING * row..EMBEDDING * (row + 1)].to_vec(),
            });
            row += 1;
        }
    }
    Ok(())
}
