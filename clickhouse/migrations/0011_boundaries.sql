-- By which boundaries: in which municipality an organisation lay, by its name of then. Empty where that is all the time what it is called
-- today, which holds for nearly all. Of rows that were not computed with it nobody knows.
ALTER TABLE journeys {{on_cluster}}
  -- From which day on.
  ADD COLUMN IF NOT EXISTS lay_from Array(Date) DEFAULT [toDate(0)] CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS lay_in Array(LowCardinality(String)) DEFAULT [concat(municipality, ' (unknown then)')] CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS lay_region Array(LowCardinality(String)) DEFAULT [toString(region)] CODEC(ZSTD(1));

ALTER TABLE ladders {{on_cluster}}
  -- From which Monday on: a week is where somebody is at its end. A merger does not cross the border of a region.
  ADD COLUMN IF NOT EXISTS lay_from Array(Date) DEFAULT [toDate(0)] CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS lay_in Array(LowCardinality(String)) DEFAULT [concat(municipality, ' (unknown then)')] CODEC(ZSTD(1));

-- Whether it counts by the boundaries of now, of then, or both: of most the two are the same.
ALTER TABLE ladder_stays {{on_cluster}} ADD COLUMN IF NOT EXISTS boundaries LowCardinality(String) DEFAULT 'both';

ALTER TABLE ladder_starts {{on_cluster}} ADD COLUMN IF NOT EXISTS boundaries LowCardinality(String) DEFAULT 'both';

-- Names of then to choose from, beside those of today.
CREATE MATERIALIZED VIEW dimension_values_from_lays {{on_cluster}} TO dimension_values AS
SELECT DISTINCT population, 'then' AS dimension, toString(arrayJoin(lay_in)) AS value, example
FROM journeys;
