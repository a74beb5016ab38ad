import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { world } from '../../support/world.ts';
import type { Client } from './client.ts';
import { Register } from './register.ts';

/** Somebody who changes things of their own, one after the other, and knows what must have become of them. */
export interface Actor {
  /** Whether an answer is owed, so that nothing can be built on. */
  readonly isOpen: boolean;
  step(): Promise<void>;
  /**
   * Holds the server against what it has said.
   *
   * @returns how many writes had happened of which nobody was told.
   */
  check(): Promise<number>;
}

const partition = { partitionGlobalId: world.organization.id };

/** Walks along a chain of passwords: the one that counts is known by trying it. */
export class PasswordChanger implements Actor {
  readonly #client: Client;
  readonly #id: string;
  #position = passwordPosition(0);

  private constructor(client: Client, id: string) {
    this.#client = client;
    this.#id = id;
  }

  static async create(client: Client): Promise<PasswordChanger> {
    const id = randomUUID();
    const changer = new PasswordChanger(client, id);
    const user = { ...partition, id, userName: id, password: changer.#password(0) };
    assert.equal((await client.ask('POST', '/User', user))?.status, 200);
    return changer;
  }

  get isOpen(): boolean {
    return this.#position.isOpen;
  }

  async step(): Promise<void> {
    const from = this.#position.known;
    this.#client.told(await this.#position.write(from + 1, () => this.#change(from)));
  }

  async check(): Promise<number> {
    const from = this.#position.known;
    const first = await this.#change(from);
    assert.ok(first?.status === 200 || first?.status === 400, `${first?.status}`);
    const happened = this.#position.settle(first.status === 200 ? from : from + 1);
    // Either way it is at the next one now.
    this.#position = passwordPosition(from + 1);
    const second = await this.#position.write(from + 2, () => this.#change(from + 1));
    assert.equal(second?.status, 200, `password ${from + 1} of ${this.#id} does not count`);
    return Number(happened);
  }

  #change(from: number) {
    const passwords = { oldPassword: this.#password(from), newPassword: this.#password(from + 1) };
    return this.#client.ask('POST', `/User/${this.#id}/changepassword`, passwords);
  }

  #password(position: number): string {
    return `${this.#id}-passw0rd-${position}`;
  }
}

const passwordPosition = (at: number) => new Register('the position in the chain of passwords', at);

/** Makes a user, renames it, puts it into a group, takes it out, deletes it, and begins again. */
export class UserKeeper implements Actor {
  readonly #client: Client;
  readonly #groupId: string;
  #id = '';
  /** Undefined: there is no such user. */
  #name = new Register<string | undefined>('the name of a user', undefined);
  #isMember = new Register('being a member', false);
  #gone: string[] = [];
  #steps = 0;

  private constructor(client: Client, groupId: string) {
    this.#client = client;
    this.#groupId = groupId;
  }

  static async create(client: Client): Promise<UserKeeper> {
    const group = await client.ask('POST', '/Group', { ...partition, name: randomUUID() });
    assert.equal(group?.status, 201);
    return new UserKeeper(client, group.json.id);
  }

  get isOpen(): boolean {
    return this.#name.isOpen || this.#isMember.isOpen;
  }

  async step(): Promise<void> {
    this.#client.told(await this.#next());
  }

  async #next() {
    this.#steps += 1;
    const path = `/User/${this.#id}`;
    if (this.#name.known === undefined) {
      this.#id = randomUUID();
      const user = { ...partition, id: this.#id, userName: this.#id, displayName: 'new' };
      return await this.#name.write('new', () => this.#client.ask('POST', '/User', user));
    }
    if (this.#steps % 5 === 0) return await this.#delete();
    if (this.#steps % 2 === 0) {
      const displayName = `renamed ${this.#steps}`;
      return await this.#name.write(displayName, () => this.#client.ask('PUT', path, { displayName }));
    }
    const joins = !this.#isMember.known;
    const change = joins ? { groupIDsToAdd: [this.#groupId] } : { groupIDsToRemove: [this.#groupId] };
    return await this.#isMember.write(joins, () => this.#client.ask('PUT', path, change));
  }

  async #delete() {
    const userIds = [this.#id];
    const reply = await this.#name.write(undefined, () =>
      this.#client.ask('DELETE', '/User', { ...partition, userIds }),
    );
    if (reply && this.#name.known === undefined) this.#bury();
    return reply;
  }

  #bury(): void {
    this.#gone = [...this.#gone.slice(-9), this.#id];
    this.#isMember = new Register('being a member', false);
  }

  async check(): Promise<number> {
    const found = this.#id === '' ? undefined : await this.#client.ask('GET', `/User/${this.#id}`);
    const user = found?.status === 200 ? found.json : undefined;
    const before = this.#name.known;
    let happened = Number(this.#name.settle(user?.displayName));
    if (user) happened += Number(this.#isMember.settle(user.groupIDs.includes(this.#groupId)));
    else if (before !== undefined) this.#bury();
    for (const id of this.#gone) {
      assert.equal((await this.#client.ask('GET', `/User/${id}`))?.status, 404, `${id} was deleted`);
    }
    return happened;
  }
}

/** Registers an application, takes tokens with its secret, revokes some, deletes it, and begins again. */
export class Registrar implements Actor {
  readonly #client: Client;
  #application: { readonly id: string; readonly secret: string } | undefined;
  #exists = new Register('the application', false);
  #dead: { readonly id: string; readonly secret: string }[] = [];
  /** With which nothing may be opened any more. */
  #revoked: string[] = [];
  /** Whose revocation was not answered. */
  #doubtful: string | undefined;
  #steps = 0;

  constructor(client: Client) {
    this.#client = client;
  }

  get isOpen(): boolean {
    return this.#exists.isOpen || this.#doubtful !== undefined;
  }

  async step(): Promise<void> {
    this.#steps += 1;
    if (!this.#application) return await this.#register();
    if (this.#steps % 6 === 0) return await this.#delete(this.#application);
    await this.#revoke(this.#application);
  }

  async #register(): Promise<void> {
    const scopes = [{ name: 'PM.User.Read', type: 2 }];
    const declaration = { ...partition, name: randomUUID(), isConfidential: true, scopes };
    const made = this.#client.told(await this.#client.ask('POST', '/ExternalClient', declaration));
    // Without an answer nobody knows its secret, and nobody will miss it.
    if (made?.status !== 201) return;
    this.#application = { id: made.json.id, secret: made.json.secret };
    this.#exists = new Register('the application', true);
  }

  async #delete(application: { readonly id: string; readonly secret: string }): Promise<void> {
    const path = `/ExternalClient/${world.organization.id}/${application.id}`;
    this.#client.told(await this.#exists.write(false, () => this.#client.ask('DELETE', path)));
    if (!this.#exists.known) this.#bury(application);
  }

  #bury(application: { readonly id: string; readonly secret: string }): void {
    this.#dead = [...this.#dead.slice(-9), application];
    this.#application = undefined;
  }

  async #revoke({ id, secret }: { readonly id: string; readonly secret: string }): Promise<void> {
    const token = await this.#client.token(id, secret);
    if (token === undefined) return;
    this.#doubtful = token;
    const reply = await this.#client.form('revocation', { token, client_id: id, client_secret: secret });
    if (this.#client.told(reply)?.status === 200) this.#revoked = [...this.#revoked.slice(-9), token];
    if (reply) this.#doubtful = undefined;
  }

  async check(): Promise<number> {
    const application = this.#application;
    this.#doubtful = undefined;
    const isThere = application && (await this.#client.token(application.id, application.secret)) !== undefined;
    const happened = this.#exists.settle(isThere === true);
    if (application && !isThere) this.#bury(application);
    for (const { id, secret } of this.#dead) {
      assert.equal(await this.#client.token(id, secret), undefined, `the secret of ${id}, which was deleted, works`);
    }
    for (const token of this.#revoked) {
      const answer = await this.#client.ask('GET', `/User/${world.harry.id}`, undefined, token);
      assert.equal(answer?.status, 401, 'a token that was revoked works');
    }
    return Number(happened);
  }
}
