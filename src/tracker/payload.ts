/** What a page gets from the server about experiments, and what it remembers of them; the names are GrowthBook's. */
import type { Assignable, UrlPattern } from '#experiments/assignment.ts';

/** One change to the elements of a page, as visual experiments write it. */
export interface Mutation {
  selector: string;
  action: 'set' | 'append' | 'remove';
  /** `html`, `text`, `class`, `position` or the name of an attribute. */
  attribute: string;
  value?: string;
  parentSelector?: string;
  insertBeforeSelector?: string;
}

export interface Variant {
  domMutations?: Mutation[];
  css?: string;
  /** A whole address, https included. */
  urlRedirect?: string;
}

/** A test, or with `force` or a single variation what is shown to everybody. */
export interface PageExperiment extends Assignable {
  variations: Variant[];
  urlPatterns: UrlPattern[];
  condition?: Record<string, unknown>;
  parentConditions?: unknown[];
  persistQueryString?: boolean;
  meta?: { key?: string }[];
  force?: number;
}

export interface Survey {
  /** Key of the experiment; whoever was shown one of its variants is asked. */
  experiment: string;
  question: string;
  answers: { value: string; label: string }[];
  thanks: string;
}

export interface Payload {
  experiments?: PageExperiment[];
  surveys?: Survey[];
  /** When it came, in milliseconds since 1970. */
  at?: number;
}

/** What is remembered of a test, or of a layer of tests; times in milliseconds since 1970. */
export interface Test {
  /** What decides which variant this visitor gets. It is of this test alone and never leaves the browser. */
  lot?: string;
  /** When the identifier of the visitor was made for whom the lot was drawn; with it goes the lot. */
  of?: number;
  /** Session and variant that were told. */
  told?: string;
  /** When the visitor was in the test last. */
  at?: number;
  /** When the question was asked. */
  asked?: number;
}
