import { join } from 'node:path';
import { openGate, unlimited } from '../../src/admission/throttle.fixture.ts';
import type { Method } from '../../src/directory/factor.ts';
import { returnPath } from '../../src/directory/own-path.ts';
import { everywhere } from '../../src/outgoing/reachable.ts';
import { logoutQueue, participants } from '../../src/store/back-channel.ts';
import { callers } from '../../src/store/callers.ts';
import { grantStore } from '../../src/store/grants.ts';
import { signingKeys } from '../../src/store/signing-keys.ts';
import { openInstallationKey } from '../../src/token/keys/installation-key.ts';
import { createSealer } from '../../src/token/keys/sealer.ts';
import { createTokenService, type TokenService } from '../../src/token/token-service.ts';
import type { Account } from './accounts.ts';
import type { Browser, Place } from './browser.ts';
import type { Gatehouse } from './gatehouse.ts';

/**
 * The token service of another process of the same installation, for what a page would do: it works on the store of the
 * running server.
 */
export async function openPages(gatehouse: Gatehouse): Promise<TokenService> {
  const { config, db, store, url } = gatehouse;
  const file = join(config.data, 'installation.key');
  return await createTokenService({
    externalUrl: url,
    issuerPath: config['issuer-path'],
    sealer: createSealer(openInstallationKey({ configured: undefined, file, isFirstStart: false })),
    signingKeyDays: 90,
    signingAlgorithm: 'RS256',
    sessionDays: config['session-days'],
    refreshReuseSeconds: config['refresh-reuse-seconds'],
    refreshDays: config['refresh-days'],
    directory: store,
    signingKeys: signingKeys(db),
    grants: grantStore(db),
    participants: participants(db),
    logoutQueue: logoutQueue(db),
    mayReach: everywhere,
    callers: callers(db),
    throttle: unlimited(),
    writing: openGate(),
    signIn: () => Promise.reject(new Error('Passwords are not verified here.')),
    now: Date.now,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    isSignInRefused: false,
  });
}

/** Where nothing is told of where a request came from. */
export const nowhere = { traceId: null, clientIp: null } as const;

/** What a person does who is asked: signs in as the account and grants what is asked, until the browser goes elsewhere. */
export async function agree(
  pages: TokenService,
  browser: Browser,
  gatehouse: Gatehouse,
  account: Account,
  start: Place,
  methods?: readonly Method[],
): Promise<Place> {
  let place = start;
  for (let steps = 0; steps < 5; steps += 1) {
    const page = /\/web\/(login|consent)$/.exec(place.url.pathname)?.[1];
    if (page === undefined) return place;
    const returnUrl = returnPath(place.url.searchParams.get('returnUrl'));
    const next =
      page === 'login'
        ? await signInAs(pages, browser, gatehouse, account, place, methods)
        : await pages.interactions.allow(browser.exchange(place.url.pathname).request, returnUrl, nowhere);
    place = await browser.visit(next ?? '/nowhere');
  }
  return place;
}

/** Signs in on the page, by a password unless other methods are named, and answers where the browser is to go. */
export async function signInAs(
  pages: TokenService,
  browser: Browser,
  { store }: Gatehouse,
  account: Account,
  { url }: Pick<Place, 'url'>,
  methods: readonly Method[] = ['password'],
): Promise<string | undefined> {
  const user = await store.users.find(account);
  if (!user) throw new Error('no such account');
  const { request, response, done } = browser.exchange(url.pathname);
  const returnUrl = returnPath(url.searchParams.get('returnUrl'));
  const facts = { at: Date.now(), clientIp: '192.0.2.7', returnUrl, methods };
  const next = await pages.interactions.completeSignIn(request, response, user, facts);
  done();
  return next;
}
