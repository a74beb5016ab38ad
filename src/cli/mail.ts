import { readConfig } from '../config/read.ts';
import type { Config } from '../config/settings.ts';
import { permitOperator } from '../directory/permission.ts';
import { StartupError } from '../errors.ts';
import { openSealer } from '../installation-sealer.ts';
import { Postman } from '../mail/postman.ts';
import type { QueuedMail } from '../mail/queue.ts';
import { readSmtpConfig } from '../mail/smtp-config.ts';
import { publicAddressesAnd } from '../outgoing/reachable.ts';
import { mailOffice, mailQueue } from '../store/mail-queue.ts';
import { mailSettings } from '../store/mail-settings.ts';
import { createStore } from '../store/store.ts';
import type { Command } from './command.ts';
import { UsageError } from './options.ts';
import { printJson, printLine } from './print-line.ts';
import { storeOptions, withRunningStore } from './running-store.ts';
import { addressOf } from './server-address.ts';

const smtpOptions = [
  'smtp-host',
  'smtp-port',
  'smtp-security',
  'smtp-user',
  'smtp-password',
  'smtp-password-file',
  'smtp-from',
  'smtp-from-name',
  'smtp-name',
  'smtp-private-addresses',
];

export const mailList: Command = {
  name: 'mail list',
  summary: 'Show the mail that waits, or that was given up.',
  description: [
    'Shows each notice that has not been sent yet: its id, kind, organization, user, number of attempts, when it is due,',
    'and what went wrong last; the first thousand. Works beside a running server.',
  ].join('\n'),
  examples: ['mail list --dead', 'mail list --dead --json | jq -r .lastError'],
  switches: {
    dead: 'Only what was given up.',
    json: 'Print JSON: an object in a line for each, with id, kind, organizationId, userId, attempts, time and lastError.',
  },
  options: [...storeOptions, 'config'],
  run: async (flags) =>
    await withRunningStore(await read(flags), async (db) => {
      const entries = await mailOffice(db).list(flags.dead === '' ? 'dead' : 'waiting');
      if (flags.json !== undefined) {
        for (const { at, ...entry } of entries) printJson({ ...entry, time: new Date(at).toISOString() });
        return 0;
      }
      for (const entry of entries) printLine(line(entry));
      if (entries.length === 0) printLine('There is no such mail.');
      return 0;
    }),
};

export const mailRetry: Command = {
  name: 'mail retry',
  summary: 'Try mail again that was given up.',
  description: 'Makes a notice that was given up wait again, or all of them. Works beside a running server.',
  examples: ['mail retry --all'],
  argument: { placeholder: 'ID', isOptional: true },
  switches: { all: 'All that was given up.' },
  options: [...storeOptions, 'config'],
  run: async (flags, id) => {
    if ((id === undefined) === (flags.all === undefined)) throw new UsageError('Name either one id or --all.');
    return await withRunningStore(await read(flags), async (db) => {
      const count = await mailOffice(db).revive(id, Date.now());
      if (count === 0 && id !== undefined)
        throw new StartupError(`There is no mail with the id "${id}" that was given up and can still be sent.`);
      printLine(`${count} will be tried again.`);
      return 0;
    });
  },
};

export const mailTest: Command = {
  name: 'mail test',
  summary: 'Send a test message.',
  description: [
    'Sends one message to the address with the mail settings of the host, or else those of the options below, and says',
    'whether the mail server took it. Works beside a running server; give it the same settings.',
  ].join('\n'),
  examples: ['mail test harry@hogwarts.example'],
  argument: { placeholder: 'ADDRESS' },
  options: [...storeOptions, 'installation-key', 'external-url', 'host', 'port', ...smtpOptions, 'config'],
  run: async (flags, address = '') => {
    const config = await read(flags);
    return await withRunningStore(config, async (db) => {
      const { fault } = await (await postman(config, db)).test(permitOperator('setting.testMail'), address);
      if (fault) throw new StartupError(fault.reason);
      printLine('The mail server took the message.');
      return 0;
    });
  },
};

const read = (flags: Readonly<Record<string, string>>): Promise<Config> =>
  readConfig({ flags, environment: process.env });

async function postman(config: Config, db: Parameters<typeof mailOffice>[0]): Promise<Postman> {
  const sealer = await openSealer(config, db);
  const silent = () => {};
  return new Postman({
    store: createStore(db, sealer),
    settings: mailSettings(db, sealer),
    externalUrl: addressOf(config),
    queue: mailQueue(db, sealer),
    smtp: readSmtpConfig(config),
    smtpName: config['smtp-name'],
    mayReach: publicAddressesAnd(config['smtp-private-addresses']),
    unconfirmedPerHour: config['unconfirmed-mails-per-hour'],
    log: { info: silent, warn: silent, error: silent },
    now: Date.now,
    random: Math.random,
  });
}

function line({ id, kind, organizationId, userId, attempts, at, lastError }: QueuedMail): string {
  const cells = [id, kind, `organization ${organizationId}`, `user ${userId}`, `attempts ${attempts}`];
  const error = lastError === null ? [] : [lastError];
  return [...cells, new Date(at).toISOString(), ...error].join('  ');
}
