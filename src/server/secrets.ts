import type { Config } from '../config/settings.ts';
import { readSmtpConfig } from '../mail/smtp-config.ts';

/** @throws StartupError when the token of the metrics is needed and cannot be read. */
export function readMetricsToken(config: Config): string | undefined {
  return config['metrics-port'] === undefined ? undefined : config['metrics-token'];
}

/**
 * Reads the secrets that the server needs, which may be in files. What is wrong with them stops the start before it makes a folder,
 * waits for a database, or migrates a store that an earlier version could go on with.
 *
 * @throws StartupError
 */
export function readSecrets(config: Config): void {
  void config['installation-key'];
  readSmtpConfig(config);
  readMetricsToken(config);
}
