/** The back of every card, by its key. */
import type { Card } from '#interventions/card.ts';
import type { Guide, Guides } from '#interventions/guide.ts';
import { KUNNEN } from '#interventions/guides/kunnen.ts';
import { MOETEN } from '#interventions/guides/moeten.ts';
import { WETEN } from '#interventions/guides/weten.ts';
import { WILLEN } from '#interventions/guides/willen.ts';

export const GUIDES: Guides = { ...WETEN, ...WILLEN, ...KUNNEN, ...MOETEN };

/** Every card has one, and no other is kept: the tests hold that. */
export const guideOf = ({ key }: Pick<Card, 'key'>, language: 'nl' | 'en'): Guide => GUIDES[key]![language];
