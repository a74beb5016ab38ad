import { StartupError } from '../../errors.ts';
import { readSmtpConfig, smtpNameOf } from '../../mail/smtp-config.ts';
import { DeliveryError, probeServer } from '../../mail/transport.ts';
import { lettersLeft } from '../../store/examination.ts';
import { addressOf } from '../server-address.ts';
import { type Check, type Finding, orElse } from './finding.ts';

const timeouts = { stepMs: 10_000, totalMs: 20_000 };

/** Whether the configured mail server accepts connections from here, and whether letters were given up. */
export const mail: Check = async ({ config, db }) => {
  const { waiting, dead } = await lettersLeft(db);
  const letters = [deadLetters(dead)];
  const check = 'mail';
  const smtp = settingsOf(config);
  if (smtp === 'wrong') return letters;
  if (smtp === undefined) {
    const text = `No mail server is configured for the installation; ${waiting} letters wait.`;
    return [{ check, level: waiting > 0 ? 'warning' : 'ok', text }, ...letters];
  }
  const server = `The mail server ${smtp.host}:${smtp.port}`;
  try {
    await probeServer(smtp, { timeouts, name: smtpNameOf(config['smtp-name'], addressOf(config)) });
    return [{ check, level: 'ok', text: `${server} answers; ${waiting} letters wait.` }, ...letters];
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    const text = `${server} cannot be used: ${error.message}. ${waiting} letters wait. See "mail test".`;
    return [{ check, level: 'error', text }, ...letters];
  }
};

function deadLetters(count: number): Finding {
  const check = 'letters';
  const given = {
    ...{ check, level: 'warning' as const },
    text: `${count} letters were given up. See "mail list --dead" and "mail retry".`,
  };
  return orElse(count > 0 ? [given] : [], check, 'No letter was given up.')[0] ?? given;
}

/** Another check reports what is wrong with the settings. */
function settingsOf(config: Parameters<typeof readSmtpConfig>[0]) {
  try {
    return readSmtpConfig(config);
  } catch (error) {
    if (error instanceof StartupError) return 'wrong';
    throw error;
  }
}
