-- What files and other programs say of tempo and key. Never edited once released: a
-- change is a new file.

-- One row a track whose tags were read for it. Keys as in analyses.
CREATE TABLE said (
    track         INTEGER PRIMARY KEY REFERENCES tracks (id) ON DELETE CASCADE,
    tag_tempo_bpm REAL,
    tag_key       INTEGER,
    -- Of a DJ program's collection, which goes before the tags.
    dj_tempo_bpm  REAL,
    dj_key        INTEGER
) STRICT;

CREATE TRIGGER said_new AFTER INSERT ON said
WHEN COALESCE(new.tag_tempo_bpm, new.tag_key, new.dj_tempo_bpm, new.dj_key) IS NOT NULL
BEGIN
    INSERT INTO changes (track) VALUES (new.track);
END;

CREATE TRIGGER said_changed AFTER UPDATE ON said
WHEN (old.tag_tempo_bpm, old.tag_key, old.dj_tempo_bpm, old.dj_key)
    IS NOT (new.tag_tempo_bpm, new.tag_key, new.dj_tempo_bpm, new.dj_key)
BEGIN
    INSERT INTO changes (track) VALUES (new.track);
END;
