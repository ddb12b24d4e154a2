/** Versions of the rules and legal facts, in the register, and what follows from them in the warehouse. */
import { beforeAll, describe, expect, test } from 'vitest';
import * as audit from '#accounts/audit.server.ts';
import { DEFAULT_RULES, NEWER_RULES } from '#motives/default-rules.ts';
import * as cells from '#motives/cells.server.ts';
import * as evidence from '#motives/evidence.server.ts';
import * as motives from '#motives/motives.server.ts';
import * as obligations from '#motives/obligations.server.ts';
import * as rules from '#motives/rules.server.ts';
import * as signals from '#motives/signals.server.ts';
import { actions } from '#routes/motives/list/+page.server.ts';
import { organisationKey } from '#store/pseudonym.server.ts';
import { useStores } from '../stores.ts';
import { put } from './registry.ts';

useStores();

beforeAll(() =>
  put([
    { occasion: true, presentations: 1, mailed: 1, handled: 0 },
    { occasion: false, presentations: 1, mailed: 0, handled: 0 }
  ])
);

const FIRST = DEFAULT_RULES.department;
const stricter = { ...FIRST, label: 0.8 };

describe('versions', () => {
  test('are appended, the newest of a population in force; other populations go on', async () => {
    expect(await rules.save(stricter, 1, '  Te veel gelabeld. ', 'ik')).toBe(2);
    expect(await rules.inForce('department')).toMatchObject({
      version: 2,
      rules: stricter,
      why: 'Te veel gelabeld.',
      by: 'ik'
    });
    expect(await rules.inForce('company')).toMatchObject({ version: 1, rules: DEFAULT_RULES.company });
    expect((await rules.versions('department')).map(({ version }) => version)).toEqual([2, 1]);
    expect((await rules.at('department', 1)).rules).toEqual(FIRST);
  });

  test('what is told goes by the rules it was counted by, until it is counted again', async () => {
    expect(await motives.model('department')).toMatchObject({ rules: 1, model: { rules: FIRST } });
    await cells.count({ now: true });
    expect(await motives.model('department')).toMatchObject({ rules: 2, model: { rules: stricter } });
  });

  test('are refused without a reason, when nothing changed, and when somebody else was first', async () => {
    const save = (label: number, since: number, why = 'Omdat.') => rules.save({ ...FIRST, label }, since, why, 'ik');
    await expect(save(0.6, 2, '  ')).rejects.toMatchObject({ code: 'why_missing' });
    await expect(save(0.8, 2)).rejects.toMatchObject({ code: 'nothing_changed' });
    await expect(save(0.6, 1)).rejects.toMatchObject({ code: 'changed_meanwhile', status: 409 });
    await expect(save(0.1, 2)).rejects.toMatchObject({ code: 'rules_wrong', part: { path: 'label', fault: 'little' } });
    const both = await Promise.allSettled([save(0.6, 2), save(0.55, 2)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'changed_meanwhile' } });
    expect((await rules.versions('department')).map(({ version }) => version)).toEqual([3, 2, 1]);
  });
});

test('newer rules that come with Hoera are a version where nobody made their own, once, and counted by', async () => {
  const { rules: newer, why } = NEWER_RULES.company!;
  await rules.renew();
  const { version, ...made } = await rules.inForce('company');
  expect(made).toMatchObject({ rules: newer, why, by: 'Hoera' });
  // Of departments somebody changed the rules, and goes on with those.
  expect((await rules.inForce('department')).version).toBe(3);
  await rules.renew();
  expect((await rules.versions('company')).map((one) => one.version)).toEqual([version, 1]);
  expect((await rules.at('company', 1)).rules).toEqual(DEFAULT_RULES.company);
  await cells.count({ now: true });
  expect(await motives.model('company')).toMatchObject({ rules: version, model: { rules: newer } });
  // Whoever goes back to an earlier version stays there.
  const back = await rules.save(DEFAULT_RULES.company, version, 'Terug naar het begin.', 'ik');
  await rules.renew();
  expect((await rules.inForce('company')).version).toBe(back);
});

test('whoever had occasion has to while a legal fact says so, and nobody else', async () => {
  expect(await obligations.processes('department')).toEqual(['Melding']);
  const told = async () => {
    await signals.refresh();
    return (await evidence.of('department', ['1', '2'])).map(({ organisation, signals: counted, judgement }) => [
      organisation,
      counted.find(({ name }) => name === 'obligations')?.times,
      judgement.verdicts.find(({ motive }) => motive === 'moeten')?.basis
    ]);
  };
  const fact = {
    population: 'department',
    process: 'Melding',
    basis: 'Artikel 3 (verzonnen)',
    validFrom: '2020-01-01'
  };
  await expect(obligations.add({ ...fact, basis: 'wet', validTo: '' }, 'ik')).rejects.toMatchObject({
    code: 'obligation_wrong',
    part: { path: 'basis', fault: 'little' }
  });
  await expect(obligations.add({ ...fact, validTo: '2019-12-31' }, 'ik')).rejects.toMatchObject({
    part: { path: 'validTo' }
  });
  const id = await obligations.add({ ...fact, validTo: '' }, 'ik');
  const over = await obligations.add({ ...fact, validTo: '2021-01-01' }, 'ik');
  expect((await told()).sort()).toEqual([
    ['1', 1, 'fact'],
    ['2', 0, 'answer']
  ]);
  // What is over is no reason now.
  expect(await obligations.remove(id)).toMatchObject({ process: 'Melding', basis: 'Artikel 3 (verzonnen)' });
  expect((await told()).sort()).toEqual([
    ['1', 0, 'answer'],
    ['2', 0, 'answer']
  ]);
  expect(await obligations.remove(id)).toBeUndefined();
  expect((await obligations.list()).map((one) => one.id)).toEqual([over]);
});

test('who makes a list of whom to approach, or looks at one of them, is noted with the purpose and without a number', async () => {
  const numbers = ['99000001', '99000002', '99000003'];
  // Two never used the box; one does.
  await put(
    [0, 0, 1].map((handled) => ({ occasion: true, presentations: 0, mailed: 1, handled })),
    numbers.map(organisationKey)
  );
  type Deed = NonNullable<typeof actions.choose>;
  const done = async (deed: Deed | undefined, fields: Record<string, string | File>): Promise<unknown> => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    const request = new Request('http://x.example/motives/list', {
      method: 'POST',
      body,
      headers: { 'content-length': '1000' }
    });
    return deed!({ request, locals: { account: { id: 'toon', role: 'team' } } } as unknown as Parameters<Deed>[0]);
  };
  const file = new File([`Naam;KvK-nummer\n${numbers.map((kvk) => `Afdeling;${kvk}`).join('\n')}`], 'lijst.csv');
  const wanted = { population: 'department', purpose: 'Presentatie over 99000001 plannen' };
  const { chosen } = (await done(actions['choose'], { ...wanted, motive: 'weten', column: '', file })) as {
    chosen: { chosen: number; file: string };
  };
  const rows = chosen.file.trim().split('\r\n').slice(1);
  expect(rows).toHaveLength(chosen.chosen);
  expect(rows.map((line) => line.split(';')[1])).toEqual(['"99000001"', '"99000002"']);
  await done(actions['look'], { ...wanted, reference: '99000002' });
  const noted = (await audit.latest()).map(({ by, action, subject, details }) => ({ by, action, subject, details }));
  const purpose = 'Presentatie over [nummer] plannen';
  expect(noted).toEqual([
    { by: 'toon', action: 'evidence_looked_at', subject: organisationKey('99000002'), details: { purpose } },
    {
      by: 'toon',
      action: 'target_list_made',
      subject: 'weten',
      details: { received: 3, refused: 0, others: 1, chosen: 2, blocked: 0, approach: false, purpose }
    }
  ]);
  // Without a purpose nothing is told, and nothing noted.
  const refused = await done(actions['look'], { ...wanted, purpose: 'zomaar', reference: '99000002' });
  expect(refused).toMatchObject({ status: 400 });
  expect(await audit.latest()).toHaveLength(2);
});
