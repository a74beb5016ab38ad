import { accessTokenTypes } from '../../../directory/api-resource.ts';
import { notFound } from '../../../errors.ts';
import { type Faults, faultOf, formOf, noFaults, submit, submitOrCancel, textField } from '../../pages/fields.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { loadResources, type ResourceAnswer } from '../application/dto.ts';
import { orFaults } from '../faults.ts';
import { areaField, selectField } from '../fields.ts';
import { textOf } from '../filled-field.ts';
import { readForm, text, textOrNull, typed } from '../form-values.ts';
import {
  type ConsoleAnswer,
  type ConsolePage,
  type ConsoleTools,
  type ConsoleVisit,
  consoleUrl,
  done,
  type FilledField,
} from '../page.ts';
import { linkButton } from '../panels.ts';
import { readScopeRows, rowsOf, type ScopeRow, scopeRowFields, scopeRows } from './scope-rows.ts';

const keeps = ['name', 'displayName', 'description', 'accessTokenType', ...scopeRowFields] as const;

/** The four of each of 500 scopes, as many as a resource may have, and the others: with whatever the operation takes, also while it waits for a proof. */
const limits = { fieldLimit: 2100, formLimit: 1024 * 1024 };

/** `api-resources/new`: an API that applications can be given scopes of. */
export const newPage: ConsolePage = {
  path: 'api-resources/new',
  area: 'apiResources',
  ...{ keeps, ...limits },
  show: async (visit) => page(visit, undefined, noFaults),
  submit: async (visit, tools) => await save(visit, tools, undefined),
};

/** `api-resources/edit?name=…`: everything but its name. A name may have any letter, so it is no part of a path. */
export const resourcePage: ConsolePage = {
  path: 'api-resources/edit',
  area: 'apiResources',
  ...{ keeps, ...limits },
  filled: {
    fields: async (visit) => fieldsOf(visit, await load(visit)),
    stores: (form) => !form.has('more'),
    // A scope that was deleted has been taken from the applications that had it.
    undo: (form, changed) => (changed.includes('scopes') ? undefined : sentRows(form)),
  },
  show: async (visit) => page(visit, await load(visit), noFaults),
  submit: async (visit, tools) => await save(visit, tools, await load(visit)),
};

const sentRows = (form: URLSearchParams) =>
  scopeRowFields.flatMap((name) => form.getAll(name).map((value) => [name, value] as const));

const fieldsOf = ({ t }: ConsoleVisit, resource: ResourceAnswer): readonly FilledField[] => [
  textOf('displayName', t('console.resource.displayName'), resource.displayName),
  textOf('description', t('console.resource.description'), resource.description),
  textOf('accessTokenType', t('console.resource.tokenType'), resource.accessTokenType),
  {
    ...{ name: 'scopes', label: t('console.resource.scopes'), values: scopeLines(resource.scopes) },
    sent: (form) => scopeLines(rowsOf(form)),
  },
];

const scopeLines = (rows: readonly ScopeRow[]): readonly string[] =>
  rows.map(({ name, displayName, description, type }) => {
    const about = [displayName === name ? '' : displayName, description, type].filter(Boolean);
    return `${name} (${about.join(', ')})`;
  });

/** @throws GatehouseError NotFound. */
export async function load(visit: ConsoleVisit): Promise<ResourceAnswer> {
  const found = (await loadResources(visit)).find(({ name }) => name === visit.query.get('name'));
  if (!found) throw notFound('The resource was not found.');
  return found;
}

async function save(
  visit: ConsoleVisit,
  tools: ConsoleTools,
  before: ResourceAnswer | undefined,
): Promise<ConsoleAnswer> {
  const { form, organization } = visit;
  if (form.has('more')) return page(visit, before, noFaults);
  return await orFaults(
    visit,
    async () => {
      const said = readForm(form, { displayName: textOrNull, description: textOrNull, accessTokenType: text });
      const body = { partitionGlobalId: organization.id, ...said, scopes: readScopeRows(form) };
      const query = { partitionGlobalId: organization.id };
      const name = before?.name ?? text(form.getAll('name'));
      if (before) await visit.call('ExternalApiResource_Update', { parameters: { name }, query, body });
      else await visit.call('ExternalApiResource_Create', { body: { name, ...body } });
      const key = before ? 'console.saved' : 'console.resource.made';
      return done(visit, tools, consoleUrl(visit, 'api-resources'), { key, values: { name } });
    },
    async (faults) => page(visit, before, faults),
  );
}

function page(visit: ConsoleVisit, before: ResourceAnswer | undefined, faults: Faults): ConsoleAnswer {
  const { t } = visit;
  const fields = typed(visit);
  const isTyped = fields.has('displayName');
  const value = (name: 'displayName' | 'description' | 'accessTokenType') =>
    (isTyped ? fields.get(name) : before?.[name]) ?? '';
  const content = html`${faultOf('', faults)}
${before ? undefined : nameField(visit, faults)}
${textField({
  ...{ name: 'displayName', label: t('console.resource.displayName'), faults, autocomplete: 'off', isOptional: true },
  ...{ value: value('displayName'), hint: t('console.resource.displayNameHint') },
})}
${areaField({ name: 'description', label: t('console.resource.description'), value: value('description'), faults, isOptional: true, rows: 2 })}
<h2>${t('console.resource.scopes')}</h2><p class="hint">${t('console.resource.scopesText')}</p>
${faultOf('Scopes', faults)}
${scopeRows(visit, isTyped ? rowsOf(fields) : (before?.scopes ?? []))}
${selectField({
  ...{
    name: 'accessTokenType',
    label: t('console.resource.tokenType'),
    hint: t('console.resource.tokenTypeHint'),
    faults,
  },
  choices: accessTokenTypes.map((type) => ({ value: type, text: type })),
  value: value('accessTokenType') || accessTokenTypes[0],
})}
${submitOrCancel(t, submit(t(before ? 'page.save' : 'console.create')), consoleUrl(visit, 'api-resources'))}`;
  const remove =
    before &&
    linkButton(t('console.delete'), consoleUrl(visit, 'api-resources/delete', { name: before.name }), 'grave');
  return {
    title: before?.displayName ?? t('console.resource.new'),
    body: html`<section class="panel">${before && html`<p><code>${before.name}</code></p>`}${formOf(visit, content)}</section>`,
    trail: [[t('console.area.apiResources'), consoleUrl(visit, 'api-resources')]],
    ...(remove && { actions: remove }),
    isRefused: Object.keys(faults).length > 0,
  };
}

const nameField = (visit: ConsoleVisit, faults: Faults): Markup =>
  textField({
    ...{ name: 'name', label: visit.t('console.resource.name'), faults, autocomplete: 'off', isFirst: true },
    ...{ value: typed(visit).get('name') ?? '', hint: visit.t('console.resource.nameHint') },
  });
