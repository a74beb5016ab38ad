import type { OwnPath } from '../../directory/own-path.ts';
import { pathOf, queryOf } from '../../directory/url-parts.ts';
import { tokenField } from './form-guard.ts';
import type { Visit } from './visit.ts';

// What of a form goes along in an address when a person has to sign in first.

/** The address of the visit, with what an address keeps of these fields of its form. */
export function withFields({ address, form }: Pick<Visit, 'address' | 'form'>, names: readonly string[]): OwnPath {
  const query = new URLSearchParams(queryOf(address));
  for (const name of keptOf(form, names)) {
    const values = form.getAll(name);
    if (values.length > 0) query.delete(name);
    for (const value of values) query.append(name, value);
  }
  return (query.size > 0 ? `${pathOf(address)}?${query}` : pathOf(address)) as OwnPath;
}

/** Characters of a field that an address keeps. */
const longestKept = 1000;

/**
 * Characters that all of them together add to the address of another page, which has this one in it: proxies take addresses of 8 KB
 * and more, and a letter beyond ASCII is ten characters there.
 */
const mostKept = 6000;

/** The fields that an address keeps, the first ones first. */
function keptOf(form: URLSearchParams, names: readonly string[]): readonly string[] {
  let left = mostKept;
  return names.filter((name) => {
    const values = form.getAll(name);
    const fields = String(new URLSearchParams(values.map((value): [string, string] => [name, value])));
    const length = encodeURIComponent(fields).length;
    const isKept = values.join('').length <= longestKept && length <= left;
    if (isKept) left -= length;
    return isKept;
  });
}

/** Whether an address keeps all of these fields. */
export const fitsAddress = (form: URLSearchParams, names: readonly string[]): boolean =>
  keptOf(form, names).length === names.length;

/** What says which button of a form was pressed. */
export const buttonFields = ['do', 'more'];

/** What no person has typed or chosen: a page has put it into its form, or there is a button for it. */
const unsaid = new Set([
  ...[tokenField, ...buttonFields, 'step', 'decision', 'send', 'way', 'kind', 'asked', 'forget', 'factor', 'begun'],
  ...['undo', 'inherit', 'check', 'seen'],
]);

/** Whether something that somebody has entered is lost where an address keeps these fields: a file, for instance. */
export function isPartlyLost(form: URLSearchParams, names: readonly string[]): boolean {
  const kept = new Set(keptOf(form, names));
  return [...form].some(([name, value]) => value !== '' && !kept.has(name) && !unsaid.has(name));
}
