import { accountId } from '../../directory/user.ts';
import { keptField } from './fields.ts';
import type { Page, PageTools } from './page.ts';
import type { KeptForm } from './pending-change.ts';
import type { MemberVisit, Visit } from './visit.ts';

// A form that was sent after the proof of who the person is had become too old: it waits in the page that asks for the proof,
// sealed, and is sent on from there. So whatever it had in it is there, long texts, files and secrets included, none of which
// stands in an address.

/** Bytes of the largest form that waits: sealed, it is a third longer. */
export const longestKeptForm = 1_200_000;

/**
 * The form of the visit, sealed; undefined where there is none, or it is so large that the page would not take it back.
 *
 * @param page that it was sent to.
 * @param limit of the forms of the page, in bytes.
 */
export function keepForm(
  { request, form, user, address }: MemberVisit,
  { keptForms }: PageTools,
  page: Page,
  limit: number,
): string | undefined {
  const fields = String(form);
  if (form.size === 0 || fields.length > Math.min(longestKeptForm, limit / 2)) return undefined;
  return keptForms.write(request, { address, account: accountId(user), fields, isOpen: !page.isGuardedSight });
}

/** What waits in the form of the proof, or in the one that was sent, if it is this person's. */
export function keptFormOf({ request, form, user, keptForm }: Visit, { keptForms }: PageTools): KeptForm | undefined {
  const kept = keptForms.read(request, keptForm ?? form.get(keptField));
  return kept && user && kept.account === accountId(user) ? kept : undefined;
}

/**
 * The visit with the form that has waited, where that is what was sent to its page; as it is where no form has waited.
 * Undefined for one that counts no more.
 */
export function withKeptForm(visit: Visit, tools: PageTools, { path }: Page): Visit | undefined {
  if (!visit.form.has(keptField) || path === 'step-up') return visit;
  const kept = keptFormOf(visit, tools);
  return kept?.address === visit.address ? { ...visit, form: new URLSearchParams(kept.fields) } : undefined;
}
