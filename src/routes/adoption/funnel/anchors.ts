/** Where on the page of the editor its parts stand: after a change one goes on there, with and without scripts. */

/** @param step from 1 */
export const anchorOf = (step: number): string => `stap-${step}`;
export const EXCLUSIONS = 'uitsluiten';
