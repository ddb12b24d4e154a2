-- Which organisations of a population were there in the period, did they have occasion, and how far are they kept to be? By the boundaries
-- of then they are where they lay at its end, or when they left.
SELECT
  j.organisation AS organisation,
  if({boundaries:String} = 'then' AND notEmpty(j.lay_in), j.lay_in[greatest(1, arrayCount(f -> f <= {to:Date}, j.lay_from))], j.municipality) AS municipality,
  if({boundaries:String} = 'then' AND notEmpty(j.lay_in), j.lay_region[greatest(1, arrayCount(f -> f <= {to:Date}, j.lay_from))], j.region) AS region,
  j.sector AS sector, j.size AS size, j.site AS site, j.campaign AS campaign, j.reached AS reached,
  arrayExists((f, t) -> f <= {to:Date} AND t > {from:Date}, j.eligible_from, j.eligible_to) AS had_occasion
FROM (SELECT * FROM journeys FINAL WHERE population = {population:String} AND valid_from <= {to:Date} AND valid_to > {from:Date}) AS j
