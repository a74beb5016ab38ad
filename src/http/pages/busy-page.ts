import type { FastifyRequest } from 'fastify';
import type { Failure } from '../../errors.ts';
import { entranceOf, routePrefix } from '../paths.ts';
import type { Assets } from './assets.ts';
import { chooseLanguage, translator } from './language.ts';
import { html } from './markup.ts';

/** A request that could not be taken and may be sent again. */
export type Busy = Extract<Failure, { readonly retryAfterSeconds: number }>;

/**
 * What people see instead of a page when there are too many requests. It is made without a look into the store, because it
 * is there for floods; so it is in nobody's colours.
 */
export function busyPage({ raw, headers }: FastifyRequest, assets: Assets, { code, retryAfterSeconds }: Busy): string {
  const language = chooseLanguage({ acceptLanguage: headers['accept-language'] });
  const t = translator(language);
  const web = `${entranceOf(raw).prefix || routePrefix}/web`;
  const text = code === 'TooManyRequests' ? t('error.tooMany', { seconds: retryAfterSeconds }) : t('error.busy');
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
<div class="gate">
<header class="gate-wall"><div class="brand"><img class="ours" src="${web}/assets/${assets.logo}" alt="" height="36"><span>Gatehouse</span></div></header>
<main id="main" class="gate-door">
<div class="card stack wide">
<h1>${t('error.title')}</h1>
<p>${text}</p>
</div>
</main>
</div>
</body>
</html>
`);
}
