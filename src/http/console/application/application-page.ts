import { isBuiltIn } from '../../../directory/application/built-in.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { type ConsolePage, type ConsoleVisit, consoleUrl } from '../page.ts';
import { badge, facts, linkButton } from '../panels.ts';
import { copyable } from './copyable.ts';
import { credentialPanel } from './credential-panel.ts';
import { type ClientAnswer, loadClient } from './dto.ts';
import { kindOf, urisOf } from './kind.ts';
import { scopePanel } from './scope-panel.ts';
import { loadSecrets, secretPanel } from './secret-panel.ts';
import { snippetPanel } from './snippet-panel.ts';
import { applicationUrl } from './urls.ts';

/** `applications/{id}`: what it is and may do, with what it proves itself, and how a program uses it. */
export const applicationPage: ConsolePage = {
  path: 'applications/{id}',
  area: 'applications',
  show: async (visit, { issuerOf }) => {
    const { t } = visit;
    const client = await loadClient(visit, visit.parameters.id ?? '');
    const issuer = issuerOf(visit.prefix);
    const hasSecrets = client.isConfidential && !client.jwks && !client.jwksUri;
    const secrets = hasSecrets ? await loadSecrets(visit, client) : undefined;
    const body = html`${factPanel(visit, client, issuer)}
${await scopePanel(visit, client)}
${secrets && secretPanel(visit, client, secrets)}
${client.isConfidential && credentialPanel(visit, client)}
${snippetPanel(visit, client, issuer)}`;
    return {
      title: client.name,
      body,
      trail: [[t('console.area.applications'), consoleUrl(visit, 'applications')]],
      actions: actionsOf(visit, client),
    };
  },
};

function actionsOf(visit: ConsoleVisit, { id }: ClientAnswer): Markup {
  const { t, organization } = visit;
  const isFixed = isBuiltIn({ organizationId: organization.id, id });
  return html`${linkButton(t('console.edit'), applicationUrl(visit, id, 'settings'))}
${!isFixed && linkButton(t('console.delete'), applicationUrl(visit, id, 'delete'), 'grave')}`;
}

function factPanel(visit: ConsoleVisit, client: ClientAnswer, issuer: string): Markup {
  const { t, organization } = visit;
  const each = (uris: readonly string[]) =>
    uris.length > 0 && html`<ul class="plain">${uris.map((uri) => html`<li><code>${uri}</code></li>`)}</ul>`;
  const discovery = `${issuer}/.well-known/openid-configuration`;
  const isFixed = isBuiltIn({ organizationId: organization.id, id: client.id });
  return html`<section class="panel">${facts([
    [
      t('console.application.kind'),
      html`${t(`console.application.kind.${kindOf(client)}`)} ${isFixed && badge(t('console.application.builtIn'), 'off')}`,
    ],
    [t('console.application.clientId'), copyable(visit, 'client-id', client.id)],
    [t('console.application.issuer'), copyable(visit, 'issuer', issuer)],
    [t('console.application.discovery'), copyable(visit, 'discovery', discovery)],
    [t('console.application.redirectUri'), each(urisOf(client)) || undefined],
    [t('console.application.postLogoutRedirectUris'), each(client.postLogoutRedirectUris ?? []) || undefined],
    [
      t('console.application.backchannelLogoutUri'),
      client.backchannelLogoutUri && html`<code>${client.backchannelLogoutUri}</code>`,
    ],
    [t('console.application.keys'), keysOf(visit, client)],
  ])}</section>`;
}

function keysOf({ t }: ConsoleVisit, { jwks, jwksUri }: ClientAnswer): Markup | undefined {
  if (jwksUri !== undefined) return html`<code>${jwksUri}</code>`;
  return jwks && html`${t('console.application.keyCount', { count: jwks.keys.length })}`;
}
