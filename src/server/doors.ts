import { cookieScopeOf } from '../cookie.ts';
import { LongAnswers } from '../http/answer/long-answers.ts';
import { createAntiforgery } from '../http/antiforgery.ts';
import { apiResources } from '../http/api/resources.ts';
import { ReaderThread } from '../http/body/reader-thread.ts';
import type { Listener } from '../http/listener.ts';
import { createHttpServer } from '../http/server.ts';
import { whileStarting } from '../http/starting.ts';
import type { Postman } from '../mail/postman.ts';
import { unwrapPfx } from '../pkcs12/unwrap.ts';
import type { TokenService } from '../token/token-service.ts';
import { productVersion } from '../version.ts';
import { createBodies } from './capacity.ts';
import type { Network } from './network.ts';
import type { Passwords } from './passwords.ts';
import type { Startup } from './startup.ts';
import { type OpenStore, readiness } from './store.ts';

interface Needs {
  readonly network: Network;
  readonly store: OpenStore;
  readonly passwords: Passwords;
  readonly tokens: TokenService;
  readonly postman: Postman;
}

export interface Doors {
  close(): Promise<void>;
}

/** The API, the protocol endpoints and the pages. When it resolves, requests are answered. */
export async function openDoors({ config, log, opened }: Startup, needs: Needs): Promise<Doors> {
  const { network, store, passwords, tokens, postman } = needs;
  const { listener, externalUrl, throttle, isSignInRefused } = network;
  const { sealer, directory, writing, largeWrites } = store;
  const { signInTools, resetRequests, checks } = passwords;
  return await createHttpServer({
    resources: apiResources({
      ...{ ...tokens, ...signInTools, sealer, resetRequests, checks, externalUrl, unwrapPfx, isSignInRefused },
      antiforgery: createAntiforgery({ sealer, cookieScope: cookieScopeOf(externalUrl), now: Date.now }),
      ...{ testMail: postman, version: productVersion },
    }),
    authorization: { ...tokens, organizations: directory.organizations },
    oauth: tokens,
    isOrigin: (origin) => directory.applicationRegistry.isOrigin(origin),
    health: { check: () => readiness(store) },
    legacyLogin: {
      ...{ ...signInTools, sealer, externalUrl },
      ...{ issue: tokens.issueAccessToken, isRefused: isSignInRefused },
    },
    pages: {
      ...tokens,
      ...signInTools,
      ...{ writing, sealer, externalUrl, resetRequests, checks, isSignInRefused },
    },
    log,
    problemTypes: config['problem-types'],
    enumValues: config['enum-values'],
    externalUrl,
    trustedProxies: config['trusted-proxies'],
    throttle,
    writing,
    bodies: createBodies(config),
    readerThread: opened.use(new ReaderThread()),
    longAnswers: new LongAnswers(),
    largeWrites,
    listener: closedWhile(() => store.clockSkew.isWrong, listener),
  });
}

/** With a clock that is wrong, nothing that depends on time is right: locks, tokens, codes. Another node answers. */
const closedWhile = (isClockWrong: () => boolean, listener: Listener): Listener => ({
  ...listener,
  serve: (handler) =>
    listener.serve((request, response) =>
      isClockWrong() ? whileClockIsWrong(request, response) : handler(request, response),
    ),
});

const whileClockIsWrong = whileStarting('clock');
