import { textProblem } from '../../directory/name.ts';
import { permitVisitor } from '../../directory/permission.ts';
import { issuePersonalAccessToken } from '../../directory/personal-access-token/issue.ts';
import { listOwnPersonalAccessTokens } from '../../directory/personal-access-token/read.ts';
import { revokePersonalAccessToken } from '../../directory/personal-access-token/revoke.ts';
import {
  maxDescriptionLength,
  type PersonalAccessToken,
  type PersonalAccessTokenRules,
  personalAccessTokenRules,
} from '../../directory/personal-access-token.ts';
import type { Store } from '../../directory/store.ts';
import type { User } from '../../directory/user.ts';
import { countOfDays, date } from './date-time.ts';
import { type Faults, faultOf, formOf, noFaults, submit, textField } from './fields.ts';
import { html, type Markup } from './markup.ts';
import { memberPage, type PageTools } from './page.ts';
import { offeredScopes, scopeWords } from './scope-words.ts';
import { type MemberVisit, type PageAnswer, pageUrl } from './visit.ts';

/** `{prefix}/web/tokens`: the person's access tokens, to create and revoke them. */
export const tokensPage = memberPage({
  path: 'tokens',
  keeps: ['description', 'scope', 'days'],
  show: (visit, tools) => page(visit, tools, noFaults),
  submit: async (visit, tools) => (visit.form.has('revoke') ? await revoke(visit, tools) : await create(visit, tools)),
});

const dayMs = 24 * 60 * 60_000;

async function rulesOf({ store }: PageTools, { organizationId }: User): Promise<PersonalAccessTokenRules> {
  return personalAccessTokenRules(await store.settings.inForce(organizationId));
}

async function create(visit: MemberVisit, tools: PageTools): Promise<PageAnswer> {
  const { user, form, response, traceId, clientIp } = visit;
  const rules = await rulesOf(tools, user);
  const faults = await formFaults(visit, tools, rules);
  if (Object.keys(faults).length > 0) return await page(visit, tools, faults);
  const request = {
    ...{ permitted: permitVisitor(user, 'personalAccessToken.create'), at: visit.now, traceId, clientIp },
    description: form.get('description')?.trim() ?? '',
    scopes: form.getAll('scope'),
    expiresAt: visit.now + Number(form.get('days')) * dayMs,
  };
  const { value } = await issuePersonalAccessToken(tools.store, request);
  tools.notices.put(response, { kind: 'tokenCreated', value });
  return { location: pageUrl(visit, 'tokens') };
}

async function formFaults(visit: MemberVisit, { store }: PageTools, rules: PersonalAccessTokenRules): Promise<Faults> {
  const { t, form, user, now } = visit;
  const description = form.get('description')?.trim() ?? '';
  const isKnown = form.getAll('scope').every((scope) => offeredScopes.includes(scope));
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

async function revoke(visit: MemberVisit, { store, notices }: PageTools): Promise<PageAnswer> {
  const { user, form, response, traceId, clientIp, now } = visit;
  const tokenId = form.get('revoke') ?? '';
  const isOwn = (await ownTokens(store, user)).some(({ id }) => id === tokenId);
  const permitted = permitVisitor(user, 'personalAccessToken.write');
  if (isOwn) await revokePersonalAccessToken(store, { permitted, at: now, traceId, clientIp, tokenId });
  notices.put(response, { kind: isOwn ? 'tokenRevoked' : 'tokenGone' });
  return { location: pageUrl(visit, 'tokens') };
}

const ownTokens = (store: Store, user: User) =>
  listOwnPersonalAccessTokens(store, permitVisitor(user, 'personalAccessToken.listOwn'));

async function page(visit: MemberVisit, tools: PageTools, faults: Faults): Promise<PageAnswer> {
  const { t, user, notice } = visit;
  const rules = await rulesOf(tools, user);
  const tokens = await ownTokens(tools.store, user);
  const body = html`${notice?.kind === 'tokenCreated' && created(visit, notice.value)}
<section class="panel">
<p class="quiet">${t('tokens.text')}</p>
${tokens.length === 0 ? html`<p>${t('tokens.none')}</p>` : html`<ul class="things">${tokens.map((token) => row(visit, token))}</ul>`}
</section>
<section class="panel">
<h2>${t('tokens.new')}</h2>
${rules.isEnabled ? newTokenForm(visit, rules, faults) : html`<p>${t('tokens.disabled')}</p>`}
</section>`;
  const isRefused = Object.keys(faults).length > 0;
  return { title: t('tokens.title'), body, menu: 'tokens', isRefused, status: isRefused ? 400 : 200 };
}

function created({ t }: MemberVisit, value: string): Markup {
  return html`<section class="panel" aria-labelledby="created">
<h2 id="created">${t('tokens.createdTitle')}</h2>
<p role="status">${t('tokens.created')}</p>
<code class="value" id="value">${value}</code>
<div class="buttons"><button class="button first" type="button" hidden data-copies="value" data-copied="${t('tokens.copied')}">${t('tokens.copy')}</button></div>
</section>`;
}

function row(visit: MemberVisit, { id, description, scopes, expiresAt, lastUsedAt }: PersonalAccessToken): Markup {
  const { t, now } = visit;
  return html`<li class="thing"><div class="stack tight">
<p><strong>${description}</strong> ${expiresAt <= now && html`<span class="badge off">${t('tokens.expired')}</span>`}</p>
<p class="small"><code>${scopes.join(' ')}</code></p>
<dl class="facts inline">
<div><dt>${t('tokens.until')}</dt><dd>${date(visit, expiresAt)}</dd></div>
<div><dt>${t('tokens.lastUsed')}</dt><dd>${lastUsedAt === null ? t('page.never') : date(visit, lastUsedAt)}</dd></div>
</dl></div>
${formOf(
  visit,
  html`<input type="hidden" name="revoke" value="${id}">
<button class="button grave" type="submit" aria-label="${t('tokens.revokeOne', { token: description })}">${t('tokens.revoke')}</button>`,
)}</li>`;
}

const lifetimes = ({ maxDays }: PersonalAccessTokenRules): readonly number[] => {
  const shorter = [7, 30, 90, 180, 360].filter((days) => days <= maxDays);
  return shorter.length > 0 ? shorter : [maxDays];
};

function newTokenForm(visit: MemberVisit, rules: PersonalAccessTokenRules, faults: Faults): Markup {
  const { t } = visit;
  // What was filled in before the person had to sign in again comes back with the address.
  const form = visit.form.size > 0 ? visit.form : visit.query;
  const chosenDays = Number(form.get('days') ?? 30);
  const options = lifetimes(rules).map(
    (days) =>
      html`<option value="${days}"${days === chosenDays && html` selected`}>${countOfDays(visit, days)}</option>`,
  );
  const isScopeFirst = Object.keys(faults)[0] === 'scope';
  const choices = offeredScopes.map(
    (scope, index) =>
      html`<div class="choice"><input type="checkbox" id="scope-${index}" name="scope" value="${scope}"${
        form.getAll('scope').includes(scope) && html` checked`
      }${isScopeFirst && index === 0 && html` autofocus`}><label for="scope-${index}">${scopeWords(t, scope)}</label></div>`,
  );
  return formOf(
    visit,
    html`${faults['']?.map((text) => html`<div class="note bad" role="alert"><p>${text}</p></div>`)}
${textField({ name: 'description', label: t('tokens.description'), faults, autocomplete: 'off', value: form.get('description') ?? '' })}
<fieldset class="field"><legend>${t('tokens.scopes')}</legend><div class="choices">${choices}</div>${faultOf('scope', faults)}</fieldset>
<div class="field"><label for="days">${t('tokens.expires')}</label><select id="days" name="days">${options}</select>${faultOf('days', faults)}</div>
<div class="buttons">${submit(t('tokens.create'))}</div>`,
  );
}
