import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { atEnd } from '../test/support/at-end.ts';
import type { BareRouteOptions } from './bare-route.ts';
import type { BareSignatureOptions, BareSignatureResult } from './bare-signature.ts';
import { Connection } from './connection.ts';
import type { RefreshOptions, RefreshResult } from './refresh.ts';
import type { RepeatOptions, RepeatResult } from './repeat.ts';
import { runScript } from './script.ts';
import { makeFolder, type Server, startServer } from './server.ts';
import { mean } from './statistics.ts';
import type { StoreKind } from './store.ts';
import type { Row } from './table.ts';
import { introspectionRequest, readingRequest, signInRequest, tokenRequest, userInfoRequest } from './world.ts';

/** In which the engine compiles what is used often. */
const warmUpSeconds = 0.5;
const seconds = 2;

const loads = [1, 8, 64] as const;

/**
 * Tokens a second with one, a few and many connections, against the signatures that the same machine can compute when it
 * does nothing else. Both are measured in turn, because machines change speed from minute to minute.
 */
export async function measureTokens(server: Server): Promise<Row[]> {
  await repeat(server, tokenRequest(), '"access_token"', 8);
  const rows: Row[] = [];
  for (const connections of loads) {
    const before = await signatures(connections);
    const rate = await repeat(server, tokenRequest(), '"access_token"', connections);
    const bound = mean([before, await signatures(connections)]);
    rows.push(shareRow(`Client credentials, ${named(connections)}`, rate, bound, 0.7));
  }
  for (const connections of loads) {
    const before = await signatures(connections);
    const rate = await refreshes(server, connections);
    const bound = mean([before, await signatures(connections)]);
    rows.push(shareRow(`Refresh, ${named(connections)}`, rate, bound, 0.5));
  }
  for (const connections of loads) {
    const rate = await repeat(server, introspectionRequest(server.token), '"active":true', connections);
    rows.push(rateRow(`Introspection, ${named(connections)}`, rate));
  }
  const person = await signedIn(server);
  for (const connections of loads) {
    const rate = await repeat(server, userInfoRequest(person), '"sub"', connections);
    rows.push(rateRow(`User info, ${named(connections)}`, rate));
  }
  return rows;
}

/** The same with ES256, whose signatures take a sixth of the time: on a server of its own. */
export async function measureCurve(kind: StoreKind = 'sqlite'): Promise<Row[]> {
  await using folder = await makeFolder(kind);
  await using server = await startServer(folder, ['--signing-algorithm', 'ES256']);
  await repeat(server, tokenRequest(), '"access_token"', 8);
  const rows: Row[] = [];
  for (const connections of loads) {
    const rate = await repeat(server, tokenRequest(), '"access_token"', connections);
    rows.push({ what: `Client credentials with ES256, ${named(connections)}`, result: `${rate.toFixed(0)}/s` });
  }
  for (const connections of loads) {
    const rate = await refreshes(server, connections);
    rows.push({ what: `Refresh with ES256, ${named(connections)}`, result: `${rate.toFixed(0)}/s` });
  }
  return rows;
}

async function signedIn({ urls }: Server): Promise<string> {
  const connection = await Connection.open(urls);
  const { body } = await connection.ask(signInRequest(1, undefined, 'openid profile'));
  connection.close();
  return (JSON.parse(body) as { access_token: string }).access_token;
}

/**
 * An authenticated read against a route of the bare framework that sends the same bytes: what tokens, directory, rights,
 * trace and log cost. In turn, as above.
 */
export async function measureReading(server: Server): Promise<Row[]> {
  const request = readingRequest(server.token);
  const connection = await Connection.open(server.urls);
  const { body } = await connection.ask(request);
  connection.close();
  await using bare = await startBareRoute(body);
  const rows: Row[] = [];
  for (const connections of loads) {
    const before = await repeat(bare, request, body, connections);
    const rate = await repeat(server, request, body, connections);
    const bound = mean([before, await repeat(bare, request, body, connections)]);
    rows.push(readingRow(connections, rate, bound));
  }
  return rows;
}

function readingRow(connections: number, rate: number, bound: number): Row {
  const share = rate / bound;
  return {
    what: `GET User/{id}, ${named(connections)}`,
    result: `${rate.toFixed(0)}/s = ${share.toFixed(2)} of ${bound.toFixed(0)}/s of a bare route`,
    goal: { text: '≥ 0.5 of the bare route', isMet: share >= 0.5 },
  };
}

async function startBareRoute(text: string): Promise<Pick<Server, 'urls'> & AsyncDisposable> {
  const options: BareRouteOptions = { text };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bare-route.ts'), JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  atEnd(() => child.kill('SIGKILL'));
  const closed = once(child, 'close');
  const [url] = (await once(child.stdout, 'data')) as [Buffer];
  const stop = async () => {
    child.kill();
    await closed;
  };
  return { urls: [url.toString().trim()], [Symbol.asyncDispose]: stop };
}

const named = (connections: number): string => `${connections} connection${connections === 1 ? '' : 's'}`;

function shareRow(what: string, rate: number, bound: number, goal: number): Row {
  const share = rate / bound;
  return {
    what,
    result: `${rate.toFixed(0)}/s = ${share.toFixed(2)} of ${bound.toFixed(0)} signatures/s`,
    goal: { text: `≥ ${goal} of the bound`, isMet: share >= goal },
  };
}

/** With one connection, the way there and back is most of the time. */
const rateRow = (what: string, perSecond: number): Row => ({
  what,
  result: `${perSecond.toFixed(0)}/s`,
  ...(what.endsWith(' 1 connection') ? {} : { goal: { text: '≥ 5000/s', isMet: perSecond >= 5000 } }),
});

async function signatures(atOnce: number): Promise<number> {
  const options: BareSignatureOptions = { atOnce, seconds: 1 };
  return (await runScript<BareSignatureResult>('bare-signature.ts', options)).perSecond;
}

async function refreshes({ urls }: Server, connections: number): Promise<number> {
  const options: RefreshOptions = { urls, connections, warmUpSeconds, seconds };
  return (await runScript<RefreshResult>('refresh.ts', options)).perSecond;
}

async function repeat(
  { urls }: Pick<Server, 'urls'>,
  request: Buffer,
  expected: string,
  connections: number,
): Promise<number> {
  const requests = [request.toString('latin1')];
  const options: RepeatOptions = { urls, requests, connections, warmUpSeconds, seconds, expected };
  return (await runScript<RepeatResult>('repeat.ts', options)).perSecond;
}
