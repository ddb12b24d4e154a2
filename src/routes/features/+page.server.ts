/** What is in force where, since when and on whose behalf; changing values, and taking a change back. */
import { may } from '#accounts/account.ts';
import * as accounts from '#accounts/accounts.server.ts';
import * as audit from '#accounts/audit.server.ts';
import * as sites from '#events/sites.server.ts';
import { kindOf, KINDS, valueOf, written, type FeatureValue } from '#interventions/feature.ts';
import * as features from '#interventions/features.server.ts';
import * as inForce from '#interventions/in-force.server.ts';
import { byHand, featureOf, inOrder, type Entry } from '#interventions/in-force.ts';
import { history, newestAtEachPlace, type Made, type Release } from '#interventions/releases.server.ts';
import { entryInWords, valueInWords } from '#interventions/words.ts';
import { Refusal } from '#refusal.ts';
import type { Language } from '#ui/format.ts';
import { m } from '#ui/paraglide/messages.js';
import { getLocale } from '#ui/paraglide/runtime.js';
import { z } from 'zod';
import { attempt, text, type Labels } from '../attempt.ts';
import type { Actions, PageServerLoad } from './$types';

/** Lines of the history at a time. */
const LINES = 30;

/** What somebody did or has, as a line of a table. */
const ownerInWords = (owner: string): string =>
  byHand(owner) ? m.interventions_hand() : m.interventions_experiment({ key: owner });

const targetOf = ({ target }: Pick<Release, 'target'>): string =>
  target === 'page' ? m.interventions_pages() : target.replace(/^\w+:/, '');

/** What stood at a place before or after a release. */
function stateInWords(release: Release, state: unknown, language: Language): string {
  if (state === null) return m.interventions_nothing();
  if (features.isDefault(release)) return valueInWords((state as { defaultValue: unknown }).defaultValue);
  const { owner, site, target } = release;
  return entryInWords({ owner, site, target, definition: state } as Entry, language).join('; ');
}

export const load: PageServerLoad = async ({ url, locals }) => {
  const language = getLocale();
  const chosen = url.searchParams.get('site') ?? '';
  const beyond = z.coerce
    .number()
    .int()
    .positive()
    .optional()
    .catch(undefined)
    .parse(url.searchParams.get('before') ?? undefined);
  const [places, values, standing, personOf, newest, releases] = await Promise.all([
    sites.list(),
    features.list(),
    inForce.current(),
    accounts.names(),
    newestAtEachPlace(),
    history(chosen === '' ? {} : { site: chosen }, { limit: LINES + 1, ...(beyond ? { before: beyond } : {}) })
  ]);
  // A default value is one place, whoever changed it.
  const defaults = new Map(
    newest
      .filter(features.isDefault)
      .sort((a, b) => a.id - b.id)
      .map((release) => [`${release.site} ${release.target}`, release])
  );
  const last = new Set([
    ...newest.filter((release) => !features.isDefault(release)).map(({ id }) => id),
    ...[...defaults.values()].map(({ id }) => id)
  ]);
  return {
    mayExperiment: locals.account ? may(locals.account.role, 'experiment') : false,
    chosen,
    sites: places.map(({ slug, name }) => {
      const here = inOrder(standing.filter(({ site }) => site === slug));
      const lines = (of: typeof here) =>
        of.map((entry) => ({
          what: featureOf(entry) ?? m.interventions_pages(),
          gets: entryInWords(entry, language).join('; '),
          behalf: ownerInWords(entry.owner),
          href: byHand(entry.owner) ? undefined : `/experiments/${entry.owner}`,
          since: entry.changedAt,
          by: personOf(entry.changedBy)
        }));
      return {
        slug,
        name,
        rows: [
          ...values
            .filter((feature) => feature.sites.includes(slug))
            .flatMap(({ key, defaultValue, createdAt, createdBy }) => {
              const rules = lines(here.filter((entry) => featureOf(entry) === key));
              const release = defaults.get(`${slug} default:${key}`);
              const value = valueInWords(defaultValue);
              return [
                ...rules,
                {
                  what: key,
                  gets: rules.length > 0 ? m.interventions_otherwise({ value }) : m.interventions_everybody({ value }),
                  behalf: m.interventions_default(),
                  href: undefined,
                  since: release?.at ?? createdAt,
                  by: personOf(release?.by ?? createdBy)
                }
              ];
            }),
          ...lines(here.filter((entry) => featureOf(entry) === undefined))
        ]
      };
    }),
    values: values.map(({ key, description, defaultValue }) => ({
      key,
      description,
      kind: kindOf(defaultValue),
      seen: JSON.stringify(defaultValue),
      written: written(defaultValue),
      now: valueInWords(defaultValue)
    })),
    history: releases.slice(0, LINES).map((release) => ({
      id: release.id,
      at: release.at,
      site: places.find(({ slug }) => slug === release.site)?.name ?? release.site,
      what: targetOf(release),
      change: m.interventions_from_to({
        before: stateInWords(release, release.before, language),
        after: stateInWords(release, release.after, language)
      }),
      behalf: ownerInWords(release.owner),
      by: personOf(release.by),
      why: release.why,
      // A value that was made is taken away under its own heading.
      reversible: byHand(release.owner) && last.has(release.id) && release.before !== null,
      experiment: byHand(release.owner) || !last.has(release.id) ? undefined : release.owner
    })),
    older: releases.length > LINES ? releases[LINES - 1]?.id : undefined
  };
};

/** Who acts, now; @throws Refusal when that is not theirs to do */
function acting(locals: App.Locals, why: string): Made {
  if (!locals.account || !may(locals.account.role, 'experiment'))
    throw new Refusal('forbidden', 'Met jouw rol kun je niet veranderen wat er in productie staat.', { status: 403 });
  if (why.trim() === '') throw new Refusal('why_missing', 'Zeg waarom, voor wie het later terugleest.');
  return { by: locals.account.id, why: why.trim().slice(0, 300), at: new Date() };
}

function filledIn(form: FormData): FeatureValue {
  const kind = z.enum(KINDS).catch('text').parse(text(form, 'kind'));
  const value = valueOf(kind, text(form, 'value'));
  if (value !== undefined) return value;
  const wanted = { boolean: 'aan of uit', number: 'een getal', json: 'geldige JSON', text: 'een tekst' }[kind];
  throw new Refusal(
    'value_wrong',
    `De waarde is geen ${wanted.replace(/^een /, '')}: "${text(form, 'value').slice(0, 40)}".`
  );
}

const LABELS: Labels = {
  key: m.interventions_key,
  description: m.interventions_description,
  defaultValue: m.interventions_new_value,
  sites: m.interventions_site
};

export const actions: Actions = {
  create: async ({ request, locals }) => {
    const form = await request.formData();
    return attempt(async () => {
      const made = acting(locals, m.interventions_create());
      const { key } = await features.create(
        {
          key: text(form, 'key').trim(),
          description: text(form, 'description'),
          defaultValue: filledIn(form),
          sites: form.getAll('site').map(String)
        },
        { ...made, why: text(form, 'description').trim().slice(0, 300) || made.why }
      );
      await audit.note(made.by, 'feature_created', key);
      return { made: key };
    }, LABELS);
  },
  change: async ({ request, locals }) => {
    const form = await request.formData();
    return attempt(async () => {
      const made = acting(locals, text(form, 'why'));
      const key = text(form, 'key');
      await features.changeDefault(key, JSON.parse(text(form, 'seen') || 'null'), filledIn(form), made);
      await audit.note(made.by, 'feature_changed', key, { why: made.why });
      return { changed: key };
    });
  },
  archive: async ({ request, locals }) => {
    const form = await request.formData();
    return attempt(async () => {
      const made = acting(locals, text(form, 'why'));
      const key = text(form, 'key');
      await features.archive(key, made);
      await audit.note(made.by, 'feature_archived', key, { why: made.why });
      return { archived: key };
    });
  },
  rollBack: async ({ request, locals }) => {
    const form = await request.formData();
    return attempt(async () => {
      const made = acting(locals, m.interventions_roll_back());
      const id = Number(text(form, 'id'));
      await inForce.rollBack(Number.isSafeInteger(id) ? id : 0, made);
      await audit.note(made.by, 'release_rolled_back', String(id));
      return { rolledBack: true };
    });
  }
};
