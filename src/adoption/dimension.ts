/** What a count of organisations can be filtered on and broken down by. */
export const DIMENSIONS = ['municipality', 'region', 'sector', 'size', 'site', 'campaign'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** As people order values: 2 before 10, and é beside e. */
export const inOrder = new Intl.Collator('nl', { numeric: true }).compare;

export type Filters = Partial<Record<Dimension, readonly string[]>>;
