import { GatehouseError, type IdentityError, type IdentityErrorCode } from '../../errors.ts';
import type { Faults } from '../pages/fields.ts';
import { languages } from '../pages/language.ts';
import type { TextKey } from '../pages/languages/en.ts';
import type { ConsoleAnswer, ConsoleVisit } from './page.ts';
import { refusalText } from './refusal-text.ts';

/**
 * Does something with an operation; when that refuses what is in the form, the page is shown again with what is wrong by
 * field. What concerns no field, or one that the form does not have, stands under the empty name.
 *
 * @param read what is wrong with the form, where its members are not called as its fields are.
 */
export async function orFaults(
  visit: ConsoleVisit,
  work: () => Promise<ConsoleAnswer>,
  again: (faults: Faults) => Promise<ConsoleAnswer>,
  read: typeof faultsOf = faultsOf,
): Promise<ConsoleAnswer> {
  try {
    return await work();
  } catch (error) {
    const faults = read(visit, error);
    if (!faults) throw error;
    return await again(faults);
  }
}

/** What is wrong with the form; undefined when it is something else that went wrong. */
export function faultsOf(visit: ConsoleVisit, error: unknown): Faults | undefined {
  if (!(error instanceof GatehouseError)) return undefined;
  const { failure } = error;
  switch (failure.code) {
    case 'ValidationFailed':
      return byField(visit, failure.errors);
    case 'IdentityFailure':
    case 'BulkFailure':
      return ofIdentity(visit, failure.errors);
    case 'BadRequest':
    case 'Conflict':
    case 'Forbidden':
    case 'NotFound':
      return { '': [refusalText(visit.t, failure.detail)] };
    case 'ServiceError':
      return { '': [refusalText(visit.t, failure.message)] };
    case 'PayloadTooLarge':
      return { '': [visit.t('console.tooLarge')] };
    default:
      return undefined;
  }
}

/** What these say is wrong with one member. */
const memberOf: Partial<Record<IdentityErrorCode, string>> = {
  InvalidUserName: 'userName',
  DuplicateUserName: 'userName',
  DuplicateEmail: 'email',
};

/** Beside the field, where the form has one: there the cursor goes. */
function ofIdentity(visit: ConsoleVisit, errors: readonly IdentityError[]): Faults {
  const { form } = visit;
  // The name of whoever gets none is the address: to say of both that somebody has them would be to say it twice.
  const isAddress = form.get('userName')?.trim() === '' && errors.some(({ code }) => code === 'DuplicateEmail');
  const faults: Record<string, string[]> = {};
  for (const error of errors) {
    if (isAddress && error.code === 'DuplicateUserName') continue;
    const member = memberOf[error.code] ?? '';
    const field = form.has(member) ? member : '';
    faults[field] = [...(faults[field] ?? []), identityText(visit, error)];
  }
  return faults;
}

/**
 * The API names members as bodies have them, also in lists: `name`, `$.name`, `redirectUris[2]`. The form of a person is sent as a
 * list of one (`Users[0].Email`); that the name of a scope is wrong (`Scopes[0].Name`) is not said beside the name of its API.
 */
function byField({ form, t }: ConsoleVisit, errors: Readonly<Record<string, readonly string[]>>): Faults {
  const faults: Record<string, string[]> = {};
  const fields = new Map([...form.keys()].map((name) => [name.toLowerCase(), name]));
  for (const [key, texts] of Object.entries(errors)) {
    const member = key.replace(/^\$\.?/, '').replace(/[.[].*$/, '');
    const inner = /^users\[0\]\.(\w+)$/i.exec(key)?.[1] ?? '';
    const field = fields.get(member.toLowerCase()) ?? fields.get(inner.toLowerCase());
    const said = texts.map((text) =>
      /^The \S+ field is required\.$/.test(text) ? t('field.required') : refusalText(t, text),
    );
    const name = field ?? '';
    faults[name] = [...(faults[name] ?? []), ...said.map((text) => (field || !member ? text : `${member}: ${text}`))];
  }
  return faults;
}

/** The refusals of passwords have texts for people. Of a person rather than a password, it is the account that was changed. */
function identityText({ language, t }: ConsoleVisit, { code, description }: IdentityError): string {
  if (code === 'ConcurrencyFailure') return t('refusal.meanwhile');
  const key = `password.${code}`;
  if (!(key in languages[language])) return refusalText(t, description);
  return t(key as TextKey, { argument: /\d+/.exec(description)?.[0] ?? '' });
}
