import { buttonFields, fitsAddress } from './address-fields.ts';
import { submit } from './fields.ts';
import { tokenField } from './form-guard.ts';
import { html } from './markup.ts';
import { pageUrl, type ShownPage, type Visit } from './visit.ts';
import { contextOf } from './way-back.ts';

/**
 * Of a form that was sent after the session had ended, or whose session ended while it waited for its turn, and has more in it than
 * an address can keep: a page that has it all, to be sent again once the person has signed in, in another tab. The token of the form
 * stays: it counts for nobody else. Undefined where the address can keep it, or something in it may be a secret.
 */
export function signedOutForm(visit: Visit, keeps: readonly string[] = []): ShownPage | undefined {
  const { t, form, address, request } = visit;
  const kept = [...keeps, tokenField, ...buttonFields];
  const isAllKept = [...form].every(([name, value]) => value === '' || kept.includes(name));
  const isLookedAt = request.headers['hx-request'] === 'true'; // By a script, which leaves the page as it is.
  if (fitsAddress(form, keeps) || (!isAllKept && !isLookedAt)) return undefined;
  const fields = [...form].map(
    ([name, value]) => html`<textarea hidden name="${name}">
${value}</textarea>`,
  );
  const body = html`<p>${t('signedOutForm.text')}</p>
<p><a class="button" href="${pageUrl(visit, 'login', contextOf(visit))}" target="_blank">${t('signedOut.again')}</a></p>
<form class="stack" method="post" action="${address}">${fields}
${submit(t('signedOutForm.send'))}
</form>`;
  return { title: t('signedOutForm.title'), body, status: 403, isRefused: true };
}
