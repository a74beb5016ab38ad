import type { Organization } from '../../directory/organization.ts';
import type { Store } from '../../directory/store.ts';
import { complain } from '../print-line.ts';

/** Says when a mail will wait. The server may have been told of a mail server that this process was not. */
export async function warnWithoutMail(
  { outbox }: Pick<Store, 'outbox'>,
  { id, name }: Pick<Organization, 'id' | 'name'>,
): Promise<void> {
  if (await outbox.canSend(id)) return;
  complain(
    `As far as this command was told, no mail server is configured for ${name}: the mail waits for one while its link is good.`,
  );
}
