import { auditEntryOf, type Command } from '../command.ts';
import { type Permitted, seesPersonalData } from '../permission.ts';
import type { Store, Tables } from '../store.ts';
import type { UndeliveredMail, UndeliveredMails, UndeliveredQuery } from '../undelivered-mail.ts';
import type { User } from '../user.ts';
import { toldReason } from './told-reason.ts';

/** A mail that was not sent, and to whom it would go. */
export interface AddressedMail extends UndeliveredMail {
  /** Undefined when there is no such person any more. The address is for those who may see it. */
  readonly user: Pick<User, 'userName' | 'email'> | undefined;
}

/** A page of the mail that was not sent, and why, as far as that may be told. */
export async function listUndelivered(
  { undeliveredMails, users }: Pick<Tables, 'undeliveredMails' | 'users'>,
  permitted: Permitted<'mail.read'>,
  query: UndeliveredQuery,
): Promise<{ readonly totalCount: number; readonly results: readonly AddressedMail[] }> {
  const { organizationId } = permitted;
  const { totalCount, results } = await undeliveredMails.page(organizationId, query);
  const ids = results.flatMap(({ userId }) => userId ?? []);
  const seesAddress = seesPersonalData(permitted);
  const found = await users.findMany(organizationId, ids);
  const people = new Map(
    found.map(({ id, userName, email }) => [id, { userName, email: seesAddress ? email : null }] as const),
  );
  return { totalCount, results: results.map((mail) => toAddressed(mail, people)) };
}

const toAddressed = (mail: UndeliveredMail, people: ReadonlyMap<string, AddressedMail['user']>): AddressedMail => ({
  ...mail,
  lastError: mail.lastError === null ? null : toldReason(mail.lastError),
  user: people.get(mail.userId ?? ''),
});

/** Whether a mail server is configured, so that mail leaves. */
export const canSendMail = (
  { outbox }: Pick<Tables, 'outbox'>,
  { organizationId }: Permitted<'mail.read'>,
): Promise<boolean> => outbox.canSend(organizationId);

/** How many are tried again, or discarded, by one request for all of them. */
const mostAtOnce = 1000;

type Which = readonly string[] | 'all';

/** Mail that was given up waits again, unless it is too late. Returns how many do. */
export const retryMail = (store: Store, command: Command<'mail.write'>, which: Which): Promise<number> =>
  changeMail(store, command, 'Retry', which, (mails, organizationId) =>
    mails.retry(organizationId, which, command.at, mostAtOnce),
  );

/** Mail that was given up is deleted. Returns how much. */
export const discardMail = (store: Store, command: Command<'mail.write'>, which: Which): Promise<number> =>
  changeMail(store, command, 'Discard', which, (mails, organizationId) =>
    mails.discard(organizationId, which, mostAtOnce),
  );

async function changeMail(
  store: Store,
  command: Command<'mail.write'>,
  action: 'Retry' | 'Discard',
  which: Which,
  change: (mails: UndeliveredMails, organizationId: string) => Promise<number>,
): Promise<number> {
  return await store.transaction(async ({ undeliveredMails, audit }) => {
    const count = await change(undeliveredMails, command.permitted.organizationId);
    const details = { count, ...(which !== 'all' && { notices: which }) };
    if (count > 0) await audit.append(auditEntryOf(command, { category: 'Mail', action, targetId: null, details }));
    return count;
  });
}
