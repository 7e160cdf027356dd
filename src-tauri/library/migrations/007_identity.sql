-- What is encoded in a file, which file it is to the system, and what the user
-- says of a track. Never edited once released: a change is a new file.

-- Identity of the encoded stream: the same whatever the tags, the name and the
-- container. NULL until it is known.
ALTER TABLE tracks ADD COLUMN stream BLOB;

-- The file's number on its disk; 0 where there is none.
ALTER TABLE tracks ADD COLUMN inode INTEGER NOT NULL DEFAULT 0;

-- A user's own word for a track. It holds whatever model hears it.
CREATE TABLE corrections (
    track        INTEGER PRIMARY KEY REFERENCES tracks (id) ON DELETE CASCADE,
    -- Both, or NULL where only tags were corrected.
    valence      REAL,
    arousal      REAL,
    -- Bit i: tag i of the vocabulary is on, or off, whatever the model says.
    tags_on      INTEGER NOT NULL,
    tags_off     INTEGER NOT NULL,
    corrected_at INTEGER NOT NULL
) STRICT;

-- What the model itself said, of those analyses that show something else: the
-- user's word, or what the recalibration makes of it.
CREATE TABLE originals (
    model      TEXT    NOT NULL,
    track      INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
    valence    REAL    NOT NULL,
    arousal    REAL    NOT NULL,
    valence_sd REAL    NOT NULL,
    arousal_sd REAL    NOT NULL,
    quadrant   INTEGER NOT NULL,
    tags_on    INTEGER NOT NULL,
    PRIMARY KEY (model, track)
) STRICT, WITHOUT ROWID;

-- The recalibration that is applied to a model's analyses: the values that 1, 2
-- … 9 become, as little-endian f32. None: as the model says.
CREATE TABLE recalibrations (
    model   TEXT PRIMARY KEY,
    valence BLOB NOT NULL,
    arousal BLOB NOT NULL
) STRICT;
