/** Which paths items of an organisation take at a team: the channels one after the other, without repeats. */
import { isSmall, suppressed, suppressedTable } from '#statistics/hiding.ts';
import { cramersV, type Association } from '#statistics/association.ts';

/** So many organisations went along this path at this team; channels with a > in between, and more for what follows after five. */
export interface TeamPath {
  value: string;
  path: string;
  organisations: number;
  /** Who went along it at any team, each of them once. */
  anywhere: number;
}

/** Undefined where it is too small to show, or would give a small one away. */
interface Taken {
  organisations: number | undefined;
  /** In order of the paths; what is undefined of these is with the others. */
  counts: (number | undefined)[];
  others: number | undefined;
}

export interface PathsAnswer {
  /** Those that most took. */
  paths: string[];
  all: Taken;
  /** Most organisations first. */
  teams: (Taken & { value: string })[];
  /** How strongly the path goes together with the team. */
  association: Association | undefined;
}

/** Paths that stand apart; and how many must have taken one, or be in a team to count in how alike teams are. */
const MOST = 6;
const FEWEST = 10;

const sum = (counts: readonly number[]): number => counts.reduce((so, count) => so + count, 0);
const organisationsOf = (rows: readonly TeamPath[]) => sum(rows.map(({ organisations }) => organisations));

export function comparePaths(rows: readonly TeamPath[]): PathsAnswer {
  const together = organisationsOf(rows);
  const totals = [...Map.groupBy(rows, ({ path }) => path)]
    .map(([path, own]) => ({ path, total: organisationsOf(own), anywhere: own[0]!.anywhere }))
    .sort((a, b) => b.total - a.total || a.path.localeCompare(b.path));
  const apart = totals.filter(({ anywhere }) => anywhere >= FEWEST).slice(0, MOST);
  const named = () => sum(apart.map(({ total }) => total));
  // The others are a group as well: too few of them take the smallest path that stands apart along.
  while (isSmall(together - named()) && apart.length > 0) apart.pop();
  const paths = apart.map(({ path }) => path);

  const teams = [...Map.groupBy(rows, ({ value }) => value)]
    .map(([value, own]) => {
      const counts = paths.map((path) => organisationsOf(own.filter((one) => one.path === path)));
      const total = organisationsOf(own);
      return { value, total, counts: [...counts, total - sum(counts)] };
    })
    .sort((a, b) => b.total - a.total || a.value.localeCompare(b.value, 'nl'));
  const isHidden = isSmall(together);
  const small = smallTeams(teams.map(({ total }) => total)).map((one) => one || isHidden);
  const hidden = hiddenIn(
    teams.map(({ counts }) => counts),
    teams.map(({ counts }, row) => counts.map(() => small[row]!))
  );
  return {
    paths,
    all: {
      organisations: isHidden ? undefined : together,
      counts: apart.map(({ total }) => total),
      others: isHidden ? undefined : together - named()
    },
    teams: teams.map(({ value, total, counts }, row) => {
      const shown = paths.map((_, place) => (hidden[row]![place] ? undefined : counts[place]!));
      const others = total - sum(shown.map((count) => count ?? 0));
      return {
        value,
        organisations: small[row] ? undefined : total,
        counts: shown,
        others: small[row] ? undefined : others
      };
    }),
    association: associationOf(teams.filter(({ total }) => total >= FEWEST).map(({ counts }) => counts))
  };
}

/** Which teams, largest first, are hidden as a whole: as elsewhere, and more as long as those together are a handful. */
function smallTeams(totals: readonly number[]): boolean[] {
  const hidden = suppressed(totals);
  for (let place = totals.length - 1; place >= 0; place--) {
    if (!isSmall(sum(totals.filter((_, at) => hidden[at])))) break;
    hidden[place] = true;
  }
  return hidden;
}

/**
 * Which cells are added to the others: the small ones, those that the sums of rows and of columns beside it would tell, and more of
 * a row or a column as long as those together are a handful, because a sum less what is shown tells how many they are.
 */
function hiddenIn(rows: readonly (readonly number[])[], already: readonly (readonly boolean[])[]): boolean[][] {
  let hidden = suppressedTable(rows, already);
  for (;;) {
    const [row, place] = nextToHide(rows, hidden);
    if (row === undefined || place === undefined) return hidden;
    hidden[row]![place] = true;
    hidden = suppressedTable(rows, hidden);
  }
}

/** The smallest shown cell of a line whose hidden cells are too few together. */
function nextToHide(rows: readonly (readonly number[])[], hidden: readonly (readonly boolean[])[]): number[] {
  const lines = [
    ...rows.map((cells, row) => cells.map((_, place) => [row, place] as const)),
    ...(rows[0] ?? []).map((_, place) => rows.map((__, row) => [row, place] as const))
  ];
  for (const line of lines) {
    const counted = line.map(([row, place]) => ({
      row,
      place,
      count: rows[row]![place]!,
      isHidden: hidden[row]![place]!
    }));
    if (!isSmall(sum(counted.map(({ count, isHidden }) => (isHidden ? count : 0))))) continue;
    const [next] = counted.filter(({ count, isHidden }) => !isHidden && count > 0).sort((a, b) => a.count - b.count);
    if (next) return [next.row, next.place];
  }
  return [];
}

/** Of as many paths apart as there are organisations enough for; the others are one. */
function associationOf(table: readonly (readonly number[])[]): Association | undefined {
  const columns = table[0]?.length ?? 0;
  for (let apart = columns - 1; apart >= 1; apart--) {
    const merged = table.map((counts) => [...counts.slice(0, apart), sum(counts.slice(apart))]);
    const association = cramersV(merged);
    if (!association?.thin || apart === 1) return association;
  }
  return undefined;
}
