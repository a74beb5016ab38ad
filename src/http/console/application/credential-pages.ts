import { type Faults, faultOf, formOf, noFaults, submit, submitOrCancel, textField } from '../../pages/fields.ts';
import { html } from '../../pages/markup.ts';
import { confirmation } from '../confirmation.ts';
import { orFaults } from '../faults.ts';
import { readForm, text, textOrNull, typed } from '../form-values.ts';
import { type ConsoleAnswer, type ConsolePage, type ConsoleTools, type ConsoleVisit, done } from '../page.ts';
import { type ClientAnswer, loadClient } from './dto.ts';
import { applicationTrail, applicationUrl } from './urls.ts';

const members = { name: text, issuer: text, audience: text, subject: text, description: textOrNull };
const names = ['name', 'issuer', 'audience', 'subject', 'description'] as const;

/** `applications/{id}/federated-credentials/{credentialId}`: a new one, or one to change. */
export const credentialPage: ConsolePage = {
  path: 'applications/{id}/federated-credentials/{credentialId}',
  area: 'applications',
  keeps: names,
  show: async (visit, tools) => await page(visit, tools, noFaults),
  submit: async (visit, tools) => await save(visit, tools),
};

const isNew = ({ parameters }: ConsoleVisit): boolean => parameters.credentialId === 'new';

async function save(visit: ConsoleVisit, tools: ConsoleTools): Promise<ConsoleAnswer> {
  const { organization, parameters, form } = visit;
  const { id: clientId = '', credentialId = '' } = parameters;
  return await orFaults(
    visit,
    async () => {
      const body = readForm(form, members);
      const owner = { partitionGlobalId: organization.id, clientId };
      if (isNew(visit)) await visit.call('FederatedCredential_Create', { parameters: owner, body });
      else await visit.call('FederatedCredential_Update', { parameters: { ...owner, credentialId }, body });
      return done(visit, tools, applicationUrl(visit, clientId), { key: 'console.saved' });
    },
    (faults) => page(visit, tools, faults),
  );
}

const find = ({ federatedCredentials = [] }: ClientAnswer, { parameters }: ConsoleVisit) =>
  federatedCredentials.find(({ id }) => id === parameters.credentialId);

async function page(visit: ConsoleVisit, { issuerOf }: ConsoleTools, faults: Faults): Promise<ConsoleAnswer> {
  const { t } = visit;
  const client = await loadClient(visit, visit.parameters.id ?? '');
  const found = isNew(visit) ? { audience: issuerOf(visit.prefix) } : find(client, visit);
  const back = applicationUrl(visit, client.id);
  if (!found) return { location: back };
  const before: Partial<Record<(typeof names)[number], string | null>> = found;
  const fields = names.map((name, index) =>
    textField({
      ...{ name, faults, autocomplete: 'off', label: t(`console.application.credential.${name}`) },
      ...{ value: typed(visit).get(name) ?? before[name] ?? '', hint: t(`console.application.credential.${name}Hint`) },
      ...{ isOptional: name === 'description', isFirst: index === 0 },
    }),
  );
  const content = html`${faultOf('', faults)}${fields}
${submitOrCancel(t, submit(t('page.save')), back)}`;
  return {
    title: t('console.application.credentialOf', { name: client.name }),
    body: html`<p class="quiet">${t('console.application.credentials.none')}</p><section class="panel narrow">${formOf(visit, content)}</section>`,
    trail: applicationTrail(visit, client),
    isRefused: Object.keys(faults).length > 0,
  };
}

/** `applications/{id}/federated-credentials/{credentialId}/delete`: asks first. */
export const deleteCredentialPage: ConsolePage = {
  path: 'applications/{id}/federated-credentials/{credentialId}/delete',
  area: 'applications',
  show: async (visit) => await deletionPage(visit, noFaults),
  submit: async (visit, tools) => {
    const { organization, parameters } = visit;
    const { id: clientId = '', credentialId = '' } = parameters;
    return await orFaults(
      visit,
      async () => {
        await visit.call('FederatedCredential_Delete', {
          parameters: { partitionGlobalId: organization.id, clientId, credentialId },
        });
        return done(visit, tools, applicationUrl(visit, clientId), { key: 'console.application.credentialDeleted' });
      },
      (faults) => deletionPage(visit, faults),
    );
  },
};

async function deletionPage(visit: ConsoleVisit, faults: Faults): Promise<ConsoleAnswer> {
  const { t } = visit;
  const client = await loadClient(visit, visit.parameters.id ?? '');
  const found = find(client, visit);
  const back = applicationUrl(visit, client.id);
  if (!found) return { location: back };
  return confirmation(visit, {
    title: t('console.application.deleteSecret', { secret: found.name, name: client.name }),
    text: t('console.application.deleteCredentialText'),
    button: t('console.delete'),
    ...{ back, faults, trail: applicationTrail(visit, client) },
  });
}
