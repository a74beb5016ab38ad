import { longestOverlapHours, usualOverlapHours } from '../../../directory/application/rotate-secret.ts';
import { date } from '../../pages/date-time.ts';
import {
  cursorIfFirst,
  type Faults,
  faultOf,
  formOf,
  noFaults,
  submit,
  submitOrCancel,
  textField,
} from '../../pages/fields.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { confirmation } from '../confirmation.ts';
import { orFaults } from '../faults.ts';
import { selectField } from '../fields.ts';
import { text, textOrNull, typed } from '../form-values.ts';
import { type ConsoleAnswer, type ConsolePage, type ConsoleTools, type ConsoleVisit, done } from '../page.ts';
import { type ClientAnswer, loadClient } from './dto.ts';
import { isOver, loadSecrets, type SecretAnswer, secretName } from './secret-panel.ts';
import { applicationTrail, applicationUrl } from './urls.ts';

const all = 'all';

/** `applications/{id}/secrets/new`: one more, or one in place of others, which stay good for a while. */
export const newSecretPage: ConsolePage = {
  path: 'applications/{id}/secrets/new',
  area: 'applications',
  keeps: ['description', 'expiryTime', 'replaces', 'overlapHours'],
  show: async (visit) => await page(visit, noFaults),
  submit: async (visit, tools) => await make(visit, tools),
};

async function make(visit: ConsoleVisit, tools: ConsoleTools): Promise<ConsoleAnswer> {
  const { form } = visit;
  return await orFaults(
    visit,
    async () => {
      const { id: clientId } = await loadClient(visit, visit.parameters.id ?? '');
      const day = text(form.getAll('expiryTime'));
      const wish = {
        clientId,
        description: textOrNull(form.getAll('description')),
        // What is no day is passed on: the operation says so.
        expiryTime: day === '' ? null : /^\d{4}-\d\d-\d\d$/.test(day) ? `${day}T00:00:00Z` : day,
      };
      const replaces = text(form.getAll('replaces'));
      const rotation = {
        overlapHours: Number(form.get('overlapHours')),
        secretId: replaces === all ? null : Number(replaces),
      };
      const made =
        replaces === ''
          ? await visit.call<Made>('ExternalClient_GenerateSecret', { body: wish })
          : await visit.call<Made>('ExternalClient_RotateSecret', { body: { ...wish, ...rotation } });
      const said = replaces === '' ? 'console.application.secretAdded' : 'console.application.secretReplaced';
      const shown = { label: 'console.application.secretMade', value: made.secret } as const;
      return done(visit, tools, applicationUrl(visit, clientId), { key: said }, { secret: shown });
    },
    (faults) => page(visit, faults),
  );
}

interface Made {
  readonly secret: string;
}

async function page(visit: ConsoleVisit, faults: Faults): Promise<ConsoleAnswer> {
  const { t, query } = visit;
  const client = await loadClient(visit, visit.parameters.id ?? '');
  const good = (await loadSecrets(visit, client)).filter((one) => !isOver(visit, one));
  const value = (name: string) => typed(visit).get(name) ?? undefined;
  const content = html`${faultOf('', faults)}
${textField({
  ...{ name: 'description', label: t('console.application.secretFor'), faults, autocomplete: 'off', isOptional: true },
  ...{ value: value('description'), hint: t('console.application.secretForHint'), isFirst: true },
})}
${endField(visit, value('expiryTime'), faults)}
${good.length > 0 && replacedFields(visit, good, value('replaces') ?? query.get('replaces') ?? '', faults)}
${submitOrCancel(t, submit(t('console.application.makeSecret')), applicationUrl(visit, client.id))}`;
  return {
    title: t('console.application.newSecretOf', { name: client.name }),
    body: html`<section class="panel narrow">${formOf(visit, content)}</section>`,
    trail: applicationTrail(visit, client),
    isRefused: Object.keys(faults).length > 0,
  };
}

const dayMs = 24 * 60 * 60_000;
const usualDays = 365;

/** A day of the calendar, which every browser has a field for. */
function endField({ t, now }: ConsoleVisit, value: string | undefined, faults: Faults): Markup {
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  const isFaulty = 'expiryTime' in faults;
  return html`<div class="field"><label for="expiryTime">${t('console.application.endsOn')}</label>
<p class="hint" id="expiryTime-hint">${t('console.application.endsOnHint')}</p>
<input id="expiryTime" name="expiryTime" type="date" value="${value ?? day(now + usualDays * dayMs)}" min="${day(now + dayMs)}"${isFaulty && html` aria-invalid="true"`}${cursorIfFirst('expiryTime', faults)} aria-describedby="expiryTime-hint${isFaulty && ' expiryTime-fault'}">
${faultOf('expiryTime', faults)}</div>`;
}

/** From at once to as long as the operation takes. */
const overlaps = [0, 1, 24, 48, 168, 720, longestOverlapHours] as const;

function replacedFields(visit: ConsoleVisit, good: readonly SecretAnswer[], chosen: string, faults: Faults): Markup {
  const { t } = visit;
  const each = good.map((one) => ({ value: String(one.id), text: secretName(visit, one) }));
  const every = good.length > 1 ? [{ value: all, text: t('console.application.replacesAll') }] : [];
  return html`${selectField({
    ...{
      name: 'replaces',
      label: t('console.application.replaces'),
      hint: t('console.application.replacesHint'),
      faults,
    },
    choices: [{ value: '', text: t('console.application.replacesNone') }, ...each, ...every],
    value: chosen,
  })}
${selectField({
  ...{
    name: 'overlapHours',
    label: t('console.application.overlap'),
    hint: t('console.application.overlapHint'),
    faults,
  },
  choices: overlaps.map((hours) => ({ value: String(hours), text: t(`console.application.overlap.${hours}`) })),
  value: typed(visit).get('overlapHours') ?? String(usualOverlapHours),
})}`;
}

/** `applications/{id}/secrets/{secretId}/delete`: asks before a secret ends at once. */
export const deleteSecretPage: ConsolePage = {
  path: 'applications/{id}/secrets/{secretId}/delete',
  area: 'applications',
  show: async (visit) => await deletionPage(visit, noFaults),
  submit: async (visit, tools) => {
    return await orFaults(
      visit,
      async () => {
        const { client, secret } = await loadSecret(visit);
        const back = applicationUrl(visit, client.id);
        if (!secret) return { location: back };
        const parameters = { partitionGlobalId: visit.organization.id, secretId: String(secret.id) };
        await visit.call('ExternalClient_DeleteSecret', { parameters });
        return done(visit, tools, back, { key: 'console.application.secretDeleted' });
      },
      (faults) => deletionPage(visit, faults),
    );
  },
};

/** The secret that the address names, if it is one of this application. */
async function loadSecret(visit: ConsoleVisit): Promise<{ client: ClientAnswer; secret: SecretAnswer | undefined }> {
  const { id: clientId = '', secretId } = visit.parameters;
  const client: ClientAnswer = await loadClient(visit, clientId);
  const secret = (await loadSecrets(visit, client)).find(({ id }) => String(id) === secretId);
  return { client, secret };
}

async function deletionPage(visit: ConsoleVisit, faults: Faults): Promise<ConsoleAnswer> {
  const { t } = visit;
  const { client, secret } = await loadSecret(visit);
  const back = applicationUrl(visit, client.id);
  if (!secret) return { location: back };
  const used = secret.lastUsedTime;
  return confirmation(visit, {
    title: t('console.application.deleteSecret', { secret: secretName(visit, secret), name: client.name }),
    text: html`<p>${t('console.application.deleteSecretText')}</p>
<p>${t('console.application.lastUsed')}: ${used === null ? t('page.never') : date(visit, Date.parse(used))}</p>`,
    button: t('console.application.deleteSecretButton'),
    ...{ back, faults, trail: applicationTrail(visit, client) },
  });
}
