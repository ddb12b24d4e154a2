-- What is missing or odd in the registry on a day, per population?
SELECT
  population, countIf(head = organisation) AS organisations, countIf(head != organisation) AS branches,
  countIf(head = organisation AND municipality = '' AND population = 'company') AS without_municipality,
  countIf(head = organisation AND sector = '') AS without_sector, countIf(head = organisation AND size = '' AND population = 'company') AS without_size,
  countIf(head = organisation AND organisation NOT IN (SELECT organisation FROM eligibilities)) AS without_occasion,
  countIf(valid_to <= {day:Date}) AS ended,
  countIf(head != organisation AND head NOT IN (SELECT organisation FROM organisations)) AS orphans,
  toUnixTimestamp64Milli(max(imported_at)) AS last_import
FROM organisations FINAL
GROUP BY population
ORDER BY population
