/** What is said of organisations of which the register knows none. */
import { m } from '#ui/paraglide/messages.js';

/**
 * @param count how many were looked at, 1 or more
 * @param locale else that of the page
 */
export const strangersWarning = (count: number, locale?: 'nl' | 'en'): string =>
  count === 1 ? m.imports_stranger({}, locale && { locale }) : m.imports_strangers({ count }, locale && { locale });
