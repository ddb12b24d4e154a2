/** What is counted of an organisation that could tell why it does not use the box: the words in which rules are written. */
import { boxHandled, boxMessage, on, toAuthority, viaBox, type Filter, type Matcher } from '#adoption/funnel.ts';
import type { Climber } from '#adoption/ladder.ts';

/** Where a signal comes from: an organisation's clicks, what its messages show, or the law. */
export type Ground = 'clicks' | 'usage' | 'legal';

export interface Signal {
  name: string;
  ground: Ground;
  /** How often any of these happened; or one that is no deed: occasions in a year, and those in which the box is obligatory. */
  counts: readonly Matcher[] | 'occasions' | 'obligations';
}

const because: Filter = {
  field: 'property:error',
  op: 'is',
  values: ['eherkenning_ontbreekt', 'machtiging_ontbreekt', 'niveau_te_laag']
};
const otherWay: Filter = { field: 'property:channel', op: 'is', values: ['email', 'paper'] };
const questions: Filter = { field: 'path', op: 'contains', values: ['veelgestelde-vragen', 'faq'] };

const clicks = (name: string, ...counts: Matcher[]): Signal => ({ name, ground: 'clicks', counts });
const usage = (name: string, ...counts: Matcher[]): Signal => ({ name, ground: 'usage', counts });
const OCCASIONS: Signal = { name: 'occasions', ground: 'usage', counts: 'occasions' };
const OBLIGATIONS: Signal = { name: 'obligations', ground: 'legal', counts: 'obligations' };

/**
 * In this order they are kept; a change of the list has everybody's counted anew. What is new comes last, so that what was counted before it
 * means the same until then. Source: the domain study, section 3.
 */
export const SIGNALS: Readonly<Record<Climber, readonly Signal[]>> = {
  company: [
    OCCASIONS,
    OBLIGATIONS,
    usage('reached', on('reached')),
    clicks('visits', on('page_view')),
    clicks('informed', on('information_read')),
    clicks('questions', on('page_view', [questions])),
    clicks('login_started', on('login_started')),
    clicks('login_failed', on('login_failed')),
    clicks('means_missing', on('login_failed', [because])),
    clicks('logged_in', on('login_succeeded')),
    clicks('help', on('help_viewed')),
    clicks('abandoned', on('form_abandon')),
    clicks('upload_failed', on('upload_failed')),
    usage('box_created', on('box_created')),
    usage('reachable', on('reachability_declared')),
    usage('box_messages', boxMessage),
    usage('other_messages', on('message', [toAuthority, otherWay])),
    usage('withdrawn', on('reachability_withdrawn'))
  ],
  authority: [
    OCCASIONS,
    OBLIGATIONS,
    usage('connected', on('authority_connected')),
    usage('officer', on('officer_appointed')),
    usage('answers', on('answered'), on('message_answered', [viaBox])),
    usage('designated', on('procedure_designated'))
  ],
  department: [
    OCCASIONS,
    OBLIGATIONS,
    usage('presentation', on('presentation_attended')),
    usage('box_handled', boxHandled),
    usage('other_handled', on('message_handled', [otherWay]))
  ]
};

/** Counts above this are kept as this: no rule asks for more. */
export const MOST = 1_000;

export const placeOf = (population: Climber, name: string): number =>
  SIGNALS[population].findIndex((signal) => signal.name === name);
