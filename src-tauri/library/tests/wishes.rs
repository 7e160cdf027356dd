//! What is heard first.

mod support;

use std::sync::{Arc, mpsc};
use std::thread;

use moodplane_library::{Control, Event, Library, run_queue};
use support::{Fake, Room, options, saved};

fn room_of(names: &[&str]) -> Room {
    let room = Room::new();
    for name in names {
        room.put(&format!("{name}.mp3"), "3 7");
        // One by one, so that the order they came in is known.
        room.scan();
    }
    room
}

fn ids<const N: usize>(room: &Room, names: [&str; N]) -> [u32; N] {
    names.map(|name| room.id(&format!("{name}.mp3")))
}

fn wishes(room: &Room) -> u32 {
    let database = rusqlite::Connection::open(room.library.path()).unwrap();
    let count = database.query_row("SELECT COUNT(*) FROM wishes", [], |row| row.get(0));
    count.unwrap()
}

/// Runs with one job, a file at a time, and does `between[n]` once n + 1 files
/// are heard and the next is begun.
fn stepwise(room: &Room, between: &[&(dyn Fn() + Sync)]) -> Vec<String> {
    let (fake, open) = Fake::gated();
    let (fake, control) = (Arc::new(fake), Control::default());
    let (events, seen) = mpsc::channel();
    thread::scope(|scope| {
        let analyser = fake.clone();
        let run = scope.spawn(|| {
            run_queue(
                &room.library,
                analyser,
                &options(1),
                &control,
                &mut |event| {
                    let _ = events.send(event);
                },
            )
        });
        let begun = |count: usize| {
            while fake.heard() < count {
                thread::yield_now();
            }
        };
        for (step, act) in between.iter().enumerate() {
            begun(step + 1);
            act();
            open.send(()).unwrap();
        }
        drop(open);
        begun(between.len() + 1);
        control.stop();
        run.join().unwrap().unwrap();
        drop(seen);
    });
    fake.order()
}

#[test]
fn what_the_user_asks_for_comes_first_then_what_is_shown_then_the_rest() {
    let room = room_of(&["a", "b", "c", "d", "e", "f"]);
    room.library.prefer(&ids(&room, ["e", "d"])).unwrap();
    room.library.analyse_first(&ids(&room, ["c", "f"])).unwrap();
    // After a restart, as it were.
    let library = Library::open(room.library.path()).unwrap();
    let fake = Arc::new(Fake::default());
    let control = Control::default();
    run_queue(&library, fake.clone(), &options(1), &control, &mut |_| {}).unwrap();
    assert_eq!(fake.order(), ["c", "f", "e", "d", "a", "b"]);
    assert_eq!(wishes(&room), 0, "what is done leaves the wishes");
}

#[test]
fn a_wish_takes_hold_with_the_next_free_worker() {
    let names = ["a", "b", "c", "d", "e", "f", "g"];
    let room = room_of(&names);
    let first = |name: &str| {
        room.library
            .analyse_first(&[room.id(&format!("{name}.mp3"))])
    };
    let order = stepwise(
        &room,
        &[
            &|| first("g").unwrap(),
            // Asked for later: before what was asked for earlier.
            &|| {
                first("d").unwrap();
                first("e").unwrap();
            },
            &|| room.library.prefer(&ids(&room, ["f"])).unwrap(),
            &|| {},
            // In the place of f.
            &|| room.library.prefer(&ids(&room, ["c"])).unwrap(),
            &|| {},
        ],
    );
    assert_eq!(order, ["a", "g", "e", "d", "f", "c", "b"]);
}

#[test]
fn asking_for_a_track_that_failed_tries_it_once_more() {
    let room = room_of(&["a", "b"]);
    let bad = room.id("b.mp3");
    room.put("b.mp3", "fail truncated");
    room.scan();
    assert_eq!(room.run(&Fake::default()).failed, 1);
    room.library.analyse_first(&[bad]).unwrap();
    assert_eq!(room.run(&Fake::default()).failed, 1);
    assert_eq!(room.library.failures().unwrap()[0].tries, 2);
    assert_eq!(wishes(&room), 0);
}

#[test]
fn a_long_list_of_wishes_is_kept_in_order_and_costs_no_second_hearing() {
    const TRACKS: u32 = 1500;
    let room = Room::new();
    for index in 0..TRACKS {
        room.put(&format!("{index:04}.mp3"), "3 7");
    }
    room.scan();
    let mut all: Vec<u32> = (0..TRACKS).map(|index| index * 7 % TRACKS + 1).collect();
    // Unknown and repeated ones are passed over.
    all.extend([1, 2, 3, 999_999]);
    room.library.analyse_first(&all).unwrap();
    room.library.prefer(&all).unwrap();
    assert_eq!(wishes(&room), TRACKS + 256, "what is shown is bounded");
    let fake = Arc::new(Fake::default());
    let mut order = Vec::new();
    let control = Control::default();
    run_queue(
        &room.library,
        fake.clone(),
        &options(1),
        &control,
        &mut |event| {
            if let (Some(_), Event::Analysed { id, .. }) = (saved(&event), &event) {
                order.push(*id);
            }
        },
    )
    .unwrap();
    println!("{} wishes, {} heard", all.len(), fake.heard());
    assert_eq!(order, all[..TRACKS as usize]);
    assert_eq!((fake.heard(), wishes(&room)), (TRACKS as usize, 0));
    // Those that wait no more leave the wishes too.
    room.library.analyse_first(&all).unwrap();
    room.put("new.mp3", "3 7");
    room.scan();
    room.run(&fake);
    assert_eq!((fake.heard(), wishes(&room)), (TRACKS as usize + 1, 0));
}
