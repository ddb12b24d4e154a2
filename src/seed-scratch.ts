const { openStores, closeStores } = await import('#store/store.server.ts');
await openStores();
const { register } = await import('#store/register.server.ts');
const { moments } = await import('#store/tables.server.ts');
const reports = await import('#reports/reports.server.ts');
const both = (nl: string) => ({ nl, en: nl });
const kinds = ['experiment', 'intervention', 'milestone', 'channel', 'record', 'tip', 'customer'];
const rows = kinds.flatMap((kind, i) => ['win', 'lesson'].slice(0, i < 4 ? 2 : 1).map((tone) => ({
  id: `${kind}-${tone}`, kind, tone, day: '2026-11-18', population: 'company', digest: 'x', example: true,
  facts: { what: both(tone === 'win' ? 'Met een stappenplan vooraf versturen meer bedrijven hun machtiging digitaal' : 'Een strenge toon werkte averechts: minder bedrijven stuurden hun formulier'), whom: both('bezoekers van het loket die een machtiging aanvragen'),
    amount: i % 2 ? undefined : { value: 0.081, low: 0.042, high: 0.119, unit: 'points', of: both('meer verstuurde formulieren dan zonder stappenplan') },
    known: both('A/B-proef met 5.400 bezoekers, zes weken lang, getoetst met een vooraf vastgelegde regel; de bewijsketen klopt.'), link: '/experiments/x', evidence: [], unknown: both('Of het effect blijft als het stappenplan gewoon is geworden, en of het ook geldt voor wie per telefoon komt.'), thanks: ['Team Loket', 'Communicatie'], next: both('Het stappenplan gaat ook op de andere twee sites; over vier weken meten we opnieuw.'), p: 0.001 } })));
await (await register()).insert(moments).values(rows as never).onConflictDoNothing();
const t = performance.now();
console.log(await reports.publish({ kind: 'own', from: '2026-11-10', to: '2026-11-20', scope: '' }, { by: 'x', now: new Date() }), performance.now() - t);
await closeStores(); process.exit(0);
