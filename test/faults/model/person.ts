import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { world } from '../../support/world.ts';
import type { Actor } from './actors.ts';
import type { Answer, Client } from './client.ts';

/** What a sign-in gave, and the newest renewal. */
interface Session {
  readonly access: string;
  /** The refresh tokens, oldest first: the last one counts, and the one before it gives it again. */
  readonly refresh: readonly string[];
}

/** Within this time every node knows that an access token has ended. */
const withinMs = 1000;

/** Signs in, renews the tokens, changes the password, and looks from elsewhere whether all that had to end has ended. */
export class Person implements Actor {
  readonly id = randomUUID();
  readonly #client: Client;
  readonly #elsewhere: Client;
  #password = 0;
  #session: Session | undefined;
  /** What was not answered. */
  #doubt: 'change' | 'renewal' | undefined;
  #steps = 0;
  #checks = 0;

  private constructor(client: Client, elsewhere: Client) {
    this.#client = client;
    this.#elsewhere = elsewhere;
  }

  /** @param elsewhere a client of another node. */
  static async create(client: Client, elsewhere: Client): Promise<Person> {
    const person = new Person(client, elsewhere);
    const { id } = person;
    const user = { partitionGlobalId: world.organization.id, id, userName: id, password: person.#passwordAt(0) };
    assert.equal((await client.ask('POST', '/User', user))?.status, 200);
    // The first one has to be changed before it signs in.
    await person.#change();
    assert.equal(person.#password, 1);
    return person;
  }

  get isOpen(): boolean {
    return this.#doubt !== undefined;
  }

  async step(): Promise<void> {
    this.#steps += 1;
    if (!this.#session) await this.#signIn();
    else if (this.#steps % 4 === 0) await this.#change();
    else await this.#renew(this.#session);
  }

  async check(): Promise<number> {
    this.#checks += 1;
    const happened = this.#doubt === 'change' && (await this.#tryPassword(this.#password + 1)) === 200;
    if (happened) await this.#becomeChanged(this.#client);
    // Otherwise it is as it was: the password counts, and so does the refresh token, for the first time or once more.
    this.#doubt = undefined;
    if (this.#session) await this.#renew(this.#session);
    assert.ok(!this.isOpen, 'a renewal is not answered though all is well');
    if (this.#session && this.#checks % 3 === 0) await this.#replay(this.#session);
    assert.equal(
      await this.#tryPassword(this.#password),
      200,
      `password ${this.#password} of ${this.id} does not count`,
    );
    await this.#assertReplaced(this.#client);
    return Number(happened);
  }

  async #signIn(): Promise<void> {
    const reply = this.#client.told(await this.#enter(this.#client, this.#password));
    if (!reply || isBusy(reply)) return;
    assert.equal(reply.status, 200, `password ${this.#password} of ${this.id} gives ${JSON.stringify(reply.json)}`);
    this.#session = { access: reply.json.access_token, refresh: [reply.json.refresh_token] };
  }

  async #renew({ refresh }: Session): Promise<void> {
    this.#doubt = 'renewal';
    const reply = this.#client.told(await this.#exchange(this.#client, refresh.at(-1)));
    if (!reply || isBusy(reply)) return;
    assert.equal(reply.status, 200, `the refresh token of ${this.id} gives ${JSON.stringify(reply.json)}`);
    this.#doubt = undefined;
    this.#session = { access: reply.json.access_token, refresh: [...refresh, reply.json.refresh_token] };
  }

  async #change(): Promise<void> {
    this.#doubt = 'change';
    const passwords = {
      oldPassword: this.#passwordAt(this.#password),
      newPassword: this.#passwordAt(this.#password + 1),
    };
    const path = `/User/${this.id}/changepassword`;
    const reply = this.#client.told(await this.#client.ask('POST', path, passwords));
    if (!reply) return;
    this.#doubt = undefined;
    if (isBusy(reply)) return;
    assert.equal(reply.status, 200, `a change of the password that counts gives ${JSON.stringify(reply.json)}`);
    await this.#becomeChanged(this.#elsewhere);
  }

  async #becomeChanged(observer: Client): Promise<void> {
    const session = this.#session;
    this.#password += 1;
    this.#session = undefined;
    await this.#assertReplaced(observer);
    if (session) await this.#assertEnded(session, observer);
  }

  /** Who presents a token that was spent long ago ends all that came from the sign-in. */
  async #replay(session: Session): Promise<void> {
    const spent = session.refresh.at(-3);
    if (spent === undefined) return;
    assert.equal((await this.#exchange(this.#client, spent))?.status, 400, 'a token that was spent long ago');
    this.#session = undefined;
    await this.#assertEnded(session, this.#elsewhere);
  }

  async #assertReplaced(observer: Client): Promise<void> {
    const reply = await this.#enter(observer, this.#password - 1);
    assert.notEqual(reply?.status, 200, `password ${this.#password - 1} of ${this.id} was replaced and signs in`);
  }

  async #assertEnded({ access, refresh }: Session, observer: Client): Promise<void> {
    const reply = await this.#exchange(observer, refresh.at(-1));
    assert.notEqual(reply?.status, 200, `a refresh token of ${this.id} from before the end of the sign-in`);
    if (!(await this.#isLetIn(observer, access))) return;
    await sleep(withinMs);
    assert.ok(
      !(await this.#isLetIn(observer, access)),
      `a token of ${this.id} that ended more than a second ago works`,
    );
  }

  async #isLetIn(observer: Client, access: string): Promise<boolean> {
    const reply = await observer.ask('GET', `/User/${this.id}`, undefined, access);
    return reply !== undefined && reply.status !== 401 && !isBusy(reply);
  }

  async #tryPassword(position: number): Promise<number | undefined> {
    return (await this.#enter(this.#elsewhere, position))?.status;
  }

  #enter(client: Client, position: number) {
    const password = this.#passwordAt(position);
    const scope = 'PM.User offline_access';
    return client.form('token', { ...house, grant_type: 'password', username: this.id, password, scope });
  }

  #exchange(client: Client, refresh = '') {
    return client.form('token', { ...house, grant_type: 'refresh_token', refresh_token: refresh });
  }

  #passwordAt(position: number): string {
    return `${this.id}-passw0rd-${position}`;
  }
}

const house = { client_id: world.application.id, client_secret: world.application.secret };

/** Nothing was decided: the server has too much to do, or no store. */
export const isBusy = ({ status }: Pick<Answer, 'status'>): boolean => status >= 500 || status === 429;
