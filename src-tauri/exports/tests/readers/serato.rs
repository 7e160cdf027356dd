//! Serato crates, by serato-tools.

use moodplane_exports::{Format, Options};
use serde_json::json;

use crate::common::{MACHINES, mapped, maps, read, room};
use crate::support::list;

const SERATO: &str = r#"
import json, sys
from serato_tools.crate import Crate
crates = []
for file in sys.argv[1:]:
    crate = Crate(file)
    assert crate.data[0] == ("vrsn", "1.0/Serato ScratchLive Crate"), crate.data[0]
    crates.append(crate.tracks())
print(json.dumps(crates))
"#;

#[test]
fn serato_crates_are_read_by_serato_tools() {
    let (room, ids, paths) = room();
    let lists = [list("Sets / AC/DC %%", &ids), list("two", &ids[..2])];
    for (to, begin) in MACHINES
        .into_iter()
        .zip(["Users/DJ & Co/Music", "Music", ""])
    {
        let out = room.out("disk");
        let options = Options {
            maps: maps(&room, to),
            ..Options::default()
        };
        let report = room.export(&lists, Format::Serato, &options, &out).unwrap();
        let folder = out.join("_Serato_/Subcrates");
        let files = ["Moodplane%%Sets%%AC_DC %.crate", "Moodplane%%two.crate"];
        let files = files.map(|name| folder.join(name));
        let shown = files.each_ref().map(|file| file.display().to_string());
        assert_eq!(report.files, shown);
        let parents = ["Moodplane.crate", "Moodplane%%Sets.crate"].map(|name| folder.join(name));
        let all = [&*files[0], &*files[1], &*parents[0], &*parents[1]];
        let crates = read(SERATO, &all);
        let expected = paths.iter().map(|path| {
            let place = mapped(&room, path, to).replace('\\', "/");
            let at = place.find(begin).unwrap();
            place[at..].trim_start_matches('/').to_owned()
        });
        let expected: Vec<String> = expected.collect();
        assert_eq!(crates[0], json!(expected));
        assert_eq!(crates[1], json!(expected[..2]));
        assert_eq!((&crates[2], &crates[3]), (&json!([]), &json!([])));
    }
}
