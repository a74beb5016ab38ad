import { amrOf } from '../../directory/authentication.ts';
import { textProblem } from '../../directory/name.ts';
import { signedIn } from '../../directory/permission/actor.ts';
import { isUsable } from '../../directory/permission/usable-scopes.ts';
import { permitVisitor } from '../../directory/permission.ts';
import { issuePersonalAccessToken } from '../../directory/personal-access-token/issue.ts';
import {
  maxDescriptionLength,
  type PersonalAccessTokenRules,
  personalAccessTokenRules,
} from '../../directory/personal-access-token.ts';
import { countOfDays } from './date-time.ts';
import { type Faults, faultOf, formOf, noFaults, submit, submitOrCancel, textField } from './fields.ts';
import { html, type Markup } from './markup.ts';
import { badNote } from './notice.ts';
import { memberPage, type PageTools } from './page.ts';
import { offeredScopes, scopeWords } from './scope-words.ts';
import { type MemberVisit, type PageAnswer, pageUrl } from './visit.ts';

/** `{prefix}/web/new-token`: what a new access token is for, what it may do and how long it lives. */
export const newTokenPage = memberPage({
  path: 'new-token',
  keeps: ['description', 'scope', 'days'],
  isGuarded: true,
  show: async (visit, tools) => page(visit, await offerTo(visit, tools), noFaults),
  submit: async (visit, tools) => {
    const { user, session, form, response, traceId, clientIp, now } = visit;
    const offer = await offerTo(visit, tools);
    const faults = await formFaults(visit, tools, offer);
    if (Object.keys(faults).length > 0) return page(visit, offer, faults);
    const request = {
      permitted: permitVisitor(user, 'personalAccessToken.create', {
        ...{ at: session.provedAt, amr: amrOf(session.methods) },
      }),
      ...{ at: now, traceId, clientIp },
      description: form.get('description')?.trim() ?? '',
      scopes: form.getAll('scope'),
      expiresAt: now + Number(form.get('days')) * dayMs,
    };
    const { value } = await issuePersonalAccessToken(tools.store, request);
    tools.notices.put(response, { kind: 'tokenCreated', value });
    return { location: pageUrl(visit, 'tokens') };
  },
});

const dayMs = 24 * 60 * 60_000;

/** What this person can choose from. */
interface Offer {
  readonly rules: PersonalAccessTokenRules;
  readonly scopes: readonly string[];
}

async function offerTo({ user, isAdministrator }: MemberVisit, { store }: PageTools): Promise<Offer> {
  const person = signedIn(user, isAdministrator);
  const rules = personalAccessTokenRules(await store.settings.inForce(user.organizationId));
  return { rules, scopes: offeredScopes.filter((scope) => isUsable(person, scope)) };
}

async function formFaults(visit: MemberVisit, { store }: PageTools, { rules, scopes }: Offer): Promise<Faults> {
  const { t, form, user, now } = visit;
  const description = form.get('description')?.trim() ?? '';
  const isKnown = form.getAll('scope').every((scope) => scopes.includes(scope));
  const isFull = (await store.personalAccessTokens.countLiving(user, now)) >= rules.maxTokens;
  const faults = {
    description: descriptionFault(visit, description),
    scope: (!form.has('scope') || !isKnown) && t('tokens.noScope'),
    days: !lifetimes(rules).includes(Number(form.get('days'))) && t('field.required'),
    '': isFull && t('tokens.tooMany', { limit: rules.maxTokens }),
  };
  return Object.fromEntries(Object.entries(faults).flatMap(([name, text]) => (text ? [[name, [text]]] : [])));
}

function descriptionFault({ t }: MemberVisit, description: string): string | false {
  if (description === '') return t('field.required');
  if (description.length > maxDescriptionLength) return t('field.tooLong', { limit: maxDescriptionLength });
  return textProblem(description) !== undefined && t('field.invisible');
}

const lifetimes = ({ maxDays }: PersonalAccessTokenRules): readonly number[] => {
  const shorter = [7, 30, 90, 180, 360].filter((days) => days <= maxDays);
  return shorter.length > 0 ? shorter : [maxDays];
};

function page(visit: MemberVisit, offer: Offer, faults: Faults): PageAnswer {
  const { t } = visit;
  const body = html`<section class="panel narrow">
${offer.rules.isEnabled ? newTokenForm(visit, offer, faults) : html`<p>${t('tokens.disabled')}</p>`}
</section>`;
  const isRefused = Object.keys(faults).length > 0;
  return { title: t('tokens.new'), body, menu: 'tokens', isRefused, status: isRefused ? 400 : 200 };
}

function newTokenForm(visit: MemberVisit, offer: Offer, faults: Faults): Markup {
  const { t } = visit;
  const form = filledIn(visit);
  return formOf(
    visit,
    html`${faults['']?.map(badNote)}
${textField({ name: 'description', label: t('tokens.description'), faults, autocomplete: 'off', value: form.get('description') ?? '', isFirst: true })}
${scopeChoices(visit, offer, faults)}
${lifetimeChoice(visit, offer, faults)}
${submitOrCancel(t, submit(t('tokens.create')), pageUrl(visit, 'tokens'))}`,
  );
}

/** What was filled in before the person had to sign in again comes back with the address. */
const filledIn = ({ form, query }: MemberVisit): URLSearchParams => (form.size > 0 ? form : query);

function scopeChoices(visit: MemberVisit, { scopes }: Offer, faults: Faults): Markup {
  const { t } = visit;
  const chosen = filledIn(visit).getAll('scope');
  const isScopeFirst = Object.keys(faults)[0] === 'scope';
  const choices = scopes.map(
    (scope, index) =>
      html`<div class="choice"><input type="checkbox" id="scope-${index}" name="scope" value="${scope}"${
        chosen.includes(scope) && html` checked`
      }${isScopeFirst && index === 0 && html` autofocus`}><label for="scope-${index}">${scopeWords(t, scope)}</label></div>`,
  );
  return html`<fieldset class="field" aria-describedby="scope-hint"><legend>${t('tokens.scopes')}</legend>
<p class="hint" id="scope-hint">${t('tokens.asOnlyYou')}</p><div class="choices">${choices}</div>${faultOf('scope', faults)}</fieldset>`;
}

function lifetimeChoice(visit: MemberVisit, { rules }: Offer, faults: Faults): Markup {
  const { t } = visit;
  const chosen = Number(filledIn(visit).get('days') ?? 30);
  const options = lifetimes(rules).map(
    (days) => html`<option value="${days}"${days === chosen && html` selected`}>${countOfDays(visit, days)}</option>`,
  );
  return html`<div class="field"><label for="days">${t('tokens.expires')}</label><select id="days" name="days">${options}</select>${faultOf('days', faults)}</div>`;
}
