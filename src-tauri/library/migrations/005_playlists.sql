-- Playlists; search over folder names too; and a log of what changed, so that
-- what readers keep in memory follows the tables. Never edited once released: a
-- change is a new file.

-- The index now holds the text that lists are sorted by, which has lost the
-- accents of every script and not only those that the tokeniser knows, and the
-- path below the library's folder instead of the file's name alone. The folder's
-- own path is left out: it would match every track in it. Beginnings of one
-- letter have an index of their own; for those of two and three letters, of which
-- there are few words each, one costs 136 bytes a track and is not seen in the
-- time that a search takes.
DROP TRIGGER search_new;
DROP TRIGGER search_changed;
DROP TRIGGER search_gone;
DROP TABLE search;

CREATE VIRTUAL TABLE search USING fts5 (
    title, artist, album, genre, path,
    content = '', contentless_delete = 1, prefix = '1',
    tokenize = 'unicode61 remove_diacritics 2'
);

-- The texts of a track as the index holds them.
CREATE VIEW search_texts AS
SELECT t.id, t.title_key AS title, COALESCE(t.artist_key, t.artist) AS artist,
       COALESCE(t.album_key, t.album) AS album, t.genre,
       CAST(substr(t.path, 1 + COALESCE(length(f.path), 0)) AS TEXT) AS path
FROM tracks t LEFT JOIN folders f ON f.id = t.folder;

INSERT INTO search (rowid, title, artist, album, genre, path) SELECT * FROM search_texts;

-- A row that is just being made has no name yet; it gets one at once.
CREATE TRIGGER search_new AFTER INSERT ON tracks WHEN new.file_name <> '' BEGIN
    INSERT INTO search (rowid, title, artist, album, genre, path)
    SELECT * FROM search_texts WHERE id = new.id;
END;

CREATE TRIGGER search_changed
AFTER UPDATE OF title_key, artist_key, album_key, genre, path, folder, presence ON tracks
WHEN new.presence < 2
    AND (old.title_key, old.artist_key, old.album_key, old.genre, old.path, old.folder)
        IS NOT (new.title_key, new.artist_key, new.album_key, new.genre, new.path, new.folder)
BEGIN
    -- Not INSERT OR REPLACE: the statement that fires a trigger may overrule
    -- that, and FTS5 would then keep the old words beside the new ones.
    DELETE FROM search WHERE rowid = old.id;
    INSERT INTO search (rowid, title, artist, album, genre, path)
    SELECT * FROM search_texts WHERE id = new.id;
END;

CREATE TRIGGER search_gone AFTER DELETE ON tracks BEGIN
    DELETE FROM search WHERE rowid = old.id;
END;

-- Which tracks changed, in order; only the last few thousand changes. A reader
-- that has missed some reads everything anew.
CREATE TABLE changes (
    seq   INTEGER PRIMARY KEY,
    track INTEGER NOT NULL,
    -- 1: a text that lists are sorted by.
    texts INTEGER NOT NULL DEFAULT 0,
    -- 1: it was heard anew.
    heard INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TRIGGER changes_cut AFTER INSERT ON changes BEGIN
    DELETE FROM changes WHERE seq <= new.seq - 4096;
END;

CREATE TRIGGER track_new AFTER INSERT ON tracks BEGIN
    INSERT INTO changes (track, texts) VALUES (new.id, 1);
END;

CREATE TRIGGER track_changed
AFTER UPDATE OF folder, presence, genre, year, track_no, duration_s, added_at,
    title_key, artist_key, album_key ON tracks
WHEN (old.folder, old.presence, old.genre, old.year, old.track_no, old.duration_s, old.added_at,
      old.title_key, old.artist_key, old.album_key)
    IS NOT (new.folder, new.presence, new.genre, new.year, new.track_no, new.duration_s,
            new.added_at, new.title_key, new.artist_key, new.album_key)
BEGIN
    INSERT INTO changes (track, texts) VALUES (
        new.id,
        (old.presence, old.title_key, old.artist_key, old.album_key, old.track_no)
            IS NOT (new.presence, new.title_key, new.artist_key, new.album_key, new.track_no)
    );
END;

CREATE TRIGGER track_gone AFTER DELETE ON tracks BEGIN
    INSERT INTO changes (track, texts, heard) VALUES (old.id, 1, 1);
END;

CREATE TRIGGER analysis_new AFTER INSERT ON analyses BEGIN
    INSERT INTO changes (track, heard) VALUES (new.track, 1);
END;

CREATE TRIGGER analysis_changed AFTER UPDATE ON analyses BEGIN
    INSERT INTO changes (track, heard) VALUES (new.track, old.version IS NOT new.version);
END;

CREATE TRIGGER analysis_gone AFTER DELETE ON analyses BEGIN
    INSERT INTO changes (track, heard) VALUES (old.track, 1);
END;

CREATE TRIGGER failure_new AFTER INSERT ON failures BEGIN
    INSERT INTO changes (track) VALUES (new.track);
END;

CREATE TRIGGER failure_changed AFTER UPDATE ON failures BEGIN
    INSERT INTO changes (track) VALUES (new.track);
END;

CREATE TRIGGER failure_gone AFTER DELETE ON failures BEGIN
    INSERT INTO changes (track) VALUES (old.track);
END;

CREATE TABLE playlists (
    id       INTEGER PRIMARY KEY,
    name     TEXT    NOT NULL,
    -- The name without capitals and accents: what must be unique.
    name_key TEXT    NOT NULL UNIQUE,
    -- JSON of a query; NULL for a playlist that is filled by hand.
    query    TEXT,
    made_at  INTEGER NOT NULL
) STRICT;

-- A track may be in a playlist more than once. Places rise, but may skip.
CREATE TABLE playlist_tracks (
    playlist INTEGER NOT NULL REFERENCES playlists (id) ON DELETE CASCADE,
    place    INTEGER NOT NULL,
    track    INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
    PRIMARY KEY (playlist, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX playlist_tracks_by_track ON playlist_tracks (track);
