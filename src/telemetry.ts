import { type Channel, channel, tracingChannel } from 'node:diagnostics_channel';

// What happens in the server, for whoever measures it: the closed list of channels of Node on which rooms say it. A room
// knows nothing of metrics and traces; those subscribe. While nobody does, saying it costs a few nanoseconds. Nothing that is
// said is a secret, or names a person.

/** When work has begun, in milliseconds of `performance.now()`. */
interface Begun {
  readonly startedAt: number;
}

/** What is said of work that has ended: what was known when it began, and its result or error. */
type Measured<Facts, Result = unknown> = Facts & Begun & { readonly result?: Result; readonly error?: unknown };

/** Work that takes time. */
class Operation<Facts extends object, Result = unknown> {
  readonly name: string;
  readonly #channel;

  constructor(name: string) {
    this.name = name;
    this.#channel = tracingChannel<unknown, Facts & Begun>(`gatehouse:${name}`);
  }

  /** Does the work, and says when it begins and when it has ended. */
  measure<T extends Result>(facts: Facts, work: () => Promise<T>): Promise<T> {
    if (!this.#channel.hasSubscribers) return work();
    return this.#channel.tracePromise(work, { ...facts, startedAt: performance.now() });
  }

  /** Says that work begins of which `end` says when it has ended; `work` is its beginning. */
  begin(facts: Facts & Begun, work: () => void): void {
    this.#channel.start.runStores(facts, work);
  }

  end(facts: Facts & Begun): void {
    this.#channel.asyncEnd.publish(facts);
  }

  /** Bound to `start`, a store of `AsyncLocalStorage` holds for everything that the work does. */
  get start() {
    return this.#channel.start;
  }

  /** @returns ends the subscription. */
  onStart(listener: (facts: Facts & Begun) => void): () => void {
    return listen(this.#channel.start, listener);
  }

  /** @returns ends the subscription. */
  onEnd(listener: (facts: Measured<Facts, Result>) => void): () => void {
    return listen(this.#channel.asyncEnd, listener);
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

  /** @returns ends the subscription. */
  onPublish(listener: (facts: Facts) => void): () => void {
    return listen(this.#channel, listener);
  }
}

function listen<Facts>(on: Pick<Channel, 'subscribe' | 'unsubscribe'>, listener: (facts: Facts) => void): () => void {
  const take = (facts: unknown) => listener(facts as Facts);
  on.subscribe(take);
  return () => void on.unsubscribe(take);
}

/** A request, from its head until the answer is out or the caller is gone. */
export interface RequestFacts extends Begun {
  readonly method: string;
  readonly trace: {
    readonly traceId: string;
    /** 16 hex digits, which name the request within the trace. */
    readonly spanId: string;
    /** The span of the caller that the request is part of. */
    readonly parentSpanId: string | undefined;
    /** Whether somebody records the trace: the caller by its own account, or this server. */
    isSampled: boolean;
  };
  /** The operation of the API, or the template of the route. Known at the end. */
  operation?: string;
  /** Undefined at the end when the caller hung up. */
  status?: number | undefined;
  /** Of a request for a token. */
  grantType?: string | undefined;
  /** The code of OAuth with which a request was refused. */
  oauthError?: string | undefined;
}

/** Work that takes time. */
export const operations = {
  request: new Operation<RequestFacts>('request'),
  /** A request that has to wait for its turn to hash or to write. */
  turn: new Operation<{ readonly gate: string; readonly isKnown: boolean }>('turn'),
  /** A hash that somebody waits for, until its thread answers. */
  hash: new Operation<{ readonly kind: 'hash' | 'verify' }>('hash'),
  /** From the wait for the connection until the commit, of its own or (`shared`) one with other small writes. */
  transaction: new Operation<{ readonly commit: 'own' | 'shared' }>('transaction'),
  /** A connection to PostgreSQL, from the pool or new. */
  connection: new Operation<object>('connection'),
  /** `sql` has places for values instead of values. */
  statement: new Operation<{ readonly sql: string; readonly system: 'sqlite' | 'postgresql' }>('statement'),
  checkpoint: new Operation<{ readonly mode: string }, { readonly isDone: boolean; readonly fault?: string }>(
    'checkpoint',
  ),
  /** A letter that is handed to a mail server. */
  mail: new Operation<{ readonly kind: string }>('mail'),
  /** What is done again and again. */
  task: new Operation<{ readonly task: string }>('task'),
  /** A password that is replaced: by whoever says the old one (`change`), through a link, or by somebody else (`set`). */
  passwordChange: new Operation<{ readonly way: 'change' | 'link' | 'set' }>('password change'),
  signIn: new Operation<{ readonly channel: string }, { readonly outcome: string; readonly reason?: string }>(
    'sign-in',
  ),
} as const;

/** What happens at one moment. */
export const events = {
  /** What a thread took for the hash alone. `scheme` is that of the stored hash. */
  hashed: new Event<{ readonly kind: 'hash' | 'verify'; readonly scheme: string; readonly ms: number }>('hashed'),
  transactionRetried: new Event<object>('transaction retried'),
  /** So many small writes shared a commit. */
  groupCommitted: new Event<{ readonly size: number }>('group committed'),
  /** How many connections to PostgreSQL are open, how many of them nobody uses, and how many callers wait for one. */
  poolChanged: new Event<{ readonly open: number; readonly idle: number; readonly waiting: number }>('pool changed'),
  storeFault: new Event<{ readonly reason: string }>('store fault'),
  mail: new Event<{ readonly outcome: 'sent' | 'retried' | 'givenUp' | 'needless' }>('mail outcome'),
  logout: new Event<{ readonly outcome: 'told' | 'retried' | 'givenUp' | 'needless' }>('logout outcome'),
  /** So many rows whose time was over have been ended. */
  swept: new Event<{ readonly rows: number }>('swept'),
  backgroundFailed: new Event<object>('background failed'),
  backup: new Event<{ readonly isMade: boolean }>('backup'),
  /** When the newest backup was made that lies in the folder, in epoch milliseconds. */
  newestBackup: new Event<{ readonly at: number }>('newest backup'),
  /** Of so many audit logs the end was looked at, and of so many it was not genuine. */
  auditLogsChecked: new Event<{ readonly checked: number; readonly forged: number }>('audit logs checked'),
  logged: new Event<{ readonly level: 'warn' | 'error' }>('logged'),
} as const;
