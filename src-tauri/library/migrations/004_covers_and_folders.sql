-- Where a folder's disk stands, what could not be looked into, and the covers.
-- Never edited once released: a change is a new file.

-- The number of the disk that the folder was on when it was last there.
ALTER TABLE folders ADD COLUMN device INTEGER;
-- How many files were known when most of them were gone at once; NULL: no such
-- thing, or it is over.
ALTER TABLE folders ADD COLUMN lost_of INTEGER;
-- How many things could not be looked into; the first of them are in problems.
ALTER TABLE folders ADD COLUMN problem_count INTEGER NOT NULL DEFAULT 0;

CREATE TABLE problems (
    folder  INTEGER NOT NULL REFERENCES folders (id) ON DELETE CASCADE,
    path    BLOB    NOT NULL,
    message TEXT    NOT NULL,
    PRIMARY KEY (folder, path)
) STRICT, WITHOUT ROWID;

-- What is known of a track's picture, from the first time it was asked for.
CREATE TABLE covers (
    track  INTEGER PRIMARY KEY REFERENCES tracks (id) ON DELETE CASCADE,
    -- Hash of the picture, and with it the thumbnail's name; NULL: there is none.
    hash   BLOB,
    -- The picture beside the file; NULL: it is in the file, or there is none.
    beside BLOB,
    -- Hash of the sizes and times of what was looked at.
    seen   BLOB    NOT NULL
) STRICT;

CREATE INDEX covers_by_hash ON covers (hash) WHERE hash IS NOT NULL;
