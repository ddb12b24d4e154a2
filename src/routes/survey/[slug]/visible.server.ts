/** Which surveys a stranger may see. */
import { Refusal } from '#refusal.ts';
import type { Survey } from '#surveys/surveys.server.ts';

/**
 * The survey itself, when it is open; staff sees a draft too, to try it.
 * @throws Refusal survey_unknown | survey_closed
 */
export function visible(survey: Survey, isStaff: boolean): Survey {
  if (survey.status === 'draft' && !isStaff)
    throw new Refusal('survey_unknown', 'Deze vragenlijst bestaat niet.', { status: 404 });
  if (survey.status === 'closed')
    throw new Refusal('survey_closed', 'Deze vragenlijst is gesloten. U kunt niets meer insturen.', { status: 410 });
  return survey;
}
