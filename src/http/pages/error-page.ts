import { html, type Markup } from './markup.ts';
import type { Page } from './page.ts';
import { type Answer, pageUrl, type Visit } from './visit.ts';

/**
 * `{prefix}/web/`: with `errorCode`, why an application's request cannot be answered and cannot be sent back to it
 * either; otherwise the way to the person's own pages.
 */
export const startPage: Page = {
  path: '',
  show: async (visit) => {
    const { query } = visit;
    return query.has('errorCode')
      ? protocolError(visit)
      : { location: pageUrl(visit, visit.user ? 'account' : 'login') };
  },
};

/** What the authorization endpoint says about the error, as far as people should see it. */
interface ErrorData {
  readonly ErrorDescription?: unknown;
  readonly RequestId?: unknown;
  readonly ClientId?: unknown;
}

function protocolError(visit: Visit): Answer {
  const { t, query, traceId } = visit;
  const data = readErrorId(query.get('errorId') ?? '');
  const code = plain(query.get('errorCode'));
  const application = plain(data.ClientId);
  const text = application ? t('error.protocol', { application }) : t('error.protocolUnknown');
  const body = html`<p>${code === 'access_denied' ? t('error.notAllowed') : text}</p>
<p class="legend">${t('error.tellDeveloper')}</p>
<p class="value"><code>${[code, plain(data.ErrorDescription)].filter(Boolean).join(': ')}</code></p>
<p class="small quiet">${t('page.trace', { traceId: plain(data.RequestId) || traceId })}</p>`;
  return { title: t('error.title'), body, status: 400 };
}

/** Anybody can write the link: what it says is short, plain text, and never a place to go. */
const plain = (value: unknown): string =>
  typeof value === 'string' ? value.replaceAll(/[^\p{L}\p{N} .,:;_'()-]/gu, '').slice(0, 200) : '';

function readErrorId(text: string): ErrorData {
  try {
    const { Data } = JSON.parse(Buffer.from(text, 'base64url').toString()) as { readonly Data?: ErrorData };
    return Data ?? {};
  } catch {
    return {};
  }
}

type ErrorText = 'error.text' | 'error.notFound' | 'error.forged' | 'error.busy';

/** The page of everything that went wrong in a page itself. */
export function errorAnswer(
  visit: Visit,
  status: number,
  text: ErrorText,
  headers: Record<string, string> = {},
): Answer {
  const { t, traceId } = visit;
  const body: Markup = html`<p>${t(text)}</p>
<p class="small quiet">${t('page.trace', { traceId })}</p>
<p><a class="button" href="${pageUrl(visit, '')}">${t('error.home')}</a></p>`;
  return { title: t(text === 'error.notFound' ? 'error.notFoundTitle' : 'error.title'), body, status, headers };
}
