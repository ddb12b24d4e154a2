/** Sends a form of the contact page and says what became of it, whether or not there is a network and a session. */
import { deserialize } from '$app/forms';
import { formOf, type Entries } from './form.ts';
import { CONTACT } from './offline.ts';

export type Sent =
  | { kind: 'taken'; data: Record<string, unknown> }
  | { kind: 'refused'; reason: string }
  /** The session is over: nothing is wrong with what was sent. */
  | { kind: 'login' }
  /** No network, or a server that is busy or starting: later again. */
  | { kind: 'unreached' };

/** Milliseconds. */
const PATIENCE = 15_000;

export async function send(action: 'keep' | 'mend' | 'check', entries: Entries): Promise<Sent> {
  let response: Response;
  try {
    response = await fetch(`${CONTACT}?/${action}`, {
      method: 'POST',
      headers: { accept: 'application/json', 'x-sveltekit-action': 'true' },
      body: formOf(entries),
      signal: AbortSignal.timeout(PATIENCE)
    });
    const result = deserialize(await response.text());
    if (result.type === 'success') return { kind: 'taken', data: result.data ?? {} };
    if (result.type === 'redirect') return { kind: 'login' };
    if (result.type === 'failure') return { kind: 'refused', reason: String(result.data?.['refused'] ?? '') };
    return response.status < 500 && response.status !== 429
      ? { kind: 'refused', reason: String((result.error as App.Error | undefined)?.message ?? '') }
      : { kind: 'unreached' };
  } catch {
    return { kind: 'unreached' };
  }
}
