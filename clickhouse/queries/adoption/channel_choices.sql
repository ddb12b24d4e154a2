-- Which processes, authorities and teams do items name?
SELECT
  arraySort(groupUniqArrayIf(500)(toString(process), process != '')) AS process,
  arraySort(groupUniqArrayIf(500)(toString(authority_name), authority_name != '')) AS authority,
  arraySort(groupUniqArrayIf(500)(toString(team), team != '')) AS team
FROM messages
