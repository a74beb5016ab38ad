import type { ApplicationScope } from '../../../directory/application.ts';
import { type Faults, faultOf, formOf, noFaults, submit, submitOrCancel } from '../../pages/fields.ts';
import { html } from '../../pages/markup.ts';
import { orFaults } from '../faults.ts';
import { typed } from '../form-values.ts';
import { type ConsoleAnswer, type ConsolePage, type ConsoleTools, type ConsoleVisit, done } from '../page.ts';
import { type ClientAnswer, loadClient, loadResources, scopesOf, unregisteredScopes } from './dto.ts';
import { kindOf, kinds } from './kind.ts';
import { scopeField } from './noun-row.ts';
import { choicesFor, readScopes, scopeFields, scopeLimits } from './scope-fields.ts';
import { type GrantKind, grantKinds, isGrantedTo } from './scope-nouns.ts';
import { applicationTrail, applicationUrl } from './urls.ts';

/** `applications/{id}/scopes`: what it may do, and on whose behalf. */
export const scopesPage: ConsolePage = {
  path: 'applications/{id}/scopes',
  area: 'applications',
  keeps: [scopeField],
  ...scopeLimits,
  filled: {
    fields: async (visit) => {
      const before = scopesOf(await loadClient(visit, visit.parameters.id ?? ''));
      const resources = await loadResources(visit);
      const sent = (form: URLSearchParams) => scopeNames(readScopes(form, resources, before));
      const sentFor = choicesFor(resources, before);
      return [
        { name: scopeField, label: visit.t('console.application.scopes'), values: scopeNames(before), sent, sentFor },
      ];
    },
    undo: (_form, _changed, before) => (before.every(({ sentFor }) => sentFor) ? [] : undefined),
  },
  show: async (visit) => await page(visit, noFaults),
  submit: async (visit, tools) => await change(visit, tools),
};

const scopeNames = (scopes: readonly ApplicationScope[]): readonly string[] =>
  scopes.map(({ name, type }) => `${name} (${type})`).sort();

async function change(visit: ConsoleVisit, tools: ConsoleTools): Promise<ConsoleAnswer> {
  return await orFaults(
    visit,
    async () => {
      const client = await loadClient(visit, visit.parameters.id ?? '');
      const scopes = readScopes(visit.form, await loadResources(visit), scopesOf(client));
      await visit.call('ExternalClient_Update', {
        parameters: { partitionGlobalId: visit.organization.id, clientId: client.id },
        body: { scopes },
      });
      return done(visit, tools, applicationUrl(visit, client.id), { key: 'console.saved' });
    },
    (faults) => page(visit, faults),
  );
}

async function page(visit: ConsoleVisit, faults: Faults): Promise<ConsoleAnswer> {
  const { t } = visit;
  const client = await loadClient(visit, visit.parameters.id ?? '');
  const resources = await loadResources(visit);
  const before = scopesOf(client);
  const scopes = typed(visit).has(scopeField) ? readScopes(typed(visit), resources, before) : before;
  const lost = unregisteredScopes(client);
  const content = html`${faultOf('', faults)}
${lost.length > 0 && html`<div class="note plain"><p>${t('console.application.scopes.lost', { scopes: lost.join(', ') })}</p></div>`}
${await scopeFields(visit, { resources, grants: grantsOf(client, before), scopes })}
${submitOrCancel(t, submit(t('page.save')), applicationUrl(visit, client.id))}`;
  return {
    title: t('console.application.scopesOf', { name: client.name }),
    body: html`<section class="panel">${formOf(visit, content)}</section>`,
    trail: applicationTrail(visit, client),
    isRefused: Object.keys(faults).length > 0,
  };
}

/** Those of its kind, and whatever it has besides: a choice that is not shown would be lost. */
function grantsOf(client: ClientAnswer, scopes: readonly ApplicationScope[]): readonly GrantKind[] {
  const held = grantKinds.filter((kind) => scopes.some((scope) => isGrantedTo(scope, kind)));
  return [...new Set([...kinds[kindOf(client)].grants, ...held])];
}
