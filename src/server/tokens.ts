import { signInWithCode } from '../factor/sign-in-with-code.ts';
import { publicAddressesAnd } from '../outgoing/reachable.ts';
import { logoutQueue, participants } from '../store/back-channel.ts';
import { callers } from '../store/callers.ts';
import { grantStore } from '../store/grants.ts';
import { signingKeys } from '../store/signing-keys.ts';
import { createTokenService, type TokenService } from '../token/token-service.ts';
import { toldAlone } from './lease.ts';
import type { Network } from './network.ts';
import type { Passwords } from './passwords.ts';
import type { Startup } from './startup.ts';
import type { OpenStore } from './store.ts';

interface Needs {
  readonly network: Network;
  readonly store: OpenStore;
  readonly passwords: Passwords;
}

/** OAuth 2.0 and OpenID Connect. @throws StartupError when the installation key did not seal the signing keys. */
export async function openTokens({ config, log, opened }: Startup, needs: Needs): Promise<TokenService> {
  const { network, store, passwords } = needs;
  const { db, sealer, directory, writing } = store;
  const { externalUrl, throttle, isSignInRefused } = network;
  const tokens = await createTokenService({
    externalUrl,
    issuerPath: config['issuer-path'],
    sealer,
    signingKeyDays: config['signing-key-days'],
    signingAlgorithm: config['signing-algorithm'],
    sessionDays: config['session-days'],
    refreshReuseSeconds: config['refresh-reuse-seconds'],
    refreshDays: config['refresh-days'],
    directory,
    signingKeys: signingKeys(db),
    grants: grantStore(db),
    participants: participants(db),
    logoutQueue: toldAlone(logoutQueue(db), store.lease('logout notices')),
    mayReach: publicAddressesAnd(config['outgoing-private-addresses']),
    callers: callers(db),
    throttle,
    writing,
    signIn: (request) => signInWithCode({ ...passwords.signInTools, sealer, externalUrl }, request),
    now: Date.now,
    log,
    isSignInRefused,
  });
  opened.use(tokens.logoutDelivery);
  return tokens;
}
