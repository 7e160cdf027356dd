-- The first schema. Never edited once released: a change is a new file.
--
-- Paths are BLOBs, so that a name that is not Unicode is kept exactly.
-- Times are whole seconds since 1970; mtime_ns is nanoseconds since 1970.
-- Blobs are little-endian and described in src/store/blob.rs.

CREATE TABLE folders (
    id       INTEGER PRIMARY KEY,
    path     BLOB    NOT NULL UNIQUE,
    missing  INTEGER NOT NULL DEFAULT 0,
    added_at INTEGER NOT NULL
) STRICT;

CREATE TABLE tracks (
    id           INTEGER PRIMARY KEY,
    -- NULL for a file that was named by itself.
    folder       INTEGER REFERENCES folders (id) ON DELETE SET NULL,
    path         BLOB    NOT NULL UNIQUE,
    -- 0 here, 1 missing, 2 removed by the user (out of sight, but kept).
    presence     INTEGER NOT NULL DEFAULT 0,
    size         INTEGER NOT NULL,
    mtime_ns     INTEGER NOT NULL,
    -- Hash of the size and three blocks of the file; NULL if it cannot be read.
    fingerprint  BLOB,
    -- Identity of the decoded sound, filled by the first analysis.
    content_id   TEXT,
    added_at     INTEGER NOT NULL,
    file_name    TEXT    NOT NULL,
    title        TEXT    NOT NULL,
    artist       TEXT,
    album        TEXT,
    album_artist TEXT,
    genre        TEXT,
    year         INTEGER,
    track_no     INTEGER,
    duration_s   REAL,
    -- What lists are sorted by: lower case, without accents.
    title_key    TEXT    NOT NULL,
    artist_key   TEXT,
    album_key    TEXT
) STRICT;

CREATE INDEX tracks_by_folder ON tracks (folder);
CREATE INDEX tracks_by_fingerprint ON tracks (fingerprint);
CREATE INDEX tracks_by_title ON tracks (title_key);

-- What is filtered, sorted and drawn; kept apart from the blobs so that a walk
-- over all points reads little. One a track and model.
CREATE TABLE analyses (
    model          TEXT    NOT NULL,
    track          INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
    version        TEXT    NOT NULL,
    -- The track's fingerprint when it was heard.
    fingerprint    BLOB,
    analysed_at    INTEGER NOT NULL,
    valence        REAL    NOT NULL,
    arousal        REAL    NOT NULL,
    valence_sd     REAL    NOT NULL,
    arousal_sd     REAL    NOT NULL,
    -- 1-4.
    quadrant       INTEGER NOT NULL,
    -- Bit i: tag i of the vocabulary is on.
    tags_on        INTEGER NOT NULL,
    -- 2 (Camelot number - 1), + 1 for major.
    key            INTEGER,
    tempo_bpm      REAL,
    loudness_lufs  REAL,
    true_peak_dbtp REAL,
    PRIMARY KEY (model, track)
) STRICT, WITHOUT ROWID;

-- The rest of an analysis.
CREATE TABLE hearings (
    id        INTEGER PRIMARY KEY,
    model     TEXT    NOT NULL,
    track     INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
    tags      BLOB    NOT NULL,
    curve     BLOB    NOT NULL,
    waveform  BLOB    NOT NULL,
    embedding BLOB    NOT NULL,
    UNIQUE (model, track)
) STRICT;

CREATE TABLE failures (
    model       TEXT    NOT NULL,
    track       INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
    version     TEXT    NOT NULL,
    fingerprint BLOB,
    failed_at   INTEGER NOT NULL,
    code        TEXT    NOT NULL,
    message     TEXT    NOT NULL,
    tries       INTEGER NOT NULL,
    -- 1 once the user has asked for another try.
    retry       INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (model, track)
) STRICT, WITHOUT ROWID;

-- The index holds no text of its own: tracks has it.
CREATE VIRTUAL TABLE search USING fts5 (
    title, artist, album, genre, file_name,
    content = '', contentless_delete = 1, prefix = '1 2 3',
    tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TRIGGER search_new AFTER INSERT ON tracks BEGIN
    INSERT INTO search (rowid, title, artist, album, genre, file_name)
    VALUES (new.id, new.title, new.artist, new.album, new.genre, new.file_name);
END;

CREATE TRIGGER search_changed AFTER UPDATE OF title, artist, album, genre, file_name ON tracks
BEGIN
    INSERT OR REPLACE INTO search (rowid, title, artist, album, genre, file_name)
    VALUES (new.id, new.title, new.artist, new.album, new.genre, new.file_name);
END;

CREATE TRIGGER search_gone AFTER DELETE ON tracks BEGIN
    DELETE FROM search WHERE rowid = old.id;
END;
