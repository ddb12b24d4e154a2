/** What a count of organisations can be filtered on and broken down by. */
export const DIMENSIONS = ['municipality', 'region', 'sector', 'size', 'site', 'campaign'] as const;
export type Dimension = (typeof DIMENSIONS)[number];
export type Filters = Partial<Record<Dimension, readonly string[]>>;
