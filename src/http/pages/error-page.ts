import { storeRetrySeconds } from '../../errors.ts';
import type { ErrorIds } from '../../token/endpoints/error-id.ts';
import type { FormRefusal } from './form-guard.ts';
import { html, type Markup } from './markup.ts';
import type { Page } from './page.ts';
import { type PageAnswer, pageUrl, type Visit } from './visit.ts';

/**
 * `{prefix}/web/`: with `errorCode`, why an application's request cannot be answered and cannot be sent back to it
 * either; otherwise the way to the person's own pages.
 */
export const startPage: Page = {
  path: '',
  show: async (visit, { readError }) => {
    const { query } = visit;
    return query.has('errorCode')
      ? protocolError(visit, readError(query.get('errorId') ?? ''))
      : { location: pageUrl(visit, visit.user ? 'account' : 'login') };
  },
};

/** Anyone can write the link, so nothing of it is shown but what the token service has sealed. */
function protocolError(visit: Visit, told: ReturnType<ErrorIds['read']>): PageAnswer {
  const { t, traceId } = visit;
  const application = plain(told?.application ?? told?.ClientId);
  const { backTo } = told ?? {};
  const organization = plain(told?.organization);
  if (told && organization) return unknownOrganization(visit, told, { application, organization });
  const text = application ? t('error.protocol', { application }) : t('error.protocolUnknown');
  const body = html`<p>${told?.Error === 'access_denied' ? t('error.notAllowed') : text}</p>
${
  told &&
  html`<p class="legend">${t('error.tellDeveloper')}</p>
<p class="value"><code>${[told.Error, plain(told.ErrorDescription)].filter(Boolean).join(': ')}</code></p>
${told.detail && html`<p class="value"><code>${printable(told.detail)}</code></p>`}`
}
<p><a class="button" href="${backTo ?? pageUrl(visit, '')}">${backTo ? t('error.back', { application }) : t('error.home')}</a></p>
<p class="small quiet">${t('page.trace', { traceId: told?.RequestId ?? traceId })}</p>`;
  const isBusy = told?.Error === 'temporarily_unavailable';
  const headers = isBusy ? { 'retry-after': String(storeRetrySeconds) } : {};
  return { title: t('error.title'), body, status: isBusy ? 503 : 400, headers };
}

/** The name may be misspelt or deleted: the person can tell, and so can those who made the link. */
function unknownOrganization(
  { t, traceId }: Visit,
  { backTo, RequestId }: NonNullable<ReturnType<ErrorIds['read']>>,
  named: { readonly application: string; readonly organization: string },
): PageAnswer {
  const body = html`<p>${t('error.unknownOrganization', named)}</p>
<p>${t('error.checkOrganization')}</p>
${backTo && html`<p><a class="button" href="${backTo}">${t('error.back', named)}</a></p>`}
<p class="small quiet">${t('page.trace', { traceId: RequestId ?? traceId })}</p>`;
  return { title: t('error.unknownOrganizationTitle'), body, status: 400 };
}

/** What the request had in it may be part of an error: it is short, plain text, and never a place to go. */
const plain = (value: string | null | undefined): string =>
  (value ?? '').replaceAll(/[^\p{L}\p{N} .,:;_'()-]/gu, '').slice(0, 200);

/** For developers, who need every character of a scope or an address, and no others. */
const printable = (value: string): string => value.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 300);

type ErrorText =
  | 'console.forbidden'
  | 'error.text'
  | 'error.notFound'
  | 'error.busy'
  | 'error.unprotected'
  | `form.${FormRefusal}`;

/** The page of everything that went wrong in a page itself. */
export function errorAnswer(
  visit: Visit,
  status: number,
  text: ErrorText,
  headers: Record<string, string> = {},
): PageAnswer {
  const { t, traceId } = visit;
  const body: Markup = html`<p>${t(text)}</p>
<p class="small quiet">${t('page.trace', { traceId })}</p>
<p><a class="button" href="${pageUrl(visit, '')}">${t('error.home')}</a></p>`;
  return { title: t(text === 'error.notFound' ? 'error.notFoundTitle' : 'error.title'), body, status, headers };
}
