/** What waits on this device until it is sent: contacts, and the one that is being filled in; in the browser's own store. */
import type { Entries } from './form.ts';

export interface Held {
  id: string;
  entries: Entries;
  /** When it was filled in, in milliseconds. */
  since: number;
  /** Account of whoever filled it in, as far as the device knew; only that one sends it. */
  owner: string;
  /** Why it was refused; empty when it was not. */
  refused: string;
}

interface Draft {
  entries: Entries;
  owner: string;
  at: number;
}

/** A draft that nobody came back to goes: it may hold the number of a company. Milliseconds. */
const DRAFT_KEPT = 7 * 86_400_000;

/** How many wait, where a page can ask without waiting: logging out warns. */
const COUNT = 'hoera-contacts-waiting';

let opening: Promise<IDBDatabase> | undefined;

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB'));
  });
}

function database(): Promise<IDBDatabase> {
  if (opening) return opening;
  const request = indexedDB.open('hoera-contacts', 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('waiting', { keyPath: 'id' });
    request.result.createObjectStore('other');
  };
  return (opening = done(request));
}

async function store(name: 'waiting' | 'other', mode: IDBTransactionMode): Promise<IDBObjectStore> {
  return (await database()).transaction(name, mode, { durability: 'strict' }).objectStore(name);
}

async function recount(): Promise<void> {
  localStorage.setItem(COUNT, String(await done((await store('waiting', 'readonly')).count())));
}

/** How many contacts wait on this device, whoever's they are. */
export function count(): number {
  try {
    return Number(localStorage.getItem(COUNT) ?? 0);
  } catch {
    // A browser that keeps nothing has nothing that waits.
    return 0;
  }
}

/** All that wait, the oldest first. */
export async function held(): Promise<Held[]> {
  const all = (await done((await store('waiting', 'readonly')).getAll())) as Held[];
  return all.sort((a, b) => a.since - b.since);
}

export async function hold(one: Held): Promise<void> {
  await done((await store('waiting', 'readwrite')).put(one));
  await recount();
}

export async function letGo(id: string): Promise<void> {
  await done((await store('waiting', 'readwrite')).delete(id));
  await recount();
}

export async function keepDraft(draft: Draft | undefined): Promise<void> {
  const kept = await store('other', 'readwrite');
  await (draft ? done(kept.put(draft, 'draft')) : done(kept.delete('draft')));
}

/** What somebody was filling in. */
export async function draftOf(owner: string, now: number): Promise<Entries | undefined> {
  const draft = (await done((await store('other', 'readonly')).get('draft'))) as Draft | undefined;
  if (!draft) return undefined;
  if (now - draft.at > DRAFT_KEPT) await keepDraft(undefined);
  return draft.owner === owner && now - draft.at <= DRAFT_KEPT ? draft.entries : undefined;
}

/** Who uses this device: who is logged in, else who was the last time. */
export async function ownerOf(account: string | undefined): Promise<string> {
  if (account !== undefined) await done((await store('other', 'readwrite')).put(account, 'owner'));
  return ((await done((await store('other', 'readonly')).get('owner'))) as string | undefined) ?? '';
}

/** An id that nobody else makes; also where the browser has no function for it, because the address is not https. */
export const newId = (): string =>
  globalThis.crypto.randomUUID?.() ??
  '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) =>
    (Number(digit) ^ (crypto.getRandomValues(new Uint8Array(1))[0]! & (15 >> (Number(digit) / 4)))).toString(16)
  );
