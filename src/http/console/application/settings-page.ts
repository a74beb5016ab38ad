import { type Faults, faultOf, formOf, noFaults, submit, submitOrCancel } from '../../pages/fields.ts';
import { html } from '../../pages/markup.ts';
import { orFaults } from '../faults.ts';
import { choicesField } from '../fields.ts';
import { boxOf, textOf } from '../filled-field.ts';
import { flag, typed } from '../form-values.ts';
import {
  type ConsoleAnswer,
  type ConsolePage,
  type ConsoleTools,
  type ConsoleVisit,
  done,
  type FilledField,
} from '../page.ts';
import { type ClientAnswer, loadClient, scopesOf } from './dto.ts';
import {
  checkField,
  keyFields,
  nameField,
  type PartyValues,
  partyBody,
  partyFaults,
  partyFields,
  readParty,
  signOutFields,
  uriField,
} from './fields.ts';
import { kindOf, kinds, urisOf } from './kind.ts';
import { applicationTrail, applicationUrl } from './urls.ts';

/** `applications/{id}/settings`: its name, its addresses, its keys. */
export const settingsPage: ConsolePage = {
  path: 'applications/{id}/settings',
  area: 'applications',
  keeps: partyFields,
  filled: {
    fields: async (visit) => fieldsOf(visit, await loadClient(visit, visit.parameters.id ?? '')),
    stores: (form) => !form.has(checkField),
  },
  show: async (visit) => await page(visit, noFaults),
  submit: async (visit, tools) =>
    visit.form.has(checkField) ? await page(visit, noFaults) : await change(visit, tools),
};

async function change(visit: ConsoleVisit, tools: ConsoleTools): Promise<ConsoleAnswer> {
  const { form, organization } = visit;
  const again = (faults: Faults) => page(visit, faults);
  const client = await loadClient(visit, visit.parameters.id ?? '');
  const values = readParty(form);
  const isReturned = !client.isConfidential || scopesOf(client).some(({ type }) => type === 'user');
  const faults = partyFaults(visit, values, { isReturned });
  if (Object.keys(faults).length > 0) return await again(faults);
  return await orFaults(
    visit,
    async () => {
      const { jwks, jwksUri, ...party } = partyBody(values);
      const keys = client.isConfidential ? { jwks, jwksUri } : {};
      const told = { backchannelLogoutSessionRequired: flag(form.getAll('backchannelLogoutSessionRequired')) };
      await visit.call('ExternalClient_Update', {
        parameters: { partitionGlobalId: organization.id, clientId: client.id },
        body: { ...party, ...keys, ...(values.backchannelLogoutUri === '' ? {} : told) },
      });
      return done(visit, tools, applicationUrl(visit, client.id), { key: 'console.saved' });
    },
    again,
  );
}

async function page(visit: ConsoleVisit, faults: Faults): Promise<ConsoleAnswer> {
  const { t, form, query } = visit;
  const client = await loadClient(visit, visit.parameters.id ?? '');
  const isTyped = form.size > 0 || query.has('name');
  const values = isTyped ? readParty(typed(visit)) : valuesOf(client);
  const { example } = kinds[kindOf(client)];
  const isTold = isTyped
    ? flag(typed(visit).getAll('backchannelLogoutSessionRequired'))
    : client.backchannelLogoutSessionRequired !== false;
  const isOptional = client.isConfidential ? ({ isOptional: true } as const) : {};
  const content = html`${faultOf('', faults)}
${nameField(visit, values, faults)}
${uriField(visit, 'redirectUri', values, faults, { ...(example !== undefined && { example }), ...isOptional })}
${signOutFields(visit, values, faults, client.isConfidential)}
${
  client.isConfidential &&
  html`${choicesField({
    ...{ name: 'backchannelLogoutSessionRequired', label: t('console.application.told'), faults },
    choices: [{ value: 'yes', text: t('console.application.toldSession') }],
    chosen: isTold ? ['yes'] : [],
  })}
<h2>${t('console.application.keys')}</h2><p class="hint">${t('console.application.keysText')}</p>${keyFields(visit, values, faults)}`
}
${submitOrCancel(t, submit(t('page.save')), applicationUrl(visit, client.id))}`;
  return {
    title: t('console.application.settingsOf', { name: client.name }),
    body: html`<section class="panel">${formOf(visit, content)}</section>`,
    trail: applicationTrail(visit, client),
    isRefused: Object.keys(faults).length > 0,
  };
}

/** Those that the form has: an application without a server is told nothing, and has no keys. */
function fieldsOf(visit: ConsoleVisit, client: ClientAnswer): readonly FilledField[] {
  const { t } = visit;
  const { name, redirectUri, postLogoutRedirectUris, backchannelLogoutUri, jwksUri, jwks } = valuesOf(client);
  const told = t('console.application.toldSession');
  return [
    textOf('name', t('console.application.name'), name),
    textOf('redirectUri', t('console.application.redirectUri'), redirectUri),
    textOf('postLogoutRedirectUris', t('console.application.postLogoutRedirectUris'), postLogoutRedirectUris),
    ...(client.isConfidential
      ? [
          textOf('backchannelLogoutUri', t('console.application.backchannelLogoutUri'), backchannelLogoutUri),
          boxOf(visit, 'backchannelLogoutSessionRequired', told, client.backchannelLogoutSessionRequired !== false),
          textOf('jwksUri', t('console.application.jwksUri'), jwksUri),
          textOf('jwks', t('console.application.jwks'), jwks),
        ]
      : []),
  ];
}

const valuesOf = (client: ClientAnswer): PartyValues => ({
  name: client.name,
  redirectUri: urisOf(client).join('\n'),
  postLogoutRedirectUris: (client.postLogoutRedirectUris ?? []).join('\n'),
  backchannelLogoutUri: client.backchannelLogoutUri ?? '',
  jwksUri: client.jwksUri ?? '',
  jwks: client.jwks ? JSON.stringify(client.jwks, null, 2) : '',
});
