//! What is written for other programs, read back by those programs' own readers:
//! with every hostile name, in the order of the list, and with the paths of the
//! machine that opens it.
#![cfg(unix)]

mod common;
mod left_out;
mod m3u8;
mod rekordbox;
mod serato;
#[path = "../support/mod.rs"]
mod support;
mod tables;
mod traktor;
mod xspf;
