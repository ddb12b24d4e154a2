import { expect, test } from 'vitest';
import { CLIMBERS } from '#adoption/ladder.ts';
import { Design, faults } from '#experiments/experiment.ts';
import { STANDARD_METRICS } from '#experiments/metric.ts';
import { statesOf, TrialDesign } from '#experiments/trial.ts';
import { stepsOf } from '#interventions/improvement.ts';
import {
  designFor,
  isCarriedOut,
  listDesignFor,
  listOutcomeOf,
  outcomeOf
} from '../../src/routes/interventions/improvements/trying.ts';
import { groupsFor, ranked } from '../../src/routes/interventions/improvements/suggesting.ts';

test('of every step a design can be saved, by a metric that there is and that is better when it goes up', () => {
  for (const population of CLIMBERS)
    for (const step of ['', ...stepsOf(population)]) {
      const wanted = { title: 'Leg machtigen uit', motive: 'kunnen', step } as const;
      const design = Design.parse(designFor(wanted, 'https://www.brabant.example', '2026-12-31'));
      expect(STANDARD_METRICS.find(({ key }) => key === design.metric)?.better, step).toBe('up');
      expect(design.hypothesis).toContain('Leg machtigen uit');
      // Only what changes on the page is left for a person to say.
      expect(faults(design, '2026-11-30')).toEqual(['variant_empty']);
    }
});

test('of every step a list experiment can be saved, by a rung of its own ladder that is not below the step', () => {
  const outcomes = CLIMBERS.flatMap((population) =>
    ['', ...stepsOf(population)].map((step) => {
      const design = TrialDesign.parse(listDesignFor({ title: 'Bel na', population, step }, '2026-12-07', 7));
      expect(statesOf(design).isKnown, `${population} ${step}`).toBe(true);
      expect(design.question).toContain('Bel na');
      expect(design.arms).toHaveLength(2);
      return [population, step, design.outcome];
    })
  );
  expect(outcomes).toContainEqual(['company', '', 'first_message']);
  expect(outcomes).toContainEqual(['company', 'logged_in', 'box_created']);
  expect(outcomes).toContainEqual(['authority', 'default', 'default']);
  expect(outcomes).toContainEqual(['department', 'default', 'digital']);
});

test('an outcome is proposed when an experiment ended, and no ending says more than it showed', () => {
  for (const status of ['draft', 'running', 'paused', 'discarded'] as const)
    expect(outcomeOf({ status, verdict: undefined }), status).toBeUndefined();
  const said = (['ship', 'stop', 'inconclusive', 'abandoned'] as const).map((verdict) =>
    outcomeOf({ status: 'decided', verdict })
  );
  expect(new Set(said).size).toBe(4);
  expect(said.filter((text) => text?.includes('het hielp'))).toHaveLength(1);
  expect(outcomeOf({ status: 'in_force', verdict: 'ship' })).toContain('het hielp');
  // What was not shown to help can be put into production by hand, and is not said to help.
  for (const status of ['in_force', 'ramping'] as const)
    for (const verdict of ['inconclusive', 'abandoned'] as const) {
      expect(outcomeOf({ status, verdict }), `${status} ${verdict}`).not.toContain('het hielp');
      expect(outcomeOf({ status, verdict })).toContain('konden we niet aantonen');
    }
  expect(outcomeOf({ status: 'ramping', verdict: 'ship' })).toContain('het hielp');
  expect(outcomeOf({ status: 'rolled_back', verdict: 'ship' })).not.toContain('hielp');
  expect(
    (['in_force', 'ramping', 'decided', 'rolled_back'] as const).filter((status) => isCarriedOut({ status }))
  ).toEqual(['in_force']);
});

test('a list experiment is said to have helped only where all that was tried did', () => {
  expect(listOutcomeOf([])).toBeUndefined();
  expect(listOutcomeOf(['better', 'better'])).toContain('het hielp');
  for (const sides of [['worse'], ['unclear'], ['better', 'unclear'], ['better', 'worse']] as const)
    expect(listOutcomeOf(sides), sides.join()).not.toContain('hielp');
});

test('a remark is suggested where its words were heard before, and else nowhere', () => {
  const groups = [
    { id: 'a', title: 'Leg uit hoe je je boekhouder machtigt', heard: ['Hoe machtig ik mijn boekhouder?'] },
    { id: 'b', title: 'Zeg in de melding waar het over gaat', heard: ['De melding zegt niets'] }
  ];
  const remarks = [
    { id: '1', text: 'Mijn boekhouder machtigen lukt niet' },
    { id: '2', text: 'Ik krijg geen melding' },
    { id: '3', text: 'Werkt het op mijn telefoon?' }
  ];
  expect([...groupsFor(remarks, groups)].map(([id, to]) => [id, to.id])).toEqual([
    ['1', 'a'],
    ['2', 'b']
  ]);
  expect(ranked(remarks, { id: '3', text: 'Werkt het op mijn telefoon?' })[0]?.id).toBe('3');
});
