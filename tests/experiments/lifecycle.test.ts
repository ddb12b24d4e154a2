import { describe, expect, test } from 'vitest';
import {
  after,
  detailsOf,
  fold,
  NEW,
  trackingKey,
  type Action,
  type State,
  type Transition
} from '#experiments/lifecycle.ts';
import { Refusal } from '#refusal.ts';
import { fc } from '../property.ts';

const AT = new Date('2026-11-25T09:00:00Z');
const run = (actions: readonly Action[], steps = 4): State =>
  actions.reduce((state, action) => after(state, action, AT, steps), NEW);

const START: Action = { kind: 'start' };
const WON: Action = { kind: 'decide', verdict: 'ship', variant: 1 };
const SHIP: Action = { kind: 'ship', variant: 1 };

describe('an experiment', () => {
  test('goes from draft to in force, a step of the ramp at a time', () => {
    expect(run([START]).status).toBe('running');
    expect(run([START, { kind: 'pause' }]).status).toBe('paused');
    expect(run([START, { kind: 'pause' }, { kind: 'resume' }]).status).toBe('running');
    expect(run([START, WON])).toMatchObject({ status: 'decided', verdict: 'ship', variant: 1 });
    expect(run([START, WON, SHIP])).toMatchObject({ status: 'ramping', step: 0 });
    const advance: Action = { kind: 'advance' };
    expect(run([START, WON, SHIP, advance, advance])).toMatchObject({ status: 'ramping', step: 2 });
    expect(run([START, WON, SHIP, advance, advance, advance])).toMatchObject({ status: 'in_force', step: 3 });
    expect(run([START, WON, SHIP], 1).status).toBe('in_force');
  });

  test('goes back to the control from every step and from production', () => {
    expect(run([START, WON, SHIP, { kind: 'roll_back' }]).status).toBe('rolled_back');
    expect(run([START, WON, SHIP, { kind: 'roll_back' }], 1).status).toBe('rolled_back');
  });

  test('is in force for those it was tried on; for more only when somebody says so, once, and only then', () => {
    const inForce = run([START, WON, SHIP], 1);
    expect(inForce.widened).toBe(false);
    const widened = after(inForce, { kind: 'widen' }, new Date(AT.getTime() + 1_000), 1);
    expect(widened).toMatchObject({ status: 'in_force', widened: true, since: AT });
    expect(() => after(widened, { kind: 'widen' }, AT, 1)).toThrow('geldt al voor iedereen');
    expect(() => run([START, { kind: 'widen' }])).toThrow('aan het lopen');
    expect(() => run([START, WON, SHIP, { kind: 'widen' }])).toThrow('stap voor stap');
  });

  test('refuses what cannot be, with a reason', () => {
    const refused = (actions: Action[]) => {
      try {
        run(actions);
      } catch (error) {
        return error instanceof Refusal ? `${error.code}: ${error.message}` : String(error);
      }
      return 'not refused';
    };
    expect(refused([WON])).toBe('transition_impossible: Dat kan niet: het experiment is nog in ontwerp.');
    expect(refused([START, START])).toMatch('aan het lopen');
    expect(refused([START, SHIP])).toMatch('transition_impossible');
    expect(refused([START, { kind: 'decide', verdict: 'stop', variant: 1 }, SHIP])).toMatch('variant_harmful');
    // By a person, with a reason: nothing says that it harms.
    expect(run([START, { kind: 'decide', verdict: 'abandoned' }, SHIP], 1).status).toBe('in_force');
    expect(refused([START, WON, SHIP, { kind: 'roll_back' }, SHIP])).toMatch('teruggedraaid');
    expect(refused([START, { kind: 'discard' }])).toMatch('transition_impossible');
  });

  test('reports each phase under a name of its own, so that steps are measured apart', () => {
    expect(trackingKey('k', run([START]))).toBe('k');
    expect(trackingKey('k', run([START, WON, SHIP, { kind: 'advance' }]))).toBe('k~ramp1');
    expect(trackingKey('k', run([START, WON, SHIP], 1))).toBe('k~holdout');
  });

  test('is what its history says, whatever was tried (folding equals living through it)', () => {
    const action: fc.Arbitrary<Action> = fc.oneof(
      fc.constantFrom<Action>(START, { kind: 'pause' }, { kind: 'resume' }, SHIP, { kind: 'advance' }),
      fc.constantFrom<Action>({ kind: 'roll_back' }, { kind: 'discard' }, WON, { kind: 'start', layerRange: [0, 0.5] }),
      fc.constantFrom<Action>({ kind: 'decide', verdict: 'stop' }, { kind: 'decide', verdict: 'inconclusive' })
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 12 }), fc.integer({ min: 1, max: 4 }), (actions, steps) => {
        let state = NEW;
        const history: Transition[] = [];
        for (const [minute, one] of actions.entries()) {
          const at = new Date(AT.getTime() + minute * 60_000);
          try {
            const next = after(state, one, at, steps);
            const { status: from } = state;
            history.push({
              number: next.transitions,
              at,
              by: 'x',
              action: one.kind,
              from,
              to: next.status,
              why: '',
              // As it comes back out of the register.
              details: JSON.parse(JSON.stringify(detailsOf(one))) as Record<string, unknown>
            });
            state = next;
          } catch (error) {
            expect(error).toBeInstanceOf(Refusal);
          }
        }
        expect(fold(history, steps)).toEqual(state);
        expect(history.map(({ number }) => number)).toEqual(history.map((_, index) => index + 1));
      })
    );
  });
});
