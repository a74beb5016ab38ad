import { type Faults, textField } from '../../pages/fields.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { areaField } from '../fields.ts';
import type { ConsoleVisit } from '../page.ts';
import { readUris, type UriField, uriFaults, uriVerdicts } from './uris.ts';

/** The fields of an application that are texts, under the names of their members. They go along over a sign-in in between. */
export const partyFields = [
  'name',
  'redirectUri',
  'postLogoutRedirectUris',
  'backchannelLogoutUri',
  'backchannelLogoutSessionRequired',
  'jwksUri',
] as const;

/** What is in the fields: addresses line by line. */
export interface PartyValues {
  readonly name: string;
  readonly redirectUri: string;
  readonly postLogoutRedirectUris: string;
  readonly backchannelLogoutUri: string;
  readonly jwksUri: string;
  readonly jwks: string;
}

export const nameField = ({ t }: ConsoleVisit, { name }: PartyValues, faults: Faults): Markup =>
  textField({
    ...{ name: 'name', label: t('console.application.name'), value: name, faults, autocomplete: 'off', isFirst: true },
    hint: t('console.application.nameHint'),
  });

/** The field that asks for nothing but a look at the addresses. */
export const checkField = 'check';

/** Addresses, one a line, which are judged while they are typed by the rule that counts when they are sent. */
export function uriField(
  visit: ConsoleVisit,
  name: UriField,
  values: PartyValues,
  faults: Faults,
  { example, isOptional }: { readonly example?: string; readonly isOptional?: true },
): Markup {
  const { t, address } = visit;
  const hint = t(`console.application.${name}Hint`, { example: example ?? '' });
  const area = areaField({
    ...{ name, label: t(`console.application.${name}`), hint, value: values[name], faults, rows: 3 },
    ...(isOptional && { isOptional }),
  });
  return html`${area}
<div id="${name}-verdicts" aria-live="polite" hx-post="${address}" hx-trigger="input delay:300ms from:#${name}" hx-include="closest form" hx-vals='{"${checkField}":"yes"}' hx-select="#${name}-verdicts > *" hx-swap="innerHTML" hx-sync="this:replace">${uriVerdicts(t, readUris(name, values))}</div>`;
}

/** Where the browser goes after signing out, and where the application is told that somebody has. */
export function signOutFields(visit: ConsoleVisit, values: PartyValues, faults: Faults, hasServer: boolean): Markup {
  const { t } = visit;
  const told =
    hasServer &&
    textField({
      ...{ name: 'backchannelLogoutUri', label: t('console.application.backchannelLogoutUri'), faults },
      ...{ value: values.backchannelLogoutUri, autocomplete: 'off', isOptional: true },
      hint: t('console.application.backchannelLogoutUriHint'),
    });
  return html`${uriField(visit, 'postLogoutRedirectUris', values, faults, { isOptional: true })}${told}`;
}

/** Keys with which the application proves itself: where they can be fetched, or themselves. */
export function keyFields({ t }: ConsoleVisit, { jwksUri, jwks }: PartyValues, faults: Faults): Markup {
  const uri = textField({
    ...{ name: 'jwksUri', label: t('console.application.jwksUri'), value: jwksUri, faults, autocomplete: 'off' },
    ...{ isOptional: true, hint: t('console.application.jwksUriHint') },
  });
  const set = areaField({
    ...{ name: 'jwks', label: t('console.application.jwks'), value: jwks, faults, isOptional: true },
    hint: t('console.application.jwksHint'),
  });
  return html`${uri}${set}`;
}

/** What a form has in these fields. */
export function readParty(form: URLSearchParams): PartyValues {
  const text = (name: string) => form.get(name)?.trim() ?? '';
  return {
    ...{ name: text('name'), redirectUri: text('redirectUri'), jwksUri: text('jwksUri'), jwks: text('jwks') },
    ...{ postLogoutRedirectUris: text('postLogoutRedirectUris'), backchannelLogoutUri: text('backchannelLogoutUri') },
  };
}

/** The members of a body, each said, so that an empty one takes away what was there. */
export const partyBody = (values: PartyValues) => ({
  name: values.name,
  redirectUri: readUris('redirectUri', values).join(','),
  postLogoutRedirectUris: readUris('postLogoutRedirectUris', values),
  backchannelLogoutUri: values.backchannelLogoutUri,
  jwksUri: values.jwksUri,
  jwks: parsedKeys(values.jwks) ?? { keys: [] },
});

/** A set of keys, or one; undefined when the text is neither. */
function parsedKeys(text: string): { readonly keys: readonly unknown[] } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    return 'keys' in value && Array.isArray(value.keys) ? { keys: value.keys } : { keys: [value] };
  } catch {
    return undefined;
  }
}

/** What is wrong before the API is asked, in the words of the person. */
export function partyFaults({ t }: ConsoleVisit, values: PartyValues, { isReturned }: { isReturned: boolean }): Faults {
  const uris = readUris('redirectUri', values);
  const faults = {
    name: values.name === '' ? [t('field.required')] : [],
    redirectUri: isReturned && uris.length === 0 ? [t('field.required')] : uriFaults(t, uris),
    postLogoutRedirectUris: uriFaults(t, readUris('postLogoutRedirectUris', values)),
    jwks: values.jwks !== '' && !parsedKeys(values.jwks) ? [t('console.application.noKeys')] : [],
  };
  return Object.fromEntries(Object.entries(faults).filter(([, texts]) => texts.length > 0));
}
