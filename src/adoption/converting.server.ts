/** How long it takes from one step of a funnel to another, and which share of who began gets there, by week or month. */
import { z } from 'zod';
import courseSql from '#clickhouse/queries/adoption/course.sql?raw';
import durationsSql from '#clickhouse/queries/adoption/durations.sql?raw';
import {
  courseOf,
  durationGroups,
  durationsOf,
  stretchesOf,
  type Course,
  type DurationGroup,
  type Durations
} from '#adoption/converting.ts';
import type { ConvertingAsked } from '#adoption/converting-question.ts';
import { inOrder } from '#adoption/dimension.ts';
import { isOrigin, progress } from '#adoption/progress.ts';
import type { Followed } from '#statistics/survival.ts';
import { ask } from '#store/warehouse.server.ts';
import { addDays, Day, dayOf, startOf } from '#time/day.ts';

const count = z.coerce.number();
const LIMITS = { memory: 6e9 };

/** The question without an end, and until when somebody is followed: the end of the period, or now. */
function of(asked: ConvertingAsked, now: number) {
  const { first, last, breakdown } = asked;
  const { sql, parameters } = progress(asked, { times: true, origins: isOrigin(breakdown) });
  const followed = Math.floor(Math.min(startOf(addDays(asked.period.to, 1)), now) / 1000);
  return { sql, parameters: { ...parameters, first, last, followed, breakdown: breakdown ?? '' } };
}

const DurationRow = z.object({ value: z.string(), days: count, happened: z.coerce.boolean(), organisations: count });

/** Of all that took the first of both steps, before the period too; the others are followed until its end. */
export async function durations(
  asked: ConvertingAsked,
  now: number
): Promise<Durations & { groups: DurationGroup[] | undefined }> {
  const { sql, parameters } = of(asked, now);
  const rows = await ask(`${sql}\n${durationsSql}`, parameters, DurationRow, LIMITS);
  const followed = rows.map(({ value, days, happened, organisations }) => ({
    value,
    time: days,
    happened,
    n: organisations
  }));
  const { population } = asked.funnel;
  const groups = [...Map.groupBy(followed, ({ value }) => value)].map(([value, own]) => ({
    value,
    followed: own as readonly Followed[]
  }));
  const told = asked.breakdown && durationGroups(population, groups, asked.breakdown);
  return {
    ...durationsOf(population, followed),
    groups: told?.sort((a, b) =>
      asked.breakdown === 'size' ? inOrder(a.value, b.value) : (b.began ?? 0) - (a.began ?? 0)
    )
  };
}

/** By the week or month in which they took the first of both steps for the first time. */
export async function course(asked: ConvertingAsked, now: number): Promise<Course[]> {
  const { per, period, within, funnel } = asked;
  const today = dayOf(now);
  const stretches = stretchesOf(per, period, today);
  const { sql, parameters } = of(asked, now);
  const rows = await ask(
    `${sql}\n${courseSql}`,
    { ...parameters, per, within },
    z.object({ start: Day, organisations: count, completed: count }),
    LIMITS
  );
  const known = period.to < today ? period.to : addDays(today, -1);
  const began = stretches.map((stretch) => ({
    organisations: 0,
    completed: 0,
    ...rows.find(({ start }) => start === stretch.start),
    ...stretch
  }));
  return courseOf(funnel.population, within, known, began);
}

/** What a view shows; nothing of a funnel with one step. */
export async function answer(asked: ConvertingAsked, now: number) {
  const isOne = asked.funnel.steps.length === 1;
  return {
    days: asked.view === 'days' && !isOne ? await durations(asked, now) : undefined,
    course: asked.view === 'course' && !isOne ? await course(asked, now) : undefined
  };
}
