/** Which remarks seem to be about the same, and by which words: for a person to decide. */
import { containment, isSuggested, likeness, profileOf, type Likeness } from '#interventions/likeness.ts';

interface Said {
  id: string;
  text: string;
}

/** An improvement with what was heard of it. */
interface Group {
  id: string;
  title: string;
  heard: readonly string[];
}

export interface Suggestion {
  id: string;
  title: string;
  shared: string[];
}

/** Of each remark the group that it seems to belong to most; of most remarks there is none. */
export function groupsFor(remarks: readonly Said[], groups: readonly Group[]): Map<string, Suggestion> {
  const profiles = groups.map((group) => ({ group, profile: profileOf(group.title, ...group.heard) }));
  const found = new Map<string, Suggestion>();
  for (const { id, text } of remarks) {
    const profile = profileOf(text);
    const [best] = profiles
      .map(({ group, profile: of }) => ({ group, alike: containment(profile, of) }))
      .filter(({ alike }) => isSuggested(alike))
      .sort((a, b) => b.alike.score - a.alike.score);
    if (best) found.set(id, { id: best.group.id, title: best.group.title, shared: best.alike.shared });
  }
  return found;
}

/** Remarks by how much they are like one of them, which comes first. */
export function ranked<T extends Said>(remarks: readonly T[], like: Said): (T & { alike: Likeness })[] {
  const profile = profileOf(like.text);
  const rank = ({ id, alike }: { id: string; alike: Likeness }) => (id === like.id ? 2 : alike.score);
  return remarks
    .map((remark) => ({ ...remark, alike: likeness(profile, profileOf(remark.text)) }))
    .sort((a, b) => rank(b) - rank(a));
}
