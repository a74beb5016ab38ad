import { date } from '../../pages/date-time.ts';
import { checkField, type Faults, formOf, noFaults, submit, textField } from '../../pages/fields.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { badNote, plainNote } from '../../pages/notice.ts';
import { confirmation } from '../confirmation.ts';
import { orFaults } from '../faults.ts';
import { boxOf, textOf } from '../filled-field.ts';
import { flag, readForm, text, typed } from '../form-values.ts';
import { type ConsolePage, type ConsoleShown, type ConsoleVisit, consoleUrl, done } from '../page.ts';
import { facts, linkButton, panel } from '../panels.ts';
import { table } from '../table.ts';
import { loadOrganization, parametersOf, type ShownOrganization, trailTo, urlOf } from './load.ts';

/** `{prefix}/web/admin/organizations/{id}`: its name, whether it is active, and its tenants. */
export const organizationPage: ConsolePage = {
  path: 'organizations/{id}',
  area: 'organizations',
  isOfHost: true,
  keeps: ['name', 'isActive', 'tenant'],
  filled: {
    fields: async (visit) => {
      const { name, isActive } = await loadOrganization(visit);
      const { t } = visit;
      return [
        textOf('name', t('organizations.name'), name),
        boxOf(visit, 'isActive', t('organizations.isActive'), isActive),
      ];
    },
    stores: (form) => form.get('do') !== 'tenant',
  },
  show: async (visit) => shown(visit, await loadOrganization(visit), noFaults),
  submit: async (visit, tools) => {
    const organization = await loadOrganization(visit);
    const location = urlOf(visit, organization.id);
    return await orFaults(
      visit,
      async () => {
        if (visit.form.get('do') === 'tenant') {
          const { tenant: name } = readForm(visit.form, { tenant: text });
          await visit.call('Partition_CreateTenant', { parameters: parametersOf(visit), body: { name } });
          return done(visit, tools, location, { key: 'organizations.tenantAdded', values: { name } });
        }
        const body = readForm(visit.form, { name: text, isActive: flag });
        await visit.call('Partition_Update', { parameters: parametersOf(visit), body });
        return done(visit, tools, location, { key: 'console.saved' });
      },
      async (faults) => shown(visit, organization, faults),
    );
  },
};

function shown(visit: ConsoleVisit, organization: ShownOrganization, faults: Faults): ConsoleShown {
  const { t } = visit;
  const { id, name, isActive, creationTime, lastModificationTime } = organization;
  // `name` of a tenant that was refused stands beside its own field.
  const isTenant = visit.form.get('do') === 'tenant';
  const { name: refusedName, ...others } = faults;
  const tenantFaults = isTenant && refusedName ? { ...others, tenant: refusedName } : faults;
  const fields = typed(visit);
  const isChecked = fields.has('name') ? fields.get('isActive') === 'yes' : isActive;
  const edit = formOf(
    visit,
    html`${textField({ name: 'name', label: t('organizations.name'), hint: t('organizations.nameHint'), faults: isTenant ? others : faults, autocomplete: 'off', value: fields.get('name') ?? name })}
${checkField({ name: 'isActive', label: t('organizations.isActive'), hint: t('organizations.isActiveHint'), isChecked })}
<div class="buttons">${submit(t('organizations.save'))}</div>`,
  );
  const body = html`${faults['']?.map(badNote)}
${panel(
  t('organizations.edit'),
  html`${facts([
    [t('organizations.id'), html`<code>${id}</code>`],
    [t('organizations.made'), date(visit, Date.parse(creationTime))],
    [t('organizations.changed'), lastModificationTime && date(visit, Date.parse(lastModificationTime))],
  ])}${edit}`,
  linkButton(t('organizations.lookAt'), consoleUrl(visit, '', { organization: name })),
)}
${panel(t('organizations.tenants'), tenants(visit, organization, tenantFaults))}
${panel(
  t('organizations.delete'),
  isActive
    ? plainNote(t('organizations.deleteFirst'))
    : linkButton(t('organizations.delete'), consoleUrl(visit, `organizations/${id}/delete`), 'grave'),
)}`;
  return { title: name, body, trail: trailTo(visit), isRefused: faults !== noFaults };
}

function tenants(visit: ConsoleVisit, { id, tenants: all }: ShownOrganization, faults: Faults): Markup {
  const { t } = visit;
  const rows = table(visit, {
    caption: t('organizations.tenants'),
    rows: all,
    columns: [
      {
        label: t('organizations.tenant'),
        cell: (tenant) =>
          html`<a href="${consoleUrl(visit, `organizations/${id}/tenants/${tenant.id}`)}">${tenant.name}</a>`,
      },
      { label: t('organizations.made'), cell: ({ creationTime }) => date(visit, Date.parse(creationTime)) },
    ],
  });
  return html`${all.length > 0 ? rows : html`<p class="quiet">${t('organizations.noTenants')}</p>`}
${formOf(
  visit,
  html`${textField({ name: 'tenant', label: t('organizations.newTenant'), faults, autocomplete: 'off', value: typed(visit).get('tenant') ?? '' })}
<div class="buttons"><button class="button" type="submit" name="do" value="tenant">${t('organizations.addTenant')}</button></div>`,
)}`;
}

/** `{prefix}/web/admin/organizations/{id}/delete`: has its name written before it is deleted. */
export const deleteOrganizationPage: ConsolePage = {
  path: 'organizations/{id}/delete',
  area: 'organizations',
  isOfHost: true,
  show: async (visit) => question(visit, await loadOrganization(visit), noFaults),
  submit: async (visit, tools) => {
    const organization = await loadOrganization(visit);
    const { name } = organization;
    if ((visit.form.get('name') ?? '').trim() !== name) {
      return question(visit, organization, { name: [visit.t('organizations.deleteMismatch')] });
    }
    return await orFaults(
      visit,
      async () => {
        await visit.call('Partition_Delete', { parameters: parametersOf(visit) });
        return done(visit, tools, consoleUrl(visit, 'organizations'), {
          key: 'organizations.deleted',
          values: { name },
        });
      },
      async (faults) => question(visit, organization, faults),
    );
  },
};

function question(visit: ConsoleVisit, organization: ShownOrganization, faults: Faults): ConsoleShown {
  const { t } = visit;
  const { id, name } = organization;
  return confirmation(visit, {
    title: t('organizations.deleteTitle', { name }),
    text: t('organizations.deleteText'),
    button: t('organizations.delete'),
    ...{ back: urlOf(visit, id), trail: trailTo(visit, organization), faults },
    fields: textField({ name: 'name', label: t('organizations.deleteConfirm'), faults, autocomplete: 'off' }),
  });
}
