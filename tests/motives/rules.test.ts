/** Versions of the rules and legal facts, in the register, and what follows from them in the warehouse. */
import { beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_RULES } from '#motives/default-rules.ts';
import * as evidence from '#motives/evidence.server.ts';
import * as motives from '#motives/motives.server.ts';
import * as obligations from '#motives/obligations.server.ts';
import * as rules from '#motives/rules.server.ts';
import * as signals from '#motives/signals.server.ts';
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
    await signals.refresh();
    expect(await motives.model('department')).toMatchObject({ rules: 2, model: { rules: stricter } });
  });

  test('are refused without a reason, when nothing changed, and when somebody else was first', async () => {
    const save = (label: number, since: number, why = 'Omdat.') => rules.save({ ...FIRST, label }, since, why, 'ik');
    await expect(save(0.6, 2, '  ')).rejects.toMatchObject({ code: 'why_missing' });
    await expect(save(0.8, 2)).rejects.toMatchObject({ code: 'nothing_changed' });
    await expect(save(0.6, 1)).rejects.toMatchObject({ code: 'changed_meanwhile', status: 409 });
    await expect(save(0.1, 2)).rejects.toMatchObject({ code: 'rules_wrong', part: { path: 'label', fault: 'little' } });
    const both = await Promise.allSettled([save(0.6, 2), save(0.7, 2)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'changed_meanwhile' } });
    expect((await rules.versions('department')).map(({ version }) => version)).toEqual([3, 2, 1]);
  });
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
