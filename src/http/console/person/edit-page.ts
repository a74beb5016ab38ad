import { type Faults, faultOf, formOf, noFaults, submit, submitOrCancel, textField } from '../../pages/fields.ts';
import { html } from '../../pages/markup.ts';
import { orFaults } from '../faults.ts';
import { areaField } from '../fields.ts';
import { textOf } from '../filled-field.ts';
import { lines, readForm, text, typed } from '../form-values.ts';
import { type ConsoleAnswer, type ConsolePage, type ConsoleVisit, done } from '../page.ts';
import { attributesOf, loadPerson, nameOf, type Person } from './data.ts';
import { personUrl, trailOf } from './frame.ts';

const members = ['displayName', 'name', 'surname', 'email'] as const;

/** `{prefix}/web/admin/people/{id}/edit`: the profile, and further attributes, one a line. What does not fit on a line stays as it is. */
export const editPage: ConsolePage = {
  path: 'people/{id}/edit',
  area: 'people',
  keeps: [...members, 'attributes'],
  filled: {
    fields: async (visit) => {
      const person = await loadPerson(visit);
      const attributes = textOf('attributes', visit.t('person.attributes'), await attributeLines(visit, person));
      return [...members.map((name) => textOf(name, visit.t(`person.${name}`), person[name])), attributes];
    },
    // The old address would be there again, but no longer confirmed.
    undo: (_, changed) => (changed.includes('email') ? undefined : []),
  },
  show: (visit) => page(visit, noFaults),
  submit: (visit, tools) =>
    orFaults(
      visit,
      async () => {
        const person = await loadPerson(visit);
        const given = readForm(visit.form, { displayName: text, name: text, surname: text, email: text });
        const shown = attributesIn(lines([await attributeLines(visit, person)]));
        const wanted = attributesIn(lines(visit.form.getAll('attributes')));
        const changed = [...wanted].filter(([name, value]) => shown.get(name) !== value);
        const body = {
          ...given,
          extensionUserAttributesToAddOrUpdate: Object.fromEntries(changed),
          extensionUserAttributesToRemove: [...shown.keys()].filter((name) => !wanted.has(name)),
        };
        await visit.call('User_Update', { parameters: { userId: person.id }, body });
        return done(visit, tools, personUrl(visit, person), { key: 'console.saved' });
      },
      (faults) => page(visit, faults),
    ),
};

async function attributeLines(visit: ConsoleVisit, person: Person): Promise<string> {
  const attributes = Object.entries(await attributesOf(visit, person));
  return attributes.flatMap(([name, value]) => lineOf(name, value) ?? []).join('\n');
}

/** Undefined where something else would be read from it. */
function lineOf(name: string, value: string): string | undefined {
  const line = `${name}: ${value}`;
  return !/[\r\n]/.test(line) && attributesIn([line]).has(name) ? line : undefined;
}

/** `name: value`, or a name alone. */
const attributesIn = (all: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    all.map((line) => {
      const end = line.indexOf(':');
      return end < 0 ? [line, ''] : [line.slice(0, end).trim(), line.slice(end + 1).trim()];
    }),
  );

async function page(visit: ConsoleVisit, faults: Faults): Promise<ConsoleAnswer> {
  const { t } = visit;
  const person = await loadPerson(visit);
  const kept = typed(visit);
  const valueIn = (name: (typeof members)[number]) => kept.get(name) ?? person[name] ?? '';
  const fields = members.map((name, index) =>
    textField({
      ...{ name, label: t(`person.${name}`), faults, autocomplete: 'off', value: valueIn(name), isOptional: true },
      ...(name === 'email' ? { type: 'email' as const, hint: t('person.emailHint') } : {}),
      isFirst: index === 0,
    }),
  );
  const more = areaField({
    ...{ name: 'attributes', label: t('person.attributes'), hint: t('person.attributesHint'), faults },
    ...{ value: kept.get('attributes') ?? (await attributeLines(visit, person)), isOptional: true },
  });
  const body = html`<section class="panel narrow">${formOf(
    visit,
    html`${faultOf('', faults)}${fields}${more}
${submitOrCancel(t, submit(t('person.save')), personUrl(visit, person))}`,
  )}</section>`;
  const title = t('person.editTitle', { name: nameOf(person) });
  return { title, body, trail: trailOf(visit, person), isRefused: faults !== noFaults };
}
