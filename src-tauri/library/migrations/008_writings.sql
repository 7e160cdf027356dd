-- What was written into the user's own files, so that it can be undone. Never
-- edited once released: a change is a new file.

CREATE TABLE writings (
    id       INTEGER PRIMARY KEY,
    begun_at INTEGER NOT NULL,
    -- JSON of what was asked for.
    asked    TEXT    NOT NULL
) STRICT;

CREATE TABLE written_files (
    id              INTEGER PRIMARY KEY,
    writing         INTEGER NOT NULL REFERENCES writings (id) ON DELETE CASCADE,
    -- Its track, which may have left the library since.
    track           INTEGER NOT NULL,
    path            BLOB    NOT NULL,
    -- 0 about to be written, 1 written, 2 undone. Noted before the file is
    -- touched: after a kill, its hash tells which of the two it holds.
    state           INTEGER NOT NULL,
    -- BLAKE3 of all of the file.
    before_hash     BLOB    NOT NULL,
    after_hash      BLOB    NOT NULL,
    before_mtime_ns INTEGER NOT NULL,
    -- JSON: the fields that changed, with their old and new values.
    fields          TEXT    NOT NULL,
    -- What makes the old bytes of the new ones; NULL where that is too long.
    way_back        BLOB
) STRICT;

CREATE INDEX written_files_by_writing ON written_files (writing);
