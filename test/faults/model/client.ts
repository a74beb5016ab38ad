import { setTimeout as sleep } from 'node:timers/promises';
import { world } from '../../support/world.ts';
import type { Reply } from './register.ts';

/** An answer that was read to its end. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came back.
  readonly json: any;
}

/** For so long a client stays away that is told to come back later: many that ask without end tell no more, and take all of the machine. */
const comeBackMs = 25;

/** What a server says when it does not know itself what became of a write. */
const isUncertain = /Look whether the change was kept/;

/** The server as its clients see it: it may end at any moment, and come back at another port. */
export class Client {
  /** Of its nodes. The first to which there is a connection is asked. */
  urls: readonly string[] = [];
  bearer = '';
  /** How many answers there were, and how many of them said yes to a write. */
  answers = 0;
  acknowledged = 0;
  /** Answers that a healthy server would not give. */
  refused = 0;
  /** How often its own token was over before it took another one. */
  renewals = 0;
  /** Those that no server should ever give. */
  readonly faults: string[] = [];
  #waiting: { readonly at: number; readonly resolve: () => void }[] = [];

  /**
   * With a token of its own, where none is given, that it takes anew when it is over.
   *
   * @returns undefined when there was no answer, or none from which anything follows.
   */
  async ask(method: string, path: string, body?: object, bearer?: string): Promise<Answer | undefined> {
    const answer = await this.#askWith(bearer ?? this.bearer, method, path, body);
    if (answer?.status !== 401 || bearer !== undefined) return answer;
    this.renewals += 1;
    await this.signIn();
    return this.bearer === '' ? undefined : await this.#askWith(this.bearer, method, path, body);
  }

  async #askWith(bearer: string, method: string, path: string, body?: object): Promise<Answer | undefined> {
    const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
    return await this.#send(`/identity/api${path}`, { method, headers, body: body && JSON.stringify(body) });
  }

  async form(path: string, fields: Record<string, string>): Promise<Answer | undefined> {
    return await this.#send(`/identity/connect/${path}`, { method: 'POST', body: new URLSearchParams(fields) });
  }

  /** A token of an application; undefined when it gets none. */
  async token(id: string, secret: string): Promise<string | undefined> {
    const credentials = { client_id: id, client_secret: secret };
    const answer = await this.form('token', { grant_type: 'client_credentials', ...credentials });
    return answer?.status === 200 ? answer.json.access_token : undefined;
  }

  async signIn(): Promise<void> {
    const { id, secret } = world.application;
    this.bearer = (await this.token(id, secret)) ?? '';
  }

  /** Resolves after so many more answers. */
  more(count: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ at: this.answers + count, resolve });
    return promise;
  }

  /** Counts what was said to a write. */
  told<R extends Reply>(reply: R): R {
    if (reply && reply.status < 300) this.acknowledged += 1;
    return reply;
  }

  #count(): void {
    this.answers += 1;
    for (const { at, resolve } of this.#waiting) if (at <= this.answers) resolve();
    this.#waiting = this.#waiting.filter(({ at }) => at > this.answers);
  }

  async #send(path: string, init: { method: string; headers?: object; body?: unknown }): Promise<Answer | undefined> {
    for (const url of this.urls) {
      try {
        return await this.#sendTo(url + path, init as RequestInit);
      } catch (error) {
        if (!isRefused(error)) return undefined;
      }
    }
    return undefined;
  }

  async #sendTo(url: string, init: RequestInit): Promise<Answer | undefined> {
    const response = await fetch(url, init);
    const text = await response.text();
    this.#count();
    if (response.status >= 500) this.refused += 1;
    if (response.status === 503) await sleep(comeBackMs);
    if (response.status === 500) this.faults.push(text);
    if (response.status === 503 && isUncertain.test(text)) return undefined;
    return { status: response.status, json: text.startsWith('{') ? JSON.parse(text) : undefined };
  }
}

/** Nobody listened, so that nothing was sent. */
const isRefused = (error: unknown): boolean =>
  error instanceof TypeError && (error.cause as { code?: unknown } | undefined)?.code === 'ECONNREFUSED';
