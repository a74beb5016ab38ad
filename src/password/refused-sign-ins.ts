import { networkOf } from '../admission/network.ts';
import { NetworkCounts } from '../admission/network-counts.ts';
import { type AuditDetails, auditEntry, onTheMachine, unknownPerson } from '../directory/audit/entry.ts';
import { hostId } from '../directory/organization.ts';
import type { RefusedSignInCount } from '../directory/refused-sign-in.ts';
import type { Store } from '../directory/store.ts';

// Sign-ins that belong to no account: under a name that nobody has, or with what can be nobody's password. Anyone can
// send any number of them, so they are counted, by minute and network, and the audit has a summary of every hour.

/** Networks that are told apart within a minute in an organization; the others are one. */
const mostNetworks = 20;

/** Minutes, organizations and reasons that are told apart between two writes; more is not counted. */
const mostKeys = 1000;

const minuteMs = 60_000;

/** Keeps the counts in memory and writes them now and then. What a crash loses of them is some seconds. */
export class RefusedSignIns {
  readonly #store: Pick<Store, 'refusedSignIns'>;
  /** By minute, organization and reason: how many of each network are not written yet. */
  readonly #counts = new Map<string, NetworkCounts>();

  constructor(store: Pick<Store, 'refusedSignIns'>) {
    this.#store = store;
  }

  addUnknownName(organizationId: string, clientIp: string, now: number): void {
    this.#add(keyOf(now, organizationId, 'unknownName'), networkOf(clientIp));
  }

  /** The store was not asked, so nobody knows the organization. */
  addImpossible(clientIp: string, now: number): void {
    this.#add(keyOf(now, hostId, 'impossiblePassword'), networkOf(clientIp));
  }

  /** Writes what was counted since the last time. */
  async write(now: number): Promise<void> {
    const counts = [...this.#counts].flatMap(([key, networks]) => countsOf(key, networks));
    await this.#store.refusedSignIns.add(counts);
    for (const { organizationId, minute, reason, network, count } of counts) {
      this.#counts.get(`${minute} ${organizationId} ${reason}`)?.add(network, -count);
    }
    this.#forgetWritten(Math.floor(now / minuteMs));
  }

  #add(key: string, network: string): void {
    const known = this.#counts.get(key);
    if (!known && this.#counts.size >= mostKeys) return;
    const networks = known ?? new NetworkCounts(mostNetworks);
    networks.add(network);
    this.#counts.set(key, networks);
  }

  /** Of the present minute, it is remembered which networks are told apart. */
  #forgetWritten(minute: number): void {
    for (const [key, networks] of this.#counts) {
      const isWritten = [...networks].every(([, count]) => count === 0);
      if (isWritten && !key.startsWith(`${minute} `)) this.#counts.delete(key);
    }
  }
}

const keyOf = (now: number, organizationId: string, reason: RefusedSignInCount['reason']): string =>
  `${Math.floor(now / minuteMs)} ${organizationId} ${reason}`;

function countsOf(key: string, networks: NetworkCounts): readonly RefusedSignInCount[] {
  const [minute, organizationId = '', reason] = key.split(' ');
  return [...networks]
    .filter(([, count]) => count > 0)
    .map(([network, count]) => ({
      ...{ organizationId, minute: Number(minute), network, count },
      reason: reason as RefusedSignInCount['reason'],
    }));
}

/** What a summary names, the most frequent ones. */
const namedNetworks = 5;

const minutesOfHour = 60;

/** Writes into the audit of each organization how many such sign-ins there were in the hours that are over. */
export async function reportRefusedSignIns(store: Store, now: number): Promise<void> {
  const before = Math.floor(now / minuteMs / minutesOfHour) * minutesOfHour;
  for (const organizationId of await store.refusedSignIns.unreported(before)) {
    await store.transaction(async ({ refusedSignIns, audit }) => {
      const counts = await refusedSignIns.report(organizationId, before);
      if (counts.length === 0) return;
      const refused = { category: 'Authentication', action: 'LoginFailed', targetId: null } as const;
      const event = { organizationId, ...refused, details: summaryOf(counts) };
      await audit.append(auditEntry(onTheMachine, unknownPerson, now, event));
    });
  }
}

function summaryOf(counts: readonly RefusedSignInCount[]): AuditDetails {
  const sum = (some: readonly RefusedSignInCount[]) => some.reduce((total, { count }) => total + count, 0);
  const of = (wanted: RefusedSignInCount['reason']) => sum(counts.filter(({ reason }) => reason === wanted));
  const byNetwork = [...Map.groupBy(counts, ({ network }) => network)].map(([network, some]) => {
    return { network, count: sum(some) };
  });
  const minutes = counts.map(({ minute }) => minute);
  return {
    unknownNames: of('unknownName'),
    impossiblePasswords: of('impossiblePassword'),
    from: timeOf(Math.min(...minutes)),
    until: timeOf(Math.max(...minutes) + 1),
    networks: byNetwork.sort((one, other) => other.count - one.count).slice(0, namedNetworks),
  };
}

const timeOf = (minute: number): string => new Date(minute * minuteMs).toISOString();
