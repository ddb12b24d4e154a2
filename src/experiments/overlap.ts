/** Where experiments get in each other's way: the same page or value for the same people, or a share of a layer that is taken. */
import type { Design } from '#experiments/experiment.ts';

export interface Other {
  key: string;
  name: string;
  site: string;
  design: Pick<Design, 'touchpoint' | 'metric' | 'layer' | 'devices'>;
}

export interface Overlap {
  key: string;
  name: string;
  /** `feature` cannot go together; the others make effects harder to tell apart. */
  kind: 'feature' | 'page' | 'metric';
}

/** Whether some text fits both patterns, in which * stands for anything. */
export function intersect(a: string, b: string): boolean {
  // Row by row over a: which beginnings of b can be met by the same text.
  let row = Array.from({ length: b.length + 1 }, (_, index) => /^\**$/.test(b.slice(0, index)));
  for (const sign of a) {
    const next = Array.from({ length: b.length + 1 }, () => false);
    for (let index = 0; index <= b.length; index++) {
      const other = index > 0 ? b[index - 1] : undefined;
      next[index] =
        (sign === '*' && (row[index]! || (index > 0 && next[index - 1]!))) ||
        (other === '*' && (next[index - 1]! || row[index]!)) ||
        (sign === other && row[index - 1]!);
    }
    row = next;
  }
  return row[b.length]!;
}

// Scheme and a final slash do not make another page.
const plain = (url: string) => url.replace(/^https?:\/\//, '').replace(/\/$/, '');

function samePlace(a: Design['touchpoint'], b: Design['touchpoint']): 'feature' | 'page' | undefined {
  if (a.kind === 'page' || b.kind === 'page') {
    const both = a.kind === 'page' && b.kind === 'page';
    return both && a.urls.some((url) => b.urls.some((other) => intersect(plain(url), plain(other))))
      ? 'page'
      : undefined;
  }
  return a.feature === b.feature ? 'feature' : undefined;
}

const sameDevices = (a: readonly string[], b: readonly string[]) =>
  a.length === 0 || b.length === 0 || a.some((device) => b.includes(device));

/** Which of the others meet the same people at the same place, or would move the same metric. */
export function overlaps(site: string, design: Other['design'], others: readonly Other[]): Overlap[] {
  return others.flatMap((other): Overlap[] => {
    if (other.site !== site) return [];
    const { key, name } = other;
    const place = samePlace(design.touchpoint, other.design.touchpoint);
    // One value can be decided by one experiment only, also within a layer: afterwards one of both is shipped.
    if (place === 'feature') return [{ key, name, kind: 'feature' }];
    if (design.layer !== '' && design.layer === other.design.layer) return [];
    if (!sameDevices(design.devices, other.design.devices)) return [];
    if (place === 'page') return [{ key, name, kind: 'page' }];
    return design.metric === other.design.metric ? [{ key, name, kind: 'metric' }] : [];
  });
}

/**
 * The first stretch of a layer that is free.
 * @param taken stretches in use, within 0 to 1
 * @param share length wanted
 * @returns undefined when no stretch is that long
 */
export function freeRange(
  taken: readonly (readonly [number, number])[],
  share: number
): readonly [number, number] | undefined {
  let start = 0;
  // Shares are hundredths in practice; sums of them are not exact in binary.
  const round = (value: number) => Math.round(value * 1e6) / 1e6;
  for (const [from, to] of [...taken, [1, 1] as const].sort(([a], [b]) => a - b)) {
    if (round(from - start) >= share) return [start, round(start + share)];
    start = Math.max(start, to);
  }
  return undefined;
}
