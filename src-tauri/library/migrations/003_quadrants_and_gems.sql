-- How probable each quadrant is, the nine GEMS emotions, and valence and
-- arousal as the network says them. Never edited once released: a change is a
-- new file.

-- NULL: an analysis from before. The raw values are then the values, and the
-- probabilities follow from the values and their deviations.
ALTER TABLE hearings ADD COLUMN valence_raw REAL;
ALTER TABLE hearings ADD COLUMN arousal_raw REAL;
ALTER TABLE hearings ADD COLUMN quadrants BLOB;

-- NULL: the model does not hear them, as in all analyses from before.
ALTER TABLE hearings ADD COLUMN gems BLOB;

-- The quadrant is now the most probable one.
UPDATE analyses SET quadrant = CASE
    WHEN arousal >= 5 THEN iif(valence >= 5, 1, 2)
    ELSE iif(valence >= 5, 4, 3)
END;
