import { newId } from '../../../directory/identifier.ts';
import { type ConsoleAnswer, type ConsolePage, type ConsoleVisit, consoleUrl } from '../page.ts';
import { withNamedGroup } from '../person/group-field.ts';
import { checkRows } from './check.ts';
import { checkedView } from './checked-view.ts';
import { columnsView } from './columns-view.ts';
import { findGroups, mostGroups } from './groups.ts';
import { guessMapping, type Mapping, members, unusedOf } from './mapping.ts';
import { progressView, resultView } from './result-view.ts';
import { importNext } from './run.ts';
import { type ImportState, longestText, unpacked } from './state.ts';
import { type ImportTable, readTable } from './table.ts';
import { uploadView } from './upload-view.ts';
import type { ImportView } from './view.ts';

/**
 * `{prefix}/web/admin/import-people`: people from a file of CSV, step by step: the file, what its columns are, a look at what
 * would come of each row, and the import, a portion with each request.
 */
export const importPage: ConsolePage = {
  path: 'import-people',
  area: 'people',
  takesFiles: 'text',
  formLimit: 2 * 1024 * 1024,
  show: async (visit) => shown(visit, uploadView(visit)),
  submit: async (visit) => shown(visit, await step(visit)),
};

const shown = (visit: ConsoleVisit, view: ImportView): ConsoleAnswer => ({
  title: visit.t('import.title'),
  trail: [[visit.t('console.area.people'), consoleUrl(visit, 'people')]],
  ...view,
});

async function step(visit: ConsoleVisit): Promise<ImportView> {
  const { form } = visit;
  if (!form.has('state')) return await upload(visit);
  const sent = await unpacked(form.get('state') ?? '');
  const table = sent && (await readTable(sent.text));
  if (!sent || typeof table !== 'object') return uploadView(visit, 'lost');
  switch (form.get('step')) {
    case 'check':
      return await checkNamed(visit, sent, table);
    case 'import': {
      const groups = await findGroups(visit, sent.mapping, table.rows);
      if (!groups) return await tooManyGroups(visit, sent, table);
      const state = await importNext(visit, sent, table, groups);
      const isOver = state.position >= table.rows.length;
      return isOver ? await resultView(visit, state) : await progressView(visit, state, table.rows.length);
    }
    default:
      return await columnsView(visit, sent, table);
  }
}

/** With the group that is named on the page about the columns. */
async function checkNamed(visit: ConsoleVisit, state: ImportState, table: ImportTable): Promise<ImportView> {
  const named = await withNamedGroup(visit);
  if ('faults' in named) return await columnsView(visit, withChoices(visit, state, table), table, named.faults);
  return await check(visit, withChoices(named.sent, state, table), table);
}

async function upload(visit: ConsoleVisit): Promise<ImportView> {
  const text = visit.form.get('file') || visit.form.get('pasted') || '';
  if (text.length > longestText) return uploadView(visit, 'tooLong');
  const table = await readTable(text);
  if (typeof table === 'string') return uploadView(visit, table);
  const mapping = guessMapping(table.heads);
  const nothing = { id: newId(), groupIds: [], position: 0, made: 0, leftOut: [] };
  return await columnsView(visit, { text, mapping, isInvited: mapping.passwordHash === undefined, ...nothing }, table);
}

async function check(visit: ConsoleVisit, state: ImportState, table: ImportTable): Promise<ImportView> {
  const { userName, email } = state.mapping;
  if (userName === undefined && email === undefined) {
    return await columnsView(visit, state, table, { '': [visit.t('import.noNameColumn')] });
  }
  const groups = await findGroups(visit, state.mapping, table.rows);
  if (!groups) return await tooManyGroups(visit, state, table);
  const { people, leftOut } = await checkRows(visit, state, table.rows, groups);
  const joined = new Set(people.flatMap((one) => one.groups));
  return await checkedView(visit, state, {
    willBeMade: people.length,
    leftOut,
    groups: [...groups].flatMap(([key, group]) => (group.isLeftOut || joined.has(key) ? [group] : [])),
    unused: unusedOf(table.heads, state.mapping),
  });
}

const tooManyGroups = (visit: ConsoleVisit, state: ImportState, table: ImportTable): Promise<ImportView> =>
  columnsView(visit, state, table, { 'column-groups': [visit.t('import.tooManyGroups', { most: mostGroups })] });

/** What was chosen on the page about the columns. */
function withChoices({ form }: ConsoleVisit, state: ImportState, { heads }: ImportTable): ImportState {
  const chosen = members.flatMap((member) => {
    const text = form.get(`column-${member}`) ?? '';
    const index = Number(text);
    return /^\d{1,4}$/.test(text) && index < heads.length ? [[member, index] as const] : [];
  });
  const mapping: Mapping = Object.fromEntries(chosen);
  const groupIds = form.getAll('group').filter(Boolean);
  return { ...state, id: newId(), mapping, isInvited: form.get('how') !== 'create', groupIds };
}
