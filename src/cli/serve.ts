import { inspect } from 'node:util';
import { readConfig } from '../config/read.ts';
import { settings } from '../config/settings.ts';
import { unknownVariables } from '../config/variables.ts';
import { newSecret } from '../directory/application.ts';
import { hostId } from '../directory/organization.ts';
import { createLog, type Log } from '../observe/log.ts';
import type { Installation } from '../provisioning/installation.ts';
import type { Announce } from '../server/provision.ts';
import { type RunningServer, startServer } from '../server/start.ts';
import { boundHeap, releaseStartMemory } from '../server/start-memory.ts';
import type { Command } from './command.ts';
import { exitCodes } from './exit-code.ts';
import { printLine } from './print-line.ts';
import { signInPageAt } from './server-address.ts';
import { endInTime } from './stop-deadline.ts';
import { stopSignal } from './stop-signal.ts';

export const serve: Command = {
  name: 'serve',
  summary: 'Run the server.',
  description: [
    'Runs the server until SIGTERM, SIGINT or SIGHUP, which let running requests finish. The first start on an empty data folder',
    'makes the keys, an organization, its administrator, an administrator of the host and an application, and',
    'shows their secrets once; with admin-password it shows none, and makes no application.',
  ].join('\n'),
  examples: [
    'serve --data /var/lib/gatehouse --external-url https://id.example.com',
    'serve --config /etc/gatehouse.yaml',
  ],
  options: [...Object.keys(settings), 'config'],
  run: async (flags) => {
    process.umask(0o077);
    const config = await readConfig({ flags, environment: process.env });
    const log = createLog(config['log-level']);
    stopAtFaults(log);
    for (const variable of unknownVariables(process.env))
      log.warn(variable, 'this variable is no setting, and is ignored');
    const stopping = new AbortController();
    const stopped = stopSignal().then(() => stopping.abort());
    let forgetStart: (() => void) | undefined;
    const endStart = () => {
      forgetStart = endInTime(log, () => ({ left: 'the start' }));
    };
    stopping.signal.addEventListener('abort', endStart);
    const announce: Announce = (installation, url) => {
      process.stdout.write(welcome(installation, url, config['external-url'] ?? url), (error) => {
        if (error) log.error({ error: error.message }, secretsUnseen);
      });
    };
    const server = await startServer(config, log, announce, {}, stopping.signal).catch((error: unknown) => {
      if (!stopping.signal.aborted) throw error;
    });
    stopping.signal.removeEventListener('abort', endStart);
    forgetStart?.();
    const exitCode = server ? await serveUntil(stopped, server, log) : exitCodes.done;
    await log.close();
    return exitCode;
  },
};

async function serveUntil(stopped: Promise<void>, server: RunningServer, log: Log): Promise<number> {
  for (const warning of server.warnings) printLine(`Warning: ${warning}`);
  if (server.metricsUrl !== undefined) printLine(`Metrics are at ${server.metricsUrl}`);
  printLine(`Gatehouse is ready at ${server.url}`);
  boundHeap();
  releaseStartMemory();
  await stopped;
  await server.drain();
  endInTime(log, server.unfinished);
  try {
    await server.stop();
    return exitCodes.done;
  } catch (error) {
    log.error({ error: String(error) }, unfinished);
    return exitCodes.failed;
  }
}

const unfinished =
  'the server has stopped, but something of its last seconds could not be written, such as how many sign-ins were refused';

const host = { id: hostId, name: 'host' } as const;

const secretsUnseen =
  'the secrets of the first start could not be shown: "gatehouse admin recover" makes the administrator of the host a new password';

/** An unexpected fault ends the process, whether or not it can be logged. */
function stopAtFaults(log: Log): void {
  process.once('uncaughtException', (error) => {
    try {
      log.error({ error: inspect(error) }, 'unexpected fault, stopping');
    } finally {
      process.exit(1);
    }
  });
}

/**
 * The secrets of the first start, with commands that work when pasted into a shell.
 *
 * @param url where this machine reaches the server.
 * @param pages where browsers reach it.
 */
function welcome(installation: Installation, url: string, pages: string): string {
  const { administrator, hostAdministrator, application, organizationId } = installation;
  if (!application) return welcomeUnread(installation, pages);
  // Random, so that nobody who pastes the command gets a password that is printed in a manual.
  const suggestion = `${newSecret().slice(0, 20)}a1`;
  return `
This is the first start. Keep what follows: it is shown only once.

  administrator  ${administrator.userName}
  password       ${administrator.password}
  user id        ${administrator.id}
  organization   ${organizationId}
  application    ${application.id}
  secret         ${application.secret}
  sign-in page   ${signInPageAt(pages)}

The host, which manages organizations, has an administrator of its own:

  administrator  ${hostAdministrator.userName}
  password       ${hostAdministrator.password}
  user id        ${hostAdministrator.id}
  sign-in page   ${signInPageAt(pages, host)}

Get a token:

  TOKEN=$(curl -s ${url}/identity/connect/token \\
    -d grant_type=client_credentials \\
    -d client_id=${application.id} \\
    -d client_secret=${application.secret} | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')

Change the administrator's password (put your own in place of the new one):

  curl -s ${url}/identity/api/User/${administrator.id}/changepassword \\
    -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
    -d '{"oldPassword":"${administrator.password}","newPassword":"${suggestion}"}'

`;
}

/** Where the operator has chosen the password: nothing that must not be in a log. */
const welcomeUnread = (
  { administrator, hostAdministrator, organizationId }: Omit<Installation, 'application'>,
  pages: string,
): string => `
This is the first start. Two administrators have the password that was configured.

  administrator  ${administrator.userName}
  user id        ${administrator.id}
  organization   ${organizationId}
  sign-in page   ${signInPageAt(pages)}

The host, which manages organizations, has an administrator of its own:

  administrator  ${hostAdministrator.userName}
  user id        ${hostAdministrator.id}
  sign-in page   ${signInPageAt(pages, host)}

"gatehouse app create" registers an application.

`;
