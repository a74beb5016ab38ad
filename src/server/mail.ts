import { Postman } from '../mail/postman.ts';
import { readSmtpConfig } from '../mail/smtp-config.ts';
import { publicAddressesAnd } from '../outgoing/reachable.ts';
import { mailQueue } from '../store/mail-queue.ts';
import { mailSettings } from '../store/mail-settings.ts';
import { toldAlone } from './lease.ts';
import type { Network } from './network.ts';
import type { Startup } from './startup.ts';
import type { OpenStore } from './store.ts';

interface Needs {
  readonly network: Network;
  readonly store: OpenStore;
}

/** What sends the mail in the outbox, once it is started. */
export function openMail({ config, log, opened }: Startup, { network, store }: Needs): Postman {
  const { db, sealer, directory } = store;
  return opened.use(
    new Postman({
      store: directory,
      settings: mailSettings(db, sealer),
      queue: toldAlone(mailQueue(db, sealer), store.lease('mail')),
      smtp: readSmtpConfig(config),
      smtpName: config['smtp-name'],
      mayReach: publicAddressesAnd(config['smtp-private-addresses']),
      unconfirmedPerHour: config['unconfirmed-mails-per-hour'],
      externalUrl: network.externalUrl,
      ...{ log, now: Date.now, random: Math.random },
    }),
  );
}
