import { standardScopes } from '../../../directory/scope.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { isOfApi } from '../../pages/scope-words.ts';
import { type ConsoleVisit, changed } from '../page.ts';
import { panel, tabs } from '../panels.ts';
import { copyButton } from './copyable.ts';
import { type ClientAnswer, scopesOf } from './dto.ts';
import { type ApplicationKind, kindOf, urisOf } from './kind.ts';
import { heldScopes } from './scope-nouns.ts';
import { proofs, type Snippet, type SnippetFacts } from './snippet/snippet.ts';
import { snippetsOf } from './snippet/snippets.ts';

/** Programs that get tokens for the application, ready to be copied. */
export function snippetPanel(visit: ConsoleVisit, client: ClientAnswer, issuer: string): Markup | undefined {
  const { t } = visit;
  const kind = shownKind(visit, client);
  const facts = factsOf(client, kind, issuer);
  if (!facts) return undefined;
  const content = html`${kindTabs(visit, client, kind)}
<p class="quiet">${t(`console.application.snippet.${kind}`)}</p>
${facts.proof !== 'none' && html`<p>${t(`console.application.snippet.${facts.proof}`, { variable: proofs[facts.proof].variable })}</p>`}
${snippetsOf(kind, facts).map((snippet, index) => one(visit, snippet, index === 0))}`;
  return panel(t('console.application.snippets'), content);
}

/** What kind an application without a secret is can only be guessed: a caller who knows better says so. */
const alike: readonly ApplicationKind[] = ['spa', 'native', 'device'];

function shownKind({ query }: ConsoleVisit, client: ClientAnswer): ApplicationKind {
  const kind = kindOf(client);
  const asked = alike.find((one) => one === query.get('as'));
  return client.isConfidential ? kind : (asked ?? kind);
}

const kindTabs = (
  visit: ConsoleVisit,
  { isConfidential }: ClientAnswer,
  current: ApplicationKind,
): Markup | undefined =>
  isConfidential
    ? undefined
    : tabs(
        visit.t('console.application.snippets'),
        alike.map((kind) => ({
          text: visit.t(`console.application.kind.${kind}`),
          url: changed(visit, { as: kind }),
          isCurrent: kind === current,
        })),
      );

/** Undefined when the application can get no token yet. */
function factsOf(client: ClientAnswer, kind: ApplicationKind, issuer: string): SnippetFacts | undefined {
  const held = [...heldScopes(scopesOf(client), kind === 'machine' ? 'application' : 'user')];
  const asked = kind === 'machine' ? held.filter((name) => !standardScopes.includes(name)) : withPerson(held);
  const [redirectUri = ''] = urisOf(client);
  if (asked.length === 0 || (kind !== 'machine' && redirectUri === '')) return undefined;
  const isSigner = client.jwks !== undefined || client.jwksUri !== undefined;
  const isVouchedFor = client.secrets.length === 0 && (client.federatedCredentials ?? []).length > 0;
  return {
    ...{ issuer, clientId: client.id, scopes: asked, redirectUri },
    signedOutUri: client.postLogoutRedirectUris?.[0] ?? redirectUri,
    proof: client.isConfidential ? (isSigner || isVouchedFor ? 'assertion' : 'secret') : 'none',
    opensApi: asked.some(isOfApi),
  };
}

/** An application that may ask for anything of a person may ask who that is. */
const withPerson = (held: readonly string[]): readonly string[] =>
  held.length === 0 || held.includes('openid') ? held : ['openid', 'profile', ...held];

function one(visit: ConsoleVisit, { language, install, code }: Snippet, isOpen: boolean): Markup {
  const { t } = visit;
  const id = `snippet-${language.toLowerCase().replace('#', 'sharp')}`;
  return html`<details class="snippet" name="snippet"${isOpen && html` open`}><summary>${language}</summary>
${install && html`<p class="small">${t('console.application.snippet.install')} <code>${install}</code></p>`}
<pre class="value" id="${id}" tabindex="0" aria-label="${language}"><code>${code}</code></pre>
<div class="buttons">${copyButton(visit, id, language)}</div></details>`;
}
