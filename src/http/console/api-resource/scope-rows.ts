import { html, type Markup } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../page.ts';

/** A scope as a row of a form has it. */
export interface ScopeRow {
  readonly name: string;
  readonly displayName: string;
  readonly description: string | null;
  readonly type: string;
}

/** The fields of a row. Each is there once for every row, so that the first of them belong together, and so on. */
export const scopeRowFields = ['scopeName', 'scopeDisplayName', 'scopeDescription', 'scopeType'] as const;

/** Rows that are still empty when a page is opened: the next ones come with a button, scripts or not. */
const spare = 3;

/** Who may use a scope. */
const types = ['both', 'user', 'application'] as const;

export function rowsOf(fields: URLSearchParams): readonly ScopeRow[] {
  const [names = [], displayNames = [], descriptions = [], kinds = []] = scopeRowFields.map((name) =>
    fields.getAll(name),
  );
  return names
    .map((name, index) => ({
      ...{ name: name.trim(), displayName: displayNames[index]?.trim() ?? '' },
      ...{ description: descriptions[index]?.trim() || null, type: kinds[index] ?? types[0] },
    }))
    .filter(({ name, displayName, description }) => name !== '' || displayName !== '' || description !== null);
}

/** As the body of an operation has them. What is emptied is gone. */
export const readScopeRows = (form: URLSearchParams) =>
  rowsOf(form).map(({ displayName, ...row }) => ({ ...row, displayName: displayName || null }));

/** A row for every scope, and some for those to come. */
export function scopeRows(visit: ConsoleVisit, scopes: readonly ScopeRow[]): Markup {
  const { t } = visit;
  const empty: ScopeRow = { name: '', displayName: '', description: null, type: types[0] };
  const rows = [...scopes, ...Array.from({ length: spare }, () => empty)];
  return html`${rows.map((row, index) => fieldsOf(visit, row, index))}
<div class="buttons"><button class="button" type="submit" name="more" value="yes" formnovalidate>${t('console.resource.moreScopes')}</button></div>`;
}

function fieldsOf({ t }: ConsoleVisit, row: ScopeRow, index: number): Markup {
  const number = index + 1;
  const input = (name: (typeof scopeRowFields)[number], value: string, label: string) =>
    html`<div class="field"><label for="${name}-${index}">${label}</label><input id="${name}-${index}" name="${name}" value="${value}" autocomplete="off" autocapitalize="none" spellcheck="false"></div>`;
  const shown = row.displayName === row.name ? '' : row.displayName;
  return html`<fieldset class="scope-row"><legend>${t('console.resource.scopeNumber', { number })}</legend>
${input('scopeName', row.name, t('console.resource.scopeName'))}
${input('scopeDisplayName', shown, t('console.resource.displayName'))}
${input('scopeDescription', row.description ?? '', t('console.resource.scopeDescription'))}
<div class="field"><label for="scopeType-${index}">${t('console.resource.scopeType')}</label><select id="scopeType-${index}" name="scopeType">${types.map(
    (type) =>
      html`<option value="${type}"${type === row.type && html` selected`}>${t(`console.resource.type.${type}`)}</option>`,
  )}</select></div></fieldset>`;
}
