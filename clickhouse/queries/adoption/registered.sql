-- Which organisations of a population were there in the period, did they have occasion, and how far are they kept to be?
SELECT
  organisation, municipality, region, sector, size, site, campaign, reached,
  arrayExists((f, t) -> f <= {to:Date} AND t > {from:Date}, eligible_from, eligible_to) AS had_occasion
FROM journeys FINAL
WHERE population = {population:String} AND valid_from <= {to:Date} AND valid_to > {from:Date}
