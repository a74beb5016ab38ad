import type { NameClash } from '../../directory/name-clash.ts';
import { createStore } from '../../store/store.ts';
import { type Check, orElse } from './finding.ts';

const check = 'names';

/** More than this nobody reads. */
const most = 100;

/** Whether two had the same name when names became unique, or when the comparison of names changed. */
export const names: Check = async ({ db }) => {
  const { totalCount, some } = await createStore(db).nameClashes.list(most);
  const found = some.map((clash) => ({ check, level: 'warning' as const, text: textOf(clash) }));
  const more = totalCount - some.length;
  const rest = { check, level: 'warning', text: `${more} more have, or had, a name that is another's.` } as const;
  return orElse(more > 0 ? [...found, rest] : found, check, 'No two have the same name.');
};

const nouns = {
  ...{ userName: 'user', organization: 'organization', tenant: 'tenant', group: 'group' },
  ...{ robotAccount: 'robot account', setting: 'setting', api: 'API', email: 'user', address: 'user' },
} as const;

function textOf({ kind, organizationId, id, name, firstId }: NameClash): string {
  const one = `The ${nouns[kind]} ${JSON.stringify(name)} (${id}) of the organization ${organizationId}`;
  if (kind === 'email') {
    return `${one} has the e-mail address of the user ${firstId} in another spelling, and is not found by it. Give one of them another address.`;
  }
  if (kind === 'address') {
    return `${one} has the e-mail address of the user ${firstId} as user name. The password decides who signs in. Give that user another address, or create the account again under another user name.`;
  }
  return `${one} had the name of the ${nouns[kind]} ${firstId}, but for letter case, accents or blanks, and has had this name since. Tell the people who use it, or create it again under another name.`;
}
