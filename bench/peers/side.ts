import { Connection } from '../connection.ts';
import type { CyclesOptions, CyclesResult } from '../cycles.ts';
import { runScript } from '../script.ts';
import { passwords, userCount } from '../world.ts';
import type { Peer } from './peer.ts';

/** What is measured, for those that can do it. */
export const kinds = { signIn: 'Sign-ins', change: 'Changes', clientCredentials: 'Client credentials' } as const;
export type Kind = keyof typeof kinds;

/** A server under measurement, and which password each of its users has at the moment. */
export class Side {
  readonly peer: Peer;
  /** Of each user, how often it was changed. */
  readonly #changes: number[] = Array.from({ length: userCount }, () => 0);

  constructor(peer: Peer) {
    this.peer = peer;
  }

  can(kind: Kind): boolean {
    return this.peer[kind] !== undefined;
  }

  /** Requests a second, of so many connections that each act for a user of their own. */
  async perSecond(kind: Kind, connections: number, seconds: number): Promise<number> {
    const users = Array.from({ length: connections }, (_, user) => user);
    const options: CyclesOptions = {
      urls: this.peer.urls,
      cycles: users.map((user) => this.#cycle(kind, user).map((request) => request.toString('latin1'))),
      expected: this.peer[kind]?.expected ?? '',
      warmUpSeconds: 0.5,
      seconds,
    };
    const { perSecond, sent } = await runScript<CyclesResult>('cycles.ts', options);
    if (kind === 'change') {
      for (const [user, count] of sent.entries()) this.#changes[user] = (this.#changes[user] ?? 0) + count;
    }
    return perSecond;
  }

  /**
   * Everybody signs in with the last password, and is refused with the one before.
   *
   * @throws Error when that is not so: then nothing of what was measured counts.
   */
  async verify(): Promise<void> {
    const connection = await Connection.open(this.peer.urls);
    const { request, expected } = this.peer.signIn;
    for (const user of this.#changes.keys()) {
      const right = await connection.exchange(request(user, this.#password(user)));
      const wrong = await connection.exchange(request(user, this.#password(user, 1)));
      const isRight = right.status === 200 && right.body.includes(expected);
      if (!isRight || wrong.status < 400 || wrong.status > 401)
        throw new Error(`${this.peer.name}, user ${user}: ${right.status} and ${wrong.status} ${wrong.body}`);
    }
    connection.close();
  }

  #cycle(kind: Kind, user: number): readonly Buffer[] {
    const { signIn, change, clientCredentials } = this.peer;
    const [now, next] = [this.#password(user), this.#password(user, 1)];
    if (kind === 'signIn') return [signIn.request(user, now)];
    if (kind === 'change' && change) return [change.request(user, now, next), change.request(user, next, now)];
    return clientCredentials ? [clientCredentials.request()] : [];
  }

  /** The password that the user has after so many changes from now on. */
  #password(user: number, ahead = 0): string {
    return passwords[((this.#changes[user] ?? 0) + ahead) % 2] ?? '';
  }
}
