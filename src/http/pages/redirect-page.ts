import { html, type Markup } from './markup.ts';
import type { ShownPage, Visit } from './visit.ts';

/**
 * The page with which a form ends whose way goes on to an application. Browsers hold a form to where its page says that
 * forms may go, over every redirect (CSP level 3, `form-action`); where a page moves on by itself, that is over. With
 * scripts it takes its own place in the history, so that going back does not lead here.
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

/** Pages of ours are reached by an ordinary redirect: a form may go there. */
export const isPage = (location: string): boolean => /^[^?]*\/web\//.test(location);
