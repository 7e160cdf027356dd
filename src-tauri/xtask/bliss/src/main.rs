//! `bench-bliss FILE…`: analyses the files one after the other with bliss-rs; the
//! bench takes the time. What cannot be analysed is told and counts as a failure:
//! it would make the time too short.

use std::process::ExitCode;

use bliss_audio::decoder::Decoder;
use bliss_audio::decoder::symphonia::SymphoniaDecoder;

fn main() -> ExitCode {
    let mut failed = false;
    for file in std::env::args_os().skip(1) {
        match SymphoniaDecoder::song_from_path(&file) {
            // The numbers are read, so that none can be left uncomputed.
            Ok(song) => println!("{:?}", song.analysis),
            Err(error) => {
                eprintln!("bliss-rs: {}: {error}", file.display());
                failed = true;
            }
        }
    }
    ExitCode::from(u8::from(failed))
}
