import { existsSync } from 'node:fs';
import { verifyFilter } from '../../breached/filter-file.ts';
import { breachedFilterOf } from '../../config/breached.ts';
import { everyOrganization } from '../../directory/organization/every.ts';
import { hostId } from '../../directory/organization.ts';
import { StartupError } from '../../errors.ts';
import { passwordRules, signInRules } from '../../password/rules.ts';
import { createStore } from '../../store/store.ts';
import { describeFilter } from '../breached.ts';
import type { Check, Finding, Installation } from './finding.ts';

const check = 'breached';

const yearMs = 365 * 24 * 60 * 60_000;

/** Whether the filter of breached passwords is whole. */
export const breachedFilter: Check = async ({ config }) => {
  const file = breachedFilterOf(config);
  if (config['breached-filter'] === undefined && !existsSync(file)) return [];
  try {
    const { facts } = await verifyFilter(file);
    const text = `${file} is whole: ${describeFilter(facts)}.`;
    if (Date.parse(facts.createdAt) > Date.now() - yearMs) return [{ check, level: 'ok', text }];
    return [{ check, level: 'warning', text: `${text} Passwords of a year are missing: import a newer corpus.` }];
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    return [{ check, level: 'error', text: error.message }];
  }
};

/** Whether organizations that refuse breached passwords have anything to look them up in. */
export const breachedSource: Check = async (installation) => {
  const { config } = installation;
  if (config['breached-url'] !== undefined || existsSync(breachedFilterOf(config))) return [];
  const names = await refusing(installation);
  const [name] = names;
  const others = names.length > 1 ? ` and ${names.length - 1} others` : '';
  const text = `${name}${others} would refuse breached passwords, but there is nothing to look them up in: "gatehouse breached import", or the setting breached-url.`;
  const missing: Finding = { check, level: 'warning', text };
  return name === undefined ? [{ check, level: 'ok', text: 'No organization refuses breached passwords.' }] : [missing];
};

async function refusing({ db }: Installation): Promise<readonly string[]> {
  const { settings, organizations } = createStore(db);
  const names: string[] = [];
  const look = async (id: string, name: string) => {
    const values = await settings.inForce(id);
    if (passwordRules(values).policy.refusesBreached || signInRules(values).looksUpBreached) names.push(name);
  };
  await look(hostId, 'The host');
  for await (const { id, name } of everyOrganization(organizations)) await look(id, name);
  return names;
}
