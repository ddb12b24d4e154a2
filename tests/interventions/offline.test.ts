import { expect, test } from 'vitest';
import { contactOf, entriesIn, entriesOf, formOf, next, valueOf } from '../../src/routes/interventions/contact/form.ts';
import { partsIn } from '../../src/routes/interventions/contact/offline.ts';
import { Contact, CONTACT_KINDS, MINUTES, OUTCOMES, REMARK_KINDS, VERDICTS } from '#interventions/contact.ts';
import { CLIMBERS } from '#adoption/ladder.ts';
import { fc } from '../property.ts';

test('a device keeps the scripts and styles that the page names, and nothing else', () => {
  const page = `<link href="../../_app/immutable/assets/0.a-B_1.css" rel="stylesheet"><link rel="icon" href="../../favicon.svg">
    <script nonce="x">Promise.all([import("../../_app/immutable/entry/start.js"), import('/_app/immutable/entry/app.js')])</script>
    <a href="/interventions/contact">x</a><img src="https://elsewhere.example/_app/immutable/x.js"><i data-x="/_app/version.json">`;
  const link =
    '<./_app/immutable/chunks/not-there.js>; rel="modulepreload"; nopush, <../../_app/immutable/chunks/D-4.js>; rel="modulepreload"';
  expect(partsIn(`${page}\n${link}`, 'https://hoera.example/interventions/contact/offline')).toEqual([
    'https://hoera.example/_app/immutable/assets/0.a-B_1.css',
    'https://hoera.example/_app/immutable/chunks/D-4.js',
    'https://hoera.example/_app/immutable/entry/app.js',
    'https://hoera.example/_app/immutable/entry/start.js'
  ]);
});

const Written = fc.record({
  id: fc.uuid(),
  intervention: fc.constantFrom('', 'bellen'),
  population: fc.constantFrom(...CLIMBERS),
  isGroup: fc.boolean(),
  name: fc.constantFrom('Gemeente Oss', 'Subsidies'),
  day: fc.constantFrom('2026-01-01', '2026-06-15'),
  kind: fc.constantFrom(...CONTACT_KINDS),
  theirs: fc.boolean(),
  outcome: fc.constantFrom(...OUTCOMES),
  improvement: fc.constantFrom(...VERDICTS),
  minutes: fc.constantFrom(...MINUTES),
  people: fc.integer({ min: 1, max: 40 }),
  remarks: fc.uniqueArray(
    fc.record({
      id: fc.nat(11).map((place) => `x/${place}`),
      kind: fc.constantFrom(...REMARK_KINDS),
      text: fc.stringMatching(/^[a-z]{1,20}$/)
    }),
    { selector: ({ id }) => id, maxLength: 6 }
  )
});

test('what was written down stands in the form as it was, and comes back out of it the same', () => {
  fc.assert(
    fc.property(Written, (written) => {
      const entries = entriesIn(written);
      expect(entriesOf(formOf(entries))).toEqual(entries);
      const { id, intervention, isGroup, population, remarks, reference, name, ...rest } = Contact.parse(
        contactOf(formOf(entries))
      );
      const named = !isGroup && population !== 'company';
      expect({ id, intervention, isGroup, population, name, reference }).toEqual({
        id: written.id,
        intervention: written.intervention,
        isGroup: written.isGroup,
        population: written.population,
        name: named ? written.name : '',
        reference: ''
      });
      expect(rest).toEqual({
        day: written.day,
        kind: written.kind,
        theirs: written.theirs,
        outcome: written.outcome,
        improvement: written.improvement,
        minutes: written.minutes,
        people: written.people
      });
      // Each at its own place, so that it keeps what it belongs to.
      for (const { id: remark, kind, text } of written.remarks)
        expect(remarks[Number(remark.split('/')[1])]).toEqual({ kind, text });
      expect(remarks.filter(({ text }) => text !== '')).toHaveLength(written.remarks.length);
    })
  );
});

test('of a contact the next takes over where and how, and nothing of whom or what was said', () => {
  fc.assert(
    fc.property(Written, (written) => {
      const kept = next([...entriesIn(written), ['reference', '99000001']], 'new');
      expect(kept.map(([name]) => name).sort()).toEqual(['day', 'group_of', 'id', 'intervention', 'kind', 'who']);
      expect(valueOf(kept, 'id')).toBe('new');
    })
  );
});
