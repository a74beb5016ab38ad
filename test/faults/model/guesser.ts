import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { world } from '../../support/world.ts';
import type { Actor } from './actors.ts';
import type { Client } from './client.ts';

/** How many wrong passwords the example world endures from one source before it is locked. */
export const mostGuesses = 10;

const password = 'al0h0m0ra-account';

/** Guesses a password at all nodes at once, and counts how many of the guesses were looked at. */
export class Guesser implements Actor {
  readonly #clients: readonly Client[];
  #id = '';
  #lookedAt = 0;
  #isLocked = true;

  constructor(clients: readonly Client[]) {
    this.#clients = clients;
  }

  /** Who is locked out has nothing to do for the rest of the day. */
  get isOpen(): boolean {
    return this.#isLocked && this.#id !== '';
  }

  async step(): Promise<void> {
    if (this.#id === '') await this.#begin();
    else await Promise.all([...this.#clients, ...this.#clients].map((client) => this.#guess(client)));
  }

  async check(): Promise<number> {
    if (this.#id === '') return 0;
    // A refusal of the day may have been for tries under way, whose count ends with a database that is killed: what counts is
    // that everything which was answered is still counted, so that no more is looked at.
    this.#isLocked = false;
    for (let more = 0; !this.#isLocked && more <= mostGuesses; more += 1) await this.#guess(this.#clients[0]);
    assert.ok(this.#isLocked, 'guesses are never refused');
    for (const client of this.#clients) {
      const reply = await this.#try(client, password);
      assert.equal(codeOf(reply), 'UserLockedOut', `the right password gives ${JSON.stringify(reply)} under a lock`);
    }
    this.#id = '';
    return 0;
  }

  async #begin(): Promise<void> {
    const id = randomUUID();
    const user = { partitionGlobalId: world.organization.id, id, userName: id, password };
    if ((await this.#clients[0]?.ask('POST', '/User', user))?.status !== 200) return;
    this.#id = id;
    this.#lookedAt = 0;
    this.#isLocked = false;
  }

  async #guess(client: Client | undefined): Promise<void> {
    const code = client && codeOf(await this.#try(client, 'wrong'));
    if (code === 'UserLockedOut') this.#isLocked = true;
    if (code !== 'PasswordMismatch') return;
    this.#lookedAt += 1;
    assert.ok(this.#lookedAt <= mostGuesses, `${this.#lookedAt} guesses were looked at, and ${mostGuesses} may be`);
  }

  #try(client: Client, oldPassword: string) {
    const passwords = { oldPassword, newPassword: `${password}-1` };
    return client.ask('POST', `/User/${this.#id}/changepassword`, passwords);
  }
}

const codeOf = (reply: Awaited<ReturnType<Client['ask']>>): string | undefined => reply?.json?.errors?.[0]?.code;
