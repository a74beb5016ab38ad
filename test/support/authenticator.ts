import type { CDPSession, Page } from 'playwright-core';
import { newId } from '../../src/directory/identifier.ts';
import type { UserKey } from '../../src/directory/user.ts';
import { newAuthenticator } from '../../src/factor/authenticator.fixture.ts';
import { userHandle } from '../../src/factor/passkey-handle.ts';
import type { Gatehouse } from './gatehouse.ts';

/** An authenticator that a browser believes to be built into the machine, and whose person always agrees. */
export interface VirtualAuthenticator {
  readonly session: CDPSession;
  readonly id: string;
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
  return { session, id };
}

/** Gives a person a passkey that is in the authenticator. */
export async function givePasskey(
  { store, config }: Pick<Gatehouse, 'store' | 'config'>,
  { session, id: authenticatorId }: VirtualAuthenticator,
  user: UserKey,
  { rpId = new URL(config['external-url'] ?? '').hostname } = {},
): Promise<void> {
  const { credentialId, publicKey, privateKey } = newAuthenticator();
  const state = JSON.stringify({ credentialId, publicKey, counter: 0, transports: ['internal'], answered: [] });
  const kept = { id: newId(), kind: 'passkey', name: 'Owl', sealedSecret: null, lastUsedAt: null } as const;
  const { organizationId, id: userId } = user;
  await store.factors.insert({ ...kept, organizationId, userId, state, createdAt: Date.now() });
  const credential = {
    ...{ credentialId: base64(credentialId), isResidentCredential: true, rpId, signCount: 1 },
    privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    userHandle: base64(userHandle(user)),
  };
  await session.send('WebAuthn.addCredential', { authenticatorId, credential });
}

const base64 = (text: string): string => Buffer.from(text, 'base64url').toString('base64');
