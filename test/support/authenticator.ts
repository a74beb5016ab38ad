import { newAuthenticator } from '../../src/factor/authenticator.fixture.ts';
import { userHandle } from '../../src/factor/passkey-handle.ts';
import { newId } from '../../src/directory/identifier.ts';
import type { UserKey } from '../../src/directory/user.ts';
import type { CDPSession, Page } from 'playwright-core';
import type { Gatehouse } from './gatehouse.ts';

/** An authenticator that a browser believes to be built into the machine, whose person always agrees. */
export interface VirtualAuthenticator {
  readonly session: CDPSession;
  readonly id: string;
  /** How often each of its passkeys has signed, by the id of the credential. */
  counters(): Promise<readonly number[]>;
}

export async function addAuthenticator(page: Page): Promise<VirtualAuthenticator> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId: id } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  const counters = async () =>
    (await session.send('WebAuthn.getCredentials', { authenticatorId: id })).credentials.map(({ signCount }) => signCount);
  return { session, id, counters };
}
