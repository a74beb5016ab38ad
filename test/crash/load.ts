import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Every caller has a user, a connection and a chain of passwords of its own, and tries to get along the chain. */
export interface Caller {
  readonly userId: string;
  /** Position of the last password that the server has said yes to. */
  acknowledged: number;
  /** Position of the last password that was asked for. */
  sent: number;
}

export const organization = { id: '5d2c1a90-7b1e-4c55-8a5e-0d3f6a9b1c24', name: 'Crash' };
const application = { id: 'loader', secret: 'not-a-secret-of-anything-real' };

export const passwordOf = ({ userId }: Caller, position: number): string => `${userId}-passw0rd-${position}`;

export const makeCallers = (count: number): readonly Caller[] =>
  Array.from({ length: count }, (_, n) => ({ userId: `caller-${n}`, acknowledged: 0, sent: 0 }));

/** A seed file with every caller's user at the start of its chain. Answers its path. */
export async function writeSeed(folder: string, callers: readonly Caller[]): Promise<string> {
  const users = callers.map((caller) => ({
    id: caller.userId,
    userName: caller.userId,
    password: passwordOf(caller, 0),
  }));
  const applications = [{ ...application, name: 'Loader', scopes: ['PM.User'] }];
  // A try that a kill cuts off stays counted as one against the password, and nothing here is about lock-out.
  const settings = { 'Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout': 1_000_000 };
  const file = join(folder, 'seed.yaml');
  await writeFile(file, JSON.stringify({ organizations: [{ ...organization, settings, users, applications }] }));
  return file;
}

export async function fetchToken(url: string): Promise<string> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: application.id,
    client_secret: application.secret,
  });
  const response = await fetch(`${url}/identity/connect/token`, { method: 'POST', body });
  const { access_token } = (await response.json()) as { access_token: string };
  return access_token;
}

export interface Run {
  isKilled: boolean;
  readonly onAnswer: () => void;
}

/** Changes password after password on one connection until the server is killed. Every answer must be a yes. */
export async function changeUntilKilled(url: string, bearer: string, caller: Caller, run: Run): Promise<void> {
  while (!run.isKilled) {
    caller.sent = caller.acknowledged + 1;
    const body = {
      oldPassword: passwordOf(caller, caller.acknowledged),
      newPassword: passwordOf(caller, caller.sent),
    };
    try {
      const response = await fetch(`${url}/identity/api/User/${caller.userId}/changepassword`, {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      // From the status line on the caller knows, whether or not the rest of the answer arrives.
      if (response.status === 200) caller.acknowledged = caller.sent;
      assert.equal(await response.text(), '{"succeeded":true,"errors":[]}');
      run.onAnswer();
    } catch (error) {
      if (!run.isKilled || error instanceof assert.AssertionError) throw error;
    }
  }
}
