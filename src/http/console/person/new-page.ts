import type { Wire } from '../../../operation/answer-shape.ts';
import type { BulkCreateResponse } from '../../api/user-creation.ts';
import { type Faults, faultOf, formOf, noFaults, submit, submitOrCancel, textField } from '../../pages/fields.ts';
import { html } from '../../pages/markup.ts';
import { orFaults } from '../faults.ts';
import { choicesField } from '../fields.ts';
import { readForm, text, textOrNull, texts, typed } from '../form-values.ts';
import { canMail } from '../mail/can-mail.ts';
import {
  type ConsoleAnswer,
  type ConsolePage,
  type ConsoleTools,
  type ConsoleVisit,
  consoleUrl,
  done,
} from '../page.ts';
import { groupOffer } from './data.ts';
import { personUrl, trailOf } from './frame.ts';
import { moreGroupsField, withNamedGroup } from './group-field.ts';

/** Who has no address has a user name, and gets the first password from somebody. */
const hints = { email: 'newEmailHint', userName: 'userNameHint' } as const;
const members = ['email', 'userName', 'name', 'surname', 'displayName'] as const;

/** `{prefix}/web/admin/new-person`: one person, who is invited by mail or gets a password from somebody. */
export const newPage: ConsolePage = {
  path: 'new-person',
  area: 'people',
  keeps: [...members, 'how', 'group', 'groupName'],
  show: (visit) => page(visit, noFaults),
  submit: async (visit, tools) => {
    const faults = missing(visit);
    if (faults) return await page(visit, faults);
    const named = await withNamedGroup(visit);
    return 'faults' in named ? await page(visit, named.faults) : await add(named.sent, tools);
  },
};

/** The operation would name places in a list. */
function missing({ form, t }: ConsoleVisit): Faults | undefined {
  if (form.get('email')?.trim()) return undefined;
  if (form.get('how') !== 'create') return { email: [t('person.inviteNeedsEmail')] };
  return form.get('userName')?.trim() ? undefined : { userName: [t('field.required')] };
}

const add = (visit: ConsoleVisit, tools: ConsoleTools): Promise<ConsoleAnswer> =>
  orFaults(
    visit,
    async () => {
      const { form, organization } = visit;
      const isInvited = form.get('how') !== 'create';
      const user = readForm(form, {
        ...{ email: textOrNull, userName: textOrNull, name: text, surname: text, displayName: text },
      });
      const body = { partitionGlobalId: organization.id, users: [user], groupIDs: texts(form.getAll('group')) };
      const operation = isInvited ? 'User_InviteUsers' : 'User_CreateUsers';
      const { users } = await visit.call<Wire<typeof BulkCreateResponse>>(operation, { body });
      const [made] = users;
      const { displayName, userName, email } = user;
      const values = { name: displayName || userName || email || '', email: email ?? '' };
      const outcome = isInvited ? ((await canMail(visit)) ? 'invite' : 'inviteWaits') : 'create';
      const said = { key: `person.done.${outcome}`, values } as const;
      const path = isInvited ? '' : '/password';
      return done(visit, tools, made ? personUrl(visit, made, path) : consoleUrl(visit, 'people'), said);
    },
    (faults) => page(visit, besideFields(faults)),
  );

/** Bulk creation names members with their place in its list: `Users[0].Email`. */
function besideFields(faults: Faults): Faults {
  const named = (faults[''] ?? []).map((fault) => /^users: (.*)$/is.exec(fault)?.[1] ?? fault);
  return named.length > 0 ? { ...faults, '': named } : faults;
}

async function page(visit: ConsoleVisit, faults: Faults): Promise<ConsoleAnswer> {
  const { t } = visit;
  const kept = typed(visit);
  const fields = members.map((name, index) =>
    textField({
      ...{ name, label: t(`person.${name}`), faults, autocomplete: 'off', value: kept.get(name) ?? '' },
      ...{ isOptional: true, ...(name === 'email' && { type: 'email' as const }) },
      ...((name === 'email' || name === 'userName') && { hint: t(`person.${hints[name]}`) }),
      isFirst: index === 0,
    }),
  );
  const how = choicesField({
    ...{ name: 'how', label: t('person.how'), faults, isOne: true, chosen: [kept.get('how') ?? 'invite'] },
    choices: (['invite', 'create'] as const).map((value) => ({
      ...{ value, text: t(`person.how.${value}`), hint: t(`person.how.${value}Hint`) },
    })),
  });
  const offer = await groupOffer(visit);
  const { choices } = offer;
  const groups = html`${choices.length > 0 && choicesField({ name: 'group', label: t('person.groups'), faults, choices, chosen: kept.getAll('group') })}
${moreGroupsField(visit, offer, faults)}`;
  const body = html`<section class="panel narrow">${formOf(
    visit,
    html`${faultOf('', faults)}${fields}${how}${groups}
${submitOrCancel(t, submit(t('person.addButton')), consoleUrl(visit, 'people'))}`,
  )}</section>`;
  return { title: t('person.newTitle'), body, trail: trailOf(visit), isRefused: faults !== noFaults };
}
