/** What experiments are measured by, and an own metric. */
import { may } from '#accounts/account.ts';
import * as audit from '#accounts/audit.server.ts';
import * as metrics from '#experiments/metrics.server.ts';
import { STANDARD_METRICS } from '#experiments/metric.ts';
import { Refusal } from '#refusal.ts';
import { m } from '#ui/paraglide/messages.js';
import { getLocale } from '#ui/paraglide/runtime.js';
import { attempt, text, type Labels } from '../../attempt.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const language = getLocale();
  const standard = new Set(STANDARD_METRICS.map(({ key }) => key));
  return {
    metrics: (await metrics.list()).map(({ key, kind, name, definition, windowDays, better }) => ({
      key,
      kind,
      name: name[language],
      definition: definition[language],
      windowDays,
      better,
      own: !standard.has(key)
    })),
    mayExperiment: locals.account ? may(locals.account.role, 'experiment') : false
  };
};

const LABELS: Labels = {
  key: m.experiments_metric_key,
  'name.nl': m.experiments_metric_name,
  'definition.nl': m.app_definition,
  'numerator.event.event': m.experiments_metric_event,
  'numerator.value.property': m.experiments_metric_property,
  windowDays: m.experiments_window
};

async function changing({ request, locals }: RequestEvent, deed: (form: FormData, by: string) => Promise<string>) {
  const { id, role } = locals.account!;
  const form = await request.formData();
  return attempt(async () => {
    if (!may(role, 'experiment')) throw new Refusal('forbidden', 'Met jouw rol kun je dit niet doen.', { status: 403 });
    const key = await deed(form, id);
    await audit.note(id, 'metric_changed', key);
    return { changed: key };
  }, LABELS);
}

export const actions: Actions = {
  create: (event) =>
    changing(event, async (form, by) => {
      const name = text(form, 'name').trim();
      const definition = text(form, 'definition').trim();
      const isShare = text(form, 'kind') !== 'mean';
      const property = text(form, 'property').trim();
      const value = isShare ? 'any' : property === '' ? 'count' : { property };
      const made = await metrics.create(
        {
          key: text(form, 'key').trim(),
          name: { nl: name, en: name },
          definition: { nl: definition, en: definition },
          kind: isShare ? 'proportion' : 'mean',
          numerator: { event: { event: text(form, 'event').trim(), filters: [] }, value },
          windowDays: Number(text(form, 'window')),
          better: text(form, 'better') === 'down' ? 'down' : 'up'
        },
        by
      );
      return made.key;
    }),
  archive: (event) =>
    changing(event, async (form) => {
      await metrics.archive(text(form, 'key'), new Date());
      return text(form, 'key');
    })
};
