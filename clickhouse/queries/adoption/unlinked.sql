-- About how many visitors of a period did not make themselves known in it?
SELECT toUInt64(greatest(0, toInt64(uniqCombined64Merge(12)(visitors)) - toInt64(uniqCombined64IfMerge(12)(known)))) AS visitors
FROM visitors_daily
WHERE day BETWEEN {from:Date} AND {to:Date}
