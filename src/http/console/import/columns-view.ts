import { choiceButton, type Faults, faultOf, noFaults } from '../../pages/fields.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { choicesField, selectField } from '../fields.ts';
import type { ConsoleVisit } from '../page.ts';
import { panel } from '../panels.ts';
import { groupOffer } from '../person/data.ts';
import { moreGroupsField } from '../person/group-field.ts';
import { table } from '../table.ts';
import { type Member, members } from './mapping.ts';
import type { ImportState } from './state.ts';
import { stepForm } from './step-form.ts';
import type { ImportRow, ImportTable } from './table.ts';
import type { ImportView } from './view.ts';

/** Rows that show what is in the file. */
const previewed = 5;

/** What the file has, and which of its columns is what of a person. */
export async function columnsView(
  visit: ConsoleVisit,
  state: ImportState,
  file: ImportTable,
  faults: Faults = noFaults,
): Promise<ImportView> {
  const { t } = visit;
  const none = { value: '', text: t('import.noColumn') };
  const choices = [none, ...file.heads.map((text, index) => ({ value: String(index), text: text || `${index + 1}` }))];
  const columns = members.map((member) => columnField(visit, member, choices, state, faults));
  const how = choicesField({
    ...{ name: 'how', label: t('person.how'), faults, isOne: true, chosen: [state.isInvited ? 'invite' : 'create'] },
    choices: (['invite', 'create'] as const).map((value) => ({
      ...{ value, text: t(`person.how.${value}`), hint: t(`import.how.${value}Hint`) },
    })),
  });
  const offer = await groupOffer(visit, { chosen: state.groupIds });
  const { choices: groups } = offer;
  const group =
    groups.length > 0 &&
    choicesField({ name: 'group', label: t('import.groups'), faults, choices: groups, chosen: state.groupIds });
  const content = html`${faultOf('', faults)}${columns}${how}${group}${moreGroupsField(visit, offer, faults)}
<div class="buttons">${choiceButton('step', 'check', t('import.check'), 'first')}</div>`;
  const body = html`${panel(t('import.preview', { count: file.rows.length }), preview(visit, file))}
${panel(t('import.columns'), await stepForm(visit, state, content))}`;
  return { body, isRefused: faults !== noFaults };
}

const columnField = (
  { t }: ConsoleVisit,
  member: Member,
  choices: Parameters<typeof selectField>[0]['choices'],
  { mapping }: ImportState,
  faults: Faults,
): Markup =>
  selectField({
    ...{ name: `column-${member}`, label: t(`import.member.${member}`), faults, choices },
    value: String(mapping[member] ?? ''),
  });

function preview(visit: ConsoleVisit, { heads, rows }: ImportTable): Markup {
  const columns = [
    { label: visit.t('import.line'), cell: ({ line }: ImportRow) => line },
    ...heads.map((label, index) => ({
      label: label || `${index + 1}`,
      cell: ({ cells }: ImportRow) => cells?.[index]?.slice(0, 80),
    })),
  ];
  return table(visit, { caption: visit.t('import.columns'), columns, rows: rows.slice(0, previewed) });
}
