-- What is heard first, and when a failure is tried again. Never edited once
-- released: a change is a new file.

-- What is to be heard before all else, for each model. A track leaves it when
-- it has been heard or tried.
CREATE TABLE wishes (
    model    TEXT    NOT NULL,
    -- 0 the user's word, 1 on screen.
    urgency  INTEGER NOT NULL,
    -- Rising: the lowest is next. What is asked for later is put before the
    -- rest, so that places may be negative.
    place    INTEGER NOT NULL,
    track    INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
    asked_at INTEGER NOT NULL,
    PRIMARY KEY (model, urgency, place)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX wishes_by_track ON wishes (track, model, urgency);

-- When it is tried again by itself; NULL: not before its file, the model's
-- version or the user's word changes.
ALTER TABLE failures ADD COLUMN next_try_at INTEGER;
-- 1: out of the list, and not tried again until its file changes.
ALTER TABLE failures ADD COLUMN ignored INTEGER NOT NULL DEFAULT 0;

CREATE INDEX failures_by_next_try ON failures (model, next_try_at)
    WHERE next_try_at IS NOT NULL;

-- Those that the user has asked another try for, and those of before whose
-- cause may have passed.
UPDATE failures SET next_try_at = failed_at
WHERE retry = 1
   OR code IN ('unreadable', 'missing', 'too_slow', 'model', 'internal');
