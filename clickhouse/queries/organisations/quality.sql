-- What is missing or odd in the registry on a day, per population? Of each organisation its last stretch of validity begun by then.
SELECT
  population, countIf(head = organisation AND NOT is_over) AS organisations, countIf(head != organisation AND NOT is_over) AS branches,
  countIf(head = organisation AND NOT is_over AND municipality = '' AND population = 'company') AS without_municipality,
  countIf(head = organisation AND NOT is_over AND sector = '' AND population = 'company') AS without_sector,
  countIf(head = organisation AND NOT is_over AND size = '' AND population = 'company') AS without_size,
  countIf(head = organisation AND NOT is_over AND organisation NOT IN (
    SELECT organisation FROM eligibilities UNION ALL SELECT head FROM organisations WHERE organisation IN (SELECT organisation FROM eligibilities)
  )) AS without_occasion,
  countIf(is_over) AS ended,
  countIf(head != organisation AND NOT is_over AND head NOT IN (SELECT organisation FROM organisations)) AS orphans,
  toUnixTimestamp64Milli(max(last_imported)) AS last_import
FROM (
  SELECT
    organisation, max(imported_at) AS last_imported,
    argMax((r.population, r.head, r.sector, r.size, r.municipality, r.valid_to <= {day:Date}), r.valid_from) AS last,
    last.1 AS population, last.2 AS head, last.3 AS sector, last.4 AS size, last.5 AS municipality, last.6 AS is_over
  FROM (SELECT * FROM organisations FINAL WHERE valid_from <= {day:Date}) AS r
  GROUP BY organisation
)
GROUP BY population
ORDER BY population
