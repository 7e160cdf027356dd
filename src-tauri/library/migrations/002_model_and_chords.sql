-- What the user chose, and the chords that some models listen to. Never edited
-- once released: a change is a new file.

CREATE TABLE settings (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- Empty: no chords were listened to, as in all analyses from before.
ALTER TABLE hearings ADD COLUMN chords BLOB NOT NULL DEFAULT x'';
