import type { ApiDocument } from '../../../operation/openapi/document.ts';
import type { Operation } from '../../../operation/openapi/operation.ts';
import { html } from '../markup.ts';
import type { PageFiles } from './page-files.ts';

/** What a browser may do there: our own files, our own API. The icons of the library stand in its style sheet. */
export const pageHeaders = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; '),
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** The API as a page on which it can be searched and tried out; until the script has come, a list of what there is. */
export function apiPage(
  api: ApiDocument,
  prefix: string,
  callback: string,
  { styles, library, script }: PageFiles,
): string {
  const at = (file: string) => `${prefix}/swagger/assets/${file}`;
  const description = `${prefix}/swagger/external/swagger.json`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${api.info.title}</title>
${styles.map((file) => html`<link rel="stylesheet" href="${at(file)}">\n`)}<script defer src="${at(library)}"></script>
<script type="module" src="${at(script)}"></script>
</head>
<body>
<header>
<h1>${api.info.title} <small>${api.info.version}</small></h1>
<p>${api.info.description} <a href="${description}">OpenAPI document</a></p>
</header>
<main>
<h2>Operations</h2>
<div id="api" data-description="${description}" data-callback="${callback}">
<ul>${operationsOf(api).map(([name, summary]) => html`<li><code>${name}</code> ${summary}</li>\n`)}</ul>
</div>
</main>
</body>
</html>
`.toString();
}

const operationsOf = ({ paths }: ApiDocument): readonly (readonly [name: string, summary: string])[] =>
  Object.entries(paths).flatMap(([path, { servers: _, ...methods }]) =>
    Object.entries<Operation>(methods).map(
      ([method, { summary }]) => [`${method.toUpperCase()} ${path}`, summary] as const,
    ),
  );
