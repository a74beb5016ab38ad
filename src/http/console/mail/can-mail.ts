import type { Wire } from '../../../operation/answer-shape.ts';
import type { MailDeliveryDto } from '../../api/undelivered-mail.ts';
import type { Markup } from '../../pages/markup.ts';
import { badNote } from '../../pages/notice.ts';
import type { ConsoleVisit } from '../page.ts';

/** Whether a mail server is set up, so that nobody is promised what waits. */
export async function canMail(visit: ConsoleVisit): Promise<boolean> {
  const parameters = { partitionGlobalId: visit.organization.id };
  return (await visit.call<Wire<typeof MailDeliveryDto>>('Mail_GetDelivery', { parameters })).canSend;
}

/** Said where mail was asked for, or is set up. */
export const warningWithoutMail = async (visit: ConsoleVisit): Promise<Markup | undefined> =>
  (await canMail(visit)) ? undefined : badNote(visit.t('mail.none'));
