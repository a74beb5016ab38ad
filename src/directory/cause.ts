import { type AuditActor, auditActor } from './audit/entry.ts';
import type { Command } from './command.ts';
import { describeAgent } from './user-agent.ts';

/** Who caused something, and from where, as far as the owner of the account is told. */
export type Cause =
  | (Whence & {
      /** `owner`: with the password, a session or a link of the account; `anybody`: without any of these. */
      readonly by: 'owner' | 'anybody';
    })
  | { readonly by: 'administrator' | 'application'; readonly name: string }
  | { readonly by: 'operator' };

/** From where a person came. */
interface Whence {
  readonly address: string | null;
  /** As people call them: a word out of a short list, never what was sent. */
  readonly browser: string | undefined;
  readonly system: string | undefined;
}

interface Origin {
  readonly clientIp: string | null;
  /** As the browser names itself. */
  readonly browserInfo?: string | null | undefined;
}

export const byPerson = (by: 'owner' | 'anybody', { clientIp, browserInfo }: Origin): Cause => ({
  ...{ by, address: clientIp },
  ...describeAgent(browserInfo ?? ''),
});

/** From where an administrator or an application came stands in the audit log; the owner of the account is told who. */
export function causeOf({ type, id, name }: AuditActor, ownerId: string, origin: Origin): Cause {
  if (type === 'system') return { by: 'operator' };
  if (type === 'application') return { by: 'application', name };
  return id === ownerId ? byPerson('owner', origin) : { by: 'administrator', name };
}

/** Of a command about an account of somebody else. */
export const causeOfCommand = ({ permitted, clientIp }: Command, ownerId: string): Cause =>
  causeOf(auditActor(permitted.actor), ownerId, { clientIp });
