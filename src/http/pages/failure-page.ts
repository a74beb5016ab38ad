import type { FastifyRequest } from 'fastify';
import { cookieScopeOf } from '../../cookie.ts';
import { basePathOf } from '../../directory/url-parts.ts';
import type { Failure } from '../../errors.ts';
import { entranceOf, routePrefix } from '../entrance.ts';
import type { Assets } from './assets.ts';
import { readChosenLanguage } from './chosen-language.ts';
import { chooseLanguage, type Translate, translator } from './language.ts';
import { html } from './markup.ts';

/** A request that could not be taken and may be sent again. */
type Busy = Extract<Failure, { readonly code: 'Overloaded' | 'TooManyRequests' | 'Unavailable' }>;

export const isBusy = (failure: Failure): failure is Busy =>
  failure.code === 'Overloaded' || failure.code === 'TooManyRequests' || failure.code === 'Unavailable';

/** Whoever begins anew may do something twice, or throw away what was kept: an app for codes, for instance. */
export const isUncertain = (failure: Busy): boolean => failure.code === 'Unavailable' && failure.reason === 'uncertain';

/**
 * What people see instead of a page when their request did not get as far as one: there are too many, the store is not
 * available, or the form cannot be taken. It is made without the store, so it has no organization's colours.
 */
export function failurePage(request: FastifyRequest, assets: Assets, failure: Failure, externalUrl: string): string {
  const { raw, headers } = request;
  const chosen = readChosenLanguage(raw, cookieScopeOf(externalUrl));
  const language = chooseLanguage({ chosen: chosen?.tag, acceptLanguage: headers['accept-language'] });
  const t = translator(language);
  const web = `${entranceOf(raw).prefix || `${basePathOf(externalUrl)}${routePrefix}`}/web`;
  return String(html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${t('error.title')} – Gatehouse</title>
<link rel="stylesheet" href="${web}/assets/${assets.style}">
</head>
<body>
<div class="gate ours">
<header class="gate-head"><div class="brand"><img class="ours" src="${web}/assets/${assets.logo}" alt="" height="36"><span>Gatehouse</span></div></header>
<main id="main" class="gate-door">
<div class="card stack wide">
<h1>${t('error.title')}</h1>
<p>${textOf(failure, t)}</p>
${!isBusy(failure) && html`<p class="small quiet">${t('page.trace', { traceId: request.trace.traceId })}</p>`}
</div>
</main>
</div>
</body>
</html>
`);
}

function textOf(failure: Failure, t: Translate): string {
  if (failure.code === 'PayloadTooLarge') return t('error.tooLarge');
  if (failure.code === 'NotFound') return t('error.notFound');
  if (!isBusy(failure)) return t('error.text');
  if (failure.code === 'TooManyRequests') return t('error.tooMany', { seconds: failure.retryAfterSeconds });
  return t(isUncertain(failure) ? 'error.uncertain' : 'error.busy');
}
