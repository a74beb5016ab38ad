import { notFound } from '../../../errors.ts';
import { type Faults, formOf, noFaults, submit, textField } from '../../pages/fields.ts';
import { html } from '../../pages/markup.ts';
import { badNote } from '../../pages/notice.ts';
import { confirmation } from '../confirmation.ts';
import { orFaults } from '../faults.ts';
import { textOf } from '../filled-field.ts';
import { readForm, text } from '../form-values.ts';
import { type ConsolePage, type ConsoleShown, type ConsoleVisit, consoleUrl, done } from '../page.ts';
import { linkButton } from '../panels.ts';
import { loadOrganization, parametersOf, type ShownOrganization, type ShownTenant, trailTo, urlOf } from './load.ts';

interface Loaded {
  readonly organization: ShownOrganization;
  readonly tenant: ShownTenant;
}

async function load(visit: ConsoleVisit): Promise<Loaded> {
  const organization = await loadOrganization(visit);
  const tenant = organization.tenants.find(({ id }) => id === visit.parameters.tenant);
  if (!tenant) throw notFound('There is no such tenant.');
  return { organization, tenant };
}

const tenantParameters = (visit: ConsoleVisit, { tenant }: Loaded) => ({ ...parametersOf(visit), tenantId: tenant.id });

/** `{prefix}/web/admin/organizations/{id}/tenants/{tenant}`: another name for it. */
export const tenantPage: ConsolePage = {
  path: 'organizations/{id}/tenants/{tenant}',
  area: 'organizations',
  isOfHost: true,
  keeps: ['name'],
  filled: { fields: async (visit) => [textOf('name', visit.t('organizations.name'), (await load(visit)).tenant.name)] },
  show: async (visit) => shown(visit, await load(visit), noFaults),
  submit: async (visit, tools) => {
    const loaded = await load(visit);
    return await orFaults(
      visit,
      async () => {
        const body = readForm(visit.form, { name: text });
        await visit.call('Partition_UpdateTenant', { parameters: tenantParameters(visit, loaded), body });
        return done(visit, tools, urlOf(visit, loaded.organization.id), { key: 'console.saved' });
      },
      async (faults) => shown(visit, loaded, faults),
    );
  },
};

function shown(visit: ConsoleVisit, { organization, tenant }: Loaded, faults: Faults): ConsoleShown {
  const { t } = visit;
  const value = visit.form.get('name') ?? visit.query.get('name') ?? tenant.name;
  const remove = consoleUrl(visit, `organizations/${organization.id}/tenants/${tenant.id}/delete`);
  const body = html`<section class="panel narrow">${faults['']?.map(badNote)}
${formOf(
  visit,
  html`${textField({ name: 'name', label: t('organizations.name'), hint: t('organizations.nameHint'), faults, autocomplete: 'off', value })}
<div class="buttons">${submit(t('organizations.rename'))}${linkButton(t('organizations.deleteTenant'), remove, 'grave')}</div>`,
)}</section>`;
  return { title: tenant.name, body, trail: trailTo(visit, organization), isRefused: faults !== noFaults };
}

/** `{prefix}/web/admin/organizations/{id}/tenants/{tenant}/delete`: asks first. */
export const deleteTenantPage: ConsolePage = {
  path: 'organizations/{id}/tenants/{tenant}/delete',
  area: 'organizations',
  isOfHost: true,
  show: async (visit) => {
    const { t } = visit;
    const { organization, tenant } = await load(visit);
    return confirmation(visit, {
      title: t('organizations.deleteTenantTitle', { name: tenant.name }),
      text: t('organizations.deleteTenantText'),
      button: t('organizations.deleteTenant'),
      ...{ back: urlOf(visit, organization.id), trail: trailTo(visit, organization) },
    });
  },
  submit: async (visit, tools) => {
    const loaded = await load(visit);
    await visit.call('Partition_DeleteTenant', { parameters: tenantParameters(visit, loaded) });
    return done(visit, tools, urlOf(visit, loaded.organization.id), { key: 'organizations.tenantDeleted' });
  },
};
