import type { OwnPath } from '../../directory/own-path.ts';
import { html, type Markup } from './markup.ts';
import type { ShownPage, Visit } from './visit.ts';

/**
 * The page that redirects to an application after a form. Browsers apply `form-action` (CSP level 3) to every redirect that
 * follows a form, but not to a page that moves on by itself. With scripts it takes its own place in the history, so that
 * going back does not lead here.
 */
export function redirectPage({ t }: Visit, target: string): ShownPage {
  return {
    title: t('movingOn.title'),
    body: html`<p><a class="button first" href="${target}" data-goes-on>${t('movingOn.link')}</a></p>`,
    head: refresh(target),
  };
}

const refresh = (target: string): Markup =>
  html`<noscript><meta http-equiv="refresh" content="0; url=${target}"></noscript>`;

/** Whether it is one of our own pages, which a form may reach by an ordinary redirect. An organization may be called `web`. */
export const isPage = (location: OwnPath): boolean => /^[^?]*\/identity_?\/web\//i.test(location);
