import { createHash } from 'node:crypto';
import { html, Markup } from '../pages/markup.ts';
import type { ApiDocument } from './document.ts';
import type { Operation } from './operation.ts';
import { type DescribedOperation, operationCard } from './operation-card.ts';
import { stylesheet } from './page-style.ts';
import type { Components } from './schema.ts';
import { schemaCard } from './schema-view.ts';

/** The API as a page that needs neither the internet nor a script: operations by tag, then the schemas. */
export function apiPage(api: ApiDocument, prefix: string): { readonly html: string; readonly style: string } {
  const schemas = api.components.schemas as Components;
  const byTag = [...Map.groupBy(operationsOf(api), ({ operation }) => operation.tags[0] ?? '')].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const sections = byTag.map(
    ([tag, members]) =>
      html`<section id="${tag}"><h2>${tag}</h2>${members.map((one) => operationCard(one, api))}</section>\n`,
  );
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${api.info.title}</title>
<style>${new Markup(stylesheet)}</style>
</head>
<body>
<header>
<h1>${api.info.title} <span class="version">${api.info.version}</span></h1>
<p>${api.info.description} <a href="${prefix}/swagger/external/swagger.json">OpenAPI document</a></p>
</header>
<nav aria-label="Groups of operations"><ul>${[...byTag.map(([tag]) => tag), 'Schemas'].map(
    (name) => html`<li><a href="#${name}">${name}</a></li>`,
  )}</ul></nav>
<main>
${sections}
<section id="Schemas"><h2>Schemas</h2>${Object.entries(schemas).map(([name, schema]) => schemaCard(name, schema))}</section>
</main>
</body>
</html>
`;
  return { html: page.toString(), style: styleHash };
}

const operationsOf = ({ paths, servers }: ApiDocument): readonly DescribedOperation[] =>
  Object.entries(paths).flatMap(([path, { servers: own = servers, ...methods }]) =>
    Object.entries<Operation>(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      url: `${own[0]?.url}${path}`,
      path,
      operation,
    })),
  );

const styleHash = `sha256-${createHash('sha256').update(stylesheet).digest('base64')}`;
