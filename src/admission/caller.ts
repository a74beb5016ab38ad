import { networkOf } from './network.ts';

/** On whose behalf something is hashed or written: among whom it is served in turn. */
export interface Caller {
  /** The organization that it is about; empty where there is none. */
  readonly organizationId: string;
  /** From which it was asked, as `networkOf` names it. */
  readonly network: string;
  /** The account that it is about, or the name that was typed. */
  readonly account: string;
  /** Whether a valid token, a session, a link from a mail or a device that was here before vouches for the caller. */
  readonly isKnown: boolean;
}

interface Facts {
  readonly organizationId: string;
  /** Null: from this machine. */
  readonly clientIp: string | null;
  readonly account: string;
}

/** A caller whom something vouches for. */
export const knownCaller = (facts: Facts): Caller => callerOf(facts, true);

export const callerOf = ({ organizationId, clientIp, account }: Facts, isKnown: boolean): Caller => ({
  ...{ organizationId, network: networkOf(clientIp ?? ''), account, isKnown },
});
