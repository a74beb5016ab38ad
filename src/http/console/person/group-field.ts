import { everyoneGroupId } from '../../../directory/group.ts';
import { type Faults, faultOf, noFaults, textField } from '../../pages/fields.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { selectField } from '../fields.ts';
import { typed } from '../form-values.ts';
import type { ConsoleVisit } from '../page.ts';
import { type GroupOffer, groupCalled } from './data.ts';

interface GroupFieldOptions {
  readonly label: string;
  readonly offer: GroupOffer;
  readonly faults?: Faults;
}

/** One group: of a list, or by its name where there are more than the list could have. */
export function groupField(visit: ConsoleVisit, { label, offer, faults = noFaults }: GroupFieldOptions): Markup {
  if (offer.isCut) return groupNameField(visit, { label, offer, faults });
  return selectField({ name: 'group', label, faults, choices: offer.choices, value: typed(visit).get('group') });
}

/** A group by its name. Browsers suggest those of the list while it is typed. */
function groupNameField(
  visit: ConsoleVisit,
  { label, offer: { choices }, faults = noFaults }: GroupFieldOptions,
): Markup {
  const field = textField({
    ...{ name: 'groupName', label, faults, autocomplete: 'off', isOptional: true },
    ...{ hint: visit.t('person.groupNameHint'), value: typed(visit).get('groupName') ?? '' },
    list: 'groups-to-choose',
  });
  return html`${field}<datalist id="groups-to-choose">${choices.map(({ text }) => html`<option value="${text}">`)}</datalist>${faultOf('group', faults)}`;
}

/** The same form, in which a group that is named is chosen; or what is wrong with the name. Everyone is not offered either. */
export async function withNamedGroup(
  visit: ConsoleVisit,
  field = 'group',
): Promise<{ readonly sent: ConsoleVisit } | { readonly faults: Faults }> {
  const { t } = visit;
  const name = visit.form.get('groupName')?.trim() ?? '';
  if (name === '') return { sent: visit };
  const group = await groupCalled(visit, name);
  if (group?.value === everyoneGroupId) return { faults: { groupName: [t('refusal.group.everyone')] } };
  if (!group) return { faults: { groupName: [t('person.noSuchGroup', { name })] } };
  const form = new URLSearchParams(visit.form);
  form.append(field, group.value);
  form.delete('groupName');
  return { sent: { ...visit, form } };
}

/** Of a page with boxes: a group that is named becomes one of them, and nothing is stored yet. Undefined where none is named. */
export async function boxOfNamedGroup<Answer>(
  visit: ConsoleVisit,
  field: string,
  show: (visit: ConsoleVisit, faults: Faults) => Promise<Answer>,
): Promise<Answer | undefined> {
  const named = await withNamedGroup(visit, field);
  if ('faults' in named) return await show(visit, named.faults);
  return named.sent === visit ? undefined : await show(named.sent, noFaults);
}

/** Beside boxes that cannot be all: names a group that is to be one. */
export const moreGroupsField = (visit: ConsoleVisit, offer: GroupOffer, faults: Faults): Markup | false =>
  offer.isCut && groupNameField(visit, { label: visit.t('person.anotherGroup'), offer, faults });
