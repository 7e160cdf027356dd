//! The model card: what a model is, what was measured, and what it is not for.

use crate::evaluate::compact::{Heard, Report};
use crate::registry::Entry;

/// The card of a model whose weights take `bytes`, made with so many files of
/// unlabelled music.
pub(super) fn card(
    entry: &Entry,
    report: &Report,
    bytes: u64,
    clips: &[Heard],
    unlabelled: usize,
) -> String {
    let quadrants = clips.iter().filter(|clip| clip.quadrant.is_some()).count();
    let gems = clips.iter().filter(|clip| clip.gems.is_some()).count();
    format!(
        "# Model card: {id}

Version {version}. {size:.1} MB of f16 weights, licence {licence}.

It hears a track in windows of 30 s (log-mel, 96 bands, 16 kHz, the MusiCNN front
end), each brought to one level: how loud a file is does not count. One network
hears each 3 s as MusiCNN would and the whole window as the MTG-Jamendo baseline
would; 23 numbers tell each window's rhythm and dynamics. Their means over the
track and 45 numbers on how the track is harmonised (major or minor, degrees,
chords, intervals) are its embedding, 256 numbers, from which the head reads
everything else by how alike the track is to each labelled clip (a Gaussian
process); the tags are as the network heard them.

## What the numbers mean

**Valence** (unpleasant to pleasant) and **arousal** (calm to excited), 1-9, are
the mean norms (Warriner et al. 2013) of the mood words that experts gave a
song and listeners confirmed. They say what music expresses, not what a
listener feels. The raw value is the regression's own; the other is spread as
people's labels are (a monotone map). The 80 % intervals hold 80 % of labels;
for music unlike the training clips they are wider.

**Quadrants** are probabilities that people would put the song into each of
Russell's four quadrants. **Felt emotions** are the expected shares of listeners
who choose each of the nine emotions of the Geneva Emotional Music Scale, up
to three a listener. A **tag** is on when its probability is high for that tag:
on about as often as the tag's teacher means it.

The **curve** has a value every 5 s, each from the 30 s around it (a triangle);
its mean is the track's value.

## How well it does

Heads fitted on four fifths of the clips and asked about the rest, artists kept
together, three times over; and heads fitted on the training clips and asked
about the validation clips. 95 % intervals from 1000 resamplings of artists. The
trunk learned from teachers' outputs alone, never from a label, and heard the
training clips, not the validation clips: those are as unknown to it as any
music, and for the tags, which are the trunk's own work, only they count. How
heads are fitted was chosen on the teachers' own features, by other folds of the
same clips.

{table}

`mood evaluate --model {id} --data DATA --teachers TEACHERS` prints them again.

## What it was trained on

{quadrants} clips of 4QAED (Panda, Malheiro & Paiva 2018: quadrants and mood words)
and {gems} of Emotify (Aljanaki, Wiering & Veltkamp 2016: felt emotions) with
people's labels; music without labels ({unlabelled} files; for the shipped model,
freely licensed music of games); and what teachers hear in all of it. `mood train all` makes it again.

## What it is not for

- **Speech, noise, tones.** It hears them as music and gives them a mood. Their
  intervals are wider, which is all the warning there is; silence is an error.
- **Other cultures and genres than it learned from.** The labels are of mostly
  English-language popular music and some classical, electronic and rock; what
  a raga or a maqam expresses to those who know it was not asked.
- **Words.** It does not understand lyrics: a sad text to a happy tune is happy.
- **Valence above all.** People agree less on it than on arousal, and sound says
  less of it: near the middle it is a guess.
- **Very quiet or very short music.** What is more than 40 dB below the usual
  level is not brought all the way up; a few seconds say little.
- Not for commercial use (see the licence), nor for judging people by what they
  listen to.

Attribution: the teachers are Essentia models of the Music Technology Group,
Universitat Pompeu Fabra (MusiCNN, CC BY-NC-SA 4.0) and the MTG-Jamendo mood and
theme baseline (code Apache-2.0, data CC BY-NC-SA 4.0). These weights began at
random, are distilled from them and carry the licence CC BY-NC-SA 4.0.
",
        id = entry.id,
        version = entry.version,
        licence = entry.licence,
        size = bytes as f64 / 1e6,
        table = report.table().markdown(),
    )
}
