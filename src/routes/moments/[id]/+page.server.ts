/** One moment as a story, and what can be made of it: a cheer, a comment, other words. */
import { fail } from '@sveltejs/kit';
import { may } from '#accounts/account.ts';
import * as accounts from '#accounts/accounts.server.ts';
import * as audit from '#accounts/audit.server.ts';
import * as moments from '#moments/moments.server.ts';
import { Refusal } from '#refusal.ts';
import { attempt, text } from '../../attempt.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const mayWord = ({ account }: App.Locals): boolean =>
  account !== undefined && (may(account.role, 'interventions') || may(account.role, 'reports'));

export const load: PageServerLoad = async ({ params, locals }) => {
  const moment = await moments.one(params.id);
  const { refers } = moment.facts;
  const [reactions, later, earlier, nameOf] = await Promise.all([
    moments.reactionsTo([params.id]),
    moments.referring(params.id),
    refers === undefined ? undefined : moments.known(refers),
    accounts.names()
  ]);
  const cheers = reactions.filter(({ kind }) => kind === 'cheer');
  return {
    moment,
    holds: moments.holds(moment),
    wordedBy: moment.wording === '' ? '' : nameOf(moment.wordedBy),
    later: later.map(({ id, facts }) => ({ id, what: facts.what })),
    earlier: earlier && { id: earlier.id, what: earlier.facts.what },
    cheers: { count: cheers.length, mine: cheers.some(({ by }) => by === locals.account?.id) },
    comments: reactions
      .filter(({ kind }) => kind === 'comment')
      .map(({ text: said, by, at }) => ({ text: said, name: nameOf(by), at })),
    mayWord: mayWord(locals)
  };
};

/** Does something on behalf of who is logged in, and notes it. */
async function doing<Done>(
  { locals, params }: RequestEvent,
  deed: (id: string, by: string) => Promise<{ done: Done; noted: string }>
) {
  const { account } = locals;
  return attempt(async () => {
    if (!account) throw new Refusal('forbidden', 'Log eerst in.', { status: 403 });
    const { done, noted } = await deed(params.id, account.id);
    await audit.note(account.id, noted, params.id);
    return { done };
  });
}

export const actions: Actions = {
  cheer: (event) =>
    doing(event, async (id, by) => {
      const done = await moments.cheer(id, by, new Date());
      return { done, noted: `moment_${done}` };
    }),
  comment: async (event) => {
    const comment = text(await event.request.formData(), 'comment');
    const answer = await doing(event, async (id, by) => {
      await moments.comment(id, comment, by, new Date());
      return { done: 'commented' as const, noted: 'moment_commented' };
    });
    return 'status' in answer ? fail(answer.status, { ...answer.data, comment }) : answer;
  },
  word: async (event) => {
    const wording = text(await event.request.formData(), 'wording');
    const answer = await doing(event, async (id, by) => {
      if (!mayWord(event.locals))
        throw new Refusal('forbidden', 'Met jouw rol kun je de woorden van een moment niet wijzigen.', { status: 403 });
      await moments.word(id, wording, by);
      return { done: 'worded' as const, noted: 'moment_worded' };
    });
    return 'status' in answer ? fail(answer.status, { ...answer.data, wording }) : answer;
  }
};
