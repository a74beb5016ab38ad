import { type Channel, channel, tracingChannel } from 'node:diagnostics_channel';

// What happens in the server, published on diagnostics channels of Node: the closed list. Rooms publish and know nothing of
// metrics and traces, which subscribe. Without subscribers, publishing costs a few nanoseconds. Nothing that is published is a
// secret or names a person.

/** When work began, in milliseconds of `performance.now()`. */
interface Started {
  readonly startedAt: number;
}

/** Facts about work that has ended: those that were known when it began, and its result or error. */
type Ended<Facts, Result> = Facts & Started & { readonly result?: Result; readonly error?: unknown };

/** A kind of work that takes time. */
class Activity<Facts extends object, Result = unknown> {
  readonly #channel;

  constructor(name: string) {
    this.#channel = tracingChannel<unknown, Facts & Started>(`gatehouse:${name}`);
  }

  /** Does the work, and publishes its beginning and its end. */
  measure<T extends Result>(facts: Facts, work: () => Promise<T>): Promise<T> {
    if (!this.#channel.hasSubscribers) return work();
    return this.#channel.tracePromise(work, { ...facts, startedAt: performance.now() });
  }

  /** Publishes the beginning of work whose end is no promise, and runs its first part. `end` publishes the end. */
  begin(facts: Facts & Started, work: () => void): void {
    this.#channel.start.runStores(facts, work);
  }

  end(facts: Facts & Started): void {
    this.#channel.asyncEnd.publish(facts);
  }

  /** The channel to which a subscriber can bind an `AsyncLocalStorage` that holds during the work. */
  get start() {
    return this.#channel.start;
  }

  /** @returns the function that ends the subscription. */
  onStart(listener: (facts: Facts & Started) => void): () => void {
    return subscribe(this.#channel.start, listener);
  }

  /** @returns the function that ends the subscription. */
  onEnd(listener: (facts: Ended<Facts, Result>) => void): () => void {
    return subscribe(this.#channel.asyncEnd, listener);
  }
}

/** Something that happens at one moment. */
class Event<Facts extends object> {
  readonly #channel;

  constructor(name: string) {
    this.#channel = channel(`gatehouse:${name}`);
  }

  publish(facts: Facts): void {
    this.#channel.publish(facts);
  }

  /** @returns the function that ends the subscription. */
  onPublish(listener: (facts: Facts) => void): () => void {
    return subscribe(this.#channel, listener);
  }
}

/** @param listener must not throw: Node would end the process. */
function subscribe<Facts>(to: Pick<Channel, 'subscribe' | 'unsubscribe'>, listener: (facts: Facts) => void) {
  const receive = (facts: unknown) => listener(facts as Facts);
  to.subscribe(receive);
  return () => void to.unsubscribe(receive);
}

/** A request, from its head until its response is sent or the caller has hung up. */
export interface RequestFacts extends Started {
  readonly method: string;
  readonly trace: {
    readonly traceId: string;
    /** The id of the request within the trace: 16 hex digits. */
    readonly spanId: string;
    /** The span of the caller that the request is part of. */
    readonly parentSpanId: string | undefined;
    /** Whether the trace is recorded, by the caller or by this server. */
    isSampled: boolean;
  };
  /** The operation of the API, or the template of the route. Known at the end. */
  operation?: string;
  /** Undefined at the end when the caller hung up. */
  status?: number | undefined;
  /** Of a request for a token. */
  grantType?: string | undefined;
  /** The error code of OAuth with which a request was refused. */
  oauthError?: string | undefined;
}

export const activities = {
  request: new Activity<RequestFacts>('request'),
  /** The wait of a request for its turn to hash or to write. */
  turn: new Activity<{ readonly gate: string; readonly isKnown: boolean }>('turn'),
  /** A hash, from the request for it until its result; `replace` is one of each. */
  hash: new Activity<{ readonly kind: 'hash' | 'verify' | 'replace' }>('hash'),
  /** From the wait for the connection until the commit, which is its own or `shared` with other small writes. */
  transaction: new Activity<{ readonly commit: 'own' | 'shared' }>('transaction'),
  /** Getting a connection to PostgreSQL, from the pool or a new one. */
  connection: new Activity<object>('connection'),
  /** `sql` has placeholders instead of values. */
  statement: new Activity<{ readonly sql: string; readonly system: 'sqlite' | 'postgresql' }>('statement'),
  checkpoint: new Activity<{ readonly mode: string }, { readonly isDone: boolean; readonly fault?: string }>(
    'checkpoint',
  ),
  /** Handing a mail to a mail server. */
  mail: new Activity<{ readonly kind: string }>('mail'),
  /** Work that is repeated at an interval. */
  task: new Activity<{ readonly task: string }>('task'),
  /** Replacing a password: with the old one (`change`), through a link, or by somebody else (`set`). */
  passwordChange: new Activity<{ readonly way: 'change' | 'link' | 'set' }>('password-change'),
  /** What is asked after a right password, or again before something dangerous; `kind` is by what it was answered. */
  secondStep: new Activity<{ readonly kind: string }, { readonly outcome: string; readonly reason?: string }>(
    'second-step',
  ),
  signIn: new Activity<{ readonly channel: string }, { readonly outcome: string; readonly reason?: string }>('sign-in'),
} as const;

export const events = {
  /** A person has a second factor more or less; `removed` by the owner or by others. */
  factorChanged: new Event<{ readonly kind: string; readonly change: 'added' | 'removed' }>('factor-changed'),
  /** A thread has computed a hash in `ms` milliseconds. `scheme` is the one of the stored hash. */
  hashed: new Event<{ readonly kind: 'hash' | 'verify'; readonly scheme: string; readonly ms: number }>('hashed'),
  /** A password was looked up among those that were breached. */
  breachLookup: new Event<{
    readonly source: 'filter' | 'online';
    readonly outcome: 'found' | 'absent' | 'unanswered';
  }>('breach-lookup'),
  /** A hash that was weaker than a new one would be was made anew after a sign-in. */
  hashRenewed: new Event<object>('hash-renewed'),
  transactionRetried: new Event<object>('transaction-retried'),
  /** This many small writes shared a commit. */
  groupCommitted: new Event<{ readonly size: number }>('group-committed'),
  /** Connections to PostgreSQL that are open, those of them that are idle, and callers that wait for one. */
  poolChanged: new Event<{ readonly open: number; readonly idle: number; readonly waiting: number }>('pool-changed'),
  storeFault: new Event<{ readonly reason: string }>('store-fault'),
  mail: new Event<{ readonly outcome: 'sent' | 'retried' | 'givenUp' | 'needless' }>('mail-outcome'),
  /** An application that had to be told of a sign-out. */
  logout: new Event<{ readonly outcome: 'told' | 'retried' | 'givenUp' | 'needless' }>('logout-outcome'),
  /** This many expired rows were ended. */
  swept: new Event<{ readonly rows: number }>('swept'),
  backgroundFailed: new Event<object>('background-failed'),
  backup: new Event<{ readonly isMade: boolean }>('backup'),
  /** When the newest backup in the folder was made, in epoch milliseconds. */
  newestBackup: new Event<{ readonly at: number }>('newest-backup'),
  /** By how much the clock of this process is ahead of the database's. */
  clockCompared: new Event<{ readonly aheadMs: number }>('clock-compared'),
  /** So many settings that all nodes share are others at another node. */
  settingsCompared: new Event<{ readonly differing: number }>('settings-compared'),
  /** The ends of the audit logs were checked; so many of them were not genuine. */
  auditLogsChecked: new Event<{ readonly forged: number }>('audit-logs-checked'),
  /** Somebody has shown a secret or a personal access token that was right until its time was over. */
  expiredPresented: new Event<{ readonly kind: 'secret' | 'personalAccessToken' }>('expired-presented'),
  logged: new Event<{ readonly level: 'warn' | 'error' }>('logged'),
} as const;
