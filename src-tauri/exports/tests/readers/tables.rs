//! CSV, JSON lines and Parquet, by Python itself and pyarrow.

use moodplane_exports::{Format, Options};
use moodplane_library::TrackId;
use serde_json::{Value, json};

use crate::common::{listed, moods, read, room};
use crate::support::hostile::{self};
use crate::support::{File, Room, list};

const TABLES: &str = r#"
import csv, json, sys
import pyarrow.parquet as parquet
with open(sys.argv[1], newline="", encoding="utf-8") as file:
    rows = list(csv.DictReader(file, strict=True))
with open(sys.argv[2], encoding="utf-8", newline="\n") as file:
    lines = [json.loads(line) for line in file.read().removesuffix("\n").split("\n")]
table = parquet.read_table(sys.argv[3])
types = {field.name: str(field.type) for field in table.schema}
def plain(row):
    return {**row, "added_at": row["added_at"].isoformat()}
columns = [plain(row) for row in table.to_pylist()]
print(json.dumps([rows, lines, columns, types]))
"#;

#[test]
fn tables_hold_every_score_exactly() {
    let room = Room::new();
    hostile::fill(&room);
    room.put(hostile::not_unicode(), &File::default());
    room.put(
        "unheard.wav",
        &File {
            title: "=1+1",
            ..File::default()
        },
    );
    room.hear();
    let ids = room.ids();
    let lists = [list("one, \"two\"", &ids)];
    let outs = ["a.csv", "a.jsonl", "a.parquet"].map(|name| room.out(name));
    for (format, out) in [Format::Csv, Format::Json, Format::Parquet]
        .into_iter()
        .zip(&outs)
    {
        let report = room
            .export(&lists, format, &Options::default(), out)
            .unwrap();
        assert_eq!((report.written, report.replaced), (10, 1));
        assert!(report.left_out.is_empty());
    }
    let found = read(TABLES, &[&outs[0], &outs[1], &outs[2]]);
    let (rows, lines, columns, types) = (&found[0], &found[1], &found[2], &found[3]);
    for (number, track) in listed(&room, &ids).iter().enumerate() {
        let (row, line, column) = (&rows[number], &lines[number], &columns[number]);
        for entry in [row, line, column] {
            assert_eq!(entry["playlist"], "one, \"two\"");
            assert_eq!(entry["title"], track.row.title.as_str());
            assert_eq!(entry["path"], track.row.path.as_str());
            assert_eq!(entry["status"], track.row.state.name());
        }
        assert_eq!(
            (&line["position"], &column["position"]),
            (&json!(number + 1), &json!(number + 1))
        );
        let Some(analysis) = &track.analysis else {
            assert_eq!(row["error_code"], "not_audio");
            assert_eq!(line["error"]["code"], "not_audio");
            assert_eq!(column["error_message"], "This is no music.");
            for name in ["valence", "tags", "embedding", "tags_on", "curve_valence"] {
                assert_eq!(column[name], Value::Null, "{name}");
            }
            continue;
        };
        assert_eq!(line["tags"].as_array().unwrap().len(), 56);
        let on = moods(analysis);
        assert_eq!(row["tags"], on.as_str());
        let held: Vec<&str> = column["tags_on"]
            .as_array()
            .unwrap()
            .iter()
            .map(|tag| tag.as_str().unwrap())
            .collect();
        assert_eq!(held.join("; "), on);
        assert_eq!(column["valence"], json!(f64::from(analysis.valence)));
        for (tag, &probability) in moodplane_library::vocabulary().iter().zip(&analysis.tags) {
            let held = column["tags"][&tag.name].as_f64().unwrap();
            assert!((held - f64::from(probability)).abs() < 0.01, "{}", tag.name);
        }
        assert_eq!(column["embedding"].as_array().unwrap().len(), 128);
        assert_eq!(column["curve_arousal"].as_array().unwrap().len(), 36);
        assert_eq!(column["camelot"], json!(track.row.camelot));
        assert_eq!(column["gems"]["tension"], json!(f64::from(0.4_f32)));
        assert_eq!(
            column["added_at"].as_str().unwrap().len(),
            "2025-01-31T00:00:00+00:00".len()
        );
    }
    assert_eq!(types["embedding"], "list<element: float not null>");
    assert_eq!(types["tags_on"], "list<element: string not null>");
    assert_eq!(types["valence"], "float");
    assert_eq!(types["added_at"], "timestamp[ms, tz=UTC]");
    assert!(
        types["tags"]
            .as_str()
            .unwrap()
            .starts_with("struct<action: float not null")
    );
}

const GROUPS: &str = r#"
import json, sys
import pyarrow.parquet as parquet
file = parquet.ParquetFile(sys.argv[1])
table = file.read(columns=["position", "id", "embedding"])
print(json.dumps([file.num_row_groups, table["position"].to_pylist(), table["id"].to_pylist(),
                  sorted({len(one) for one in table["embedding"].to_pylist()})]))
"#;

#[test]
fn a_large_table_is_written_in_groups_of_rows() {
    let (room, ids, _) = room();
    let many: Vec<TrackId> = ids.iter().copied().cycle().take(4_500).collect();
    let out = room.out("a.parquet");
    room.export(
        &[list("x", &many)],
        Format::Parquet,
        &Options::default(),
        &out,
    )
    .unwrap();
    let found = read(GROUPS, &[&out]);
    let positions: Vec<usize> = (1..=many.len()).collect();
    assert_eq!(found, json!([3, positions, many, [128]]));
}
