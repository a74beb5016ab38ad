import { hash } from 'node:crypto';
import { type Factor, type FactorKind, factorKinds } from '../../directory/factor.ts';
import type { OwnPath } from '../../directory/own-path.ts';
import { countingFactors, type SecondFactorPolicy } from '../../directory/second-factor.ts';
import { pathOf } from '../../directory/url-parts.ts';
import type { User } from '../../directory/user.ts';
import { sendFactorCode } from '../../factor/send-code.ts';
import type { Answer } from '../../factor/strategy.ts';
import { signInRules } from '../../password/rules.ts';
import { choiceButton, type Faults, faultOf, formOf, submit, textField } from './fields.ts';
import { html, type Markup } from './markup.ts';
import { badNote, plainNote } from './notice.ts';
import type { PageTools } from './page.ts';
import { passkeyAsked, passkeyField } from './passkey-field.ts';
import type { Redirect, Visit } from './visit.ts';

/** The ways in which a person who is asked for a second factor can answer. */
export interface Ways {
  readonly policy: SecondFactorPolicy;
  /** The first is asked for unless the person chooses another; recovery codes are the last. */
  readonly kinds: readonly FactorKind[];
  readonly factors: readonly Factor[];
}

/** None where the person has no factor, or the organization does not ask for any. */
export async function waysOf({ store }: Pick<PageTools, 'store'>, user: User): Promise<Ways> {
  const { secondFactor: policy } = signInRules(await store.settings.inForce(user.organizationId));
  const factors = await store.factors.ofUser(user);
  const counting = countingFactors(factors, policy);
  if (policy.mode === 'off' || counting.length === 0) return { policy, kinds: [], factors };
  const usable = [...counting, ...factors.filter(({ kind }) => kind === 'recoveryCodes')];
  return { policy, kinds: factorKinds.filter((kind) => usable.some((factor) => factor.kind === kind)), factors };
}

/** The way that the person has chosen, or the first. */
export const chosenWay = <Kind extends string>(chosen: string | null, kinds: readonly Kind[]): Kind | undefined =>
  kinds.find((kind) => kind === chosen) ?? kinds[0];

/** What the form of `factorForm` says. */
export const answerOf = (visit: Visit, tools: PageTools, kind: FactorKind): Answer => ({
  kind,
  text: visit.form.get('code') ?? '',
  asked: kind === 'passkey' ? passkeyAsked(visit, tools) : occasionOf(visit),
});

/**
 * What the person is asked for: the sign-in that waits, if the page is about one, or else the session. A code that is mailed is good
 * for that alone.
 */
const occasionOf = ({ query, session, owner }: Visit): string =>
  hash('sha256', (owner ? query.get('signIn') : session?.id) ?? '', 'base64url');

interface FactorFormOptions {
  readonly kind: FactorKind;
  readonly faults: Faults;
  /** Beneath the field. */
  readonly more?: Markup | false | undefined;
}

/** The form for an answer, and the links to the other ways. */
export function factorForm(
  visit: Visit,
  tools: PageTools,
  { kinds, factors }: Ways,
  options: FactorFormOptions,
): Markup {
  const { kind, faults, more } = options;
  const label = visit.t('factor.way.passkey');
  return html`<p>${visit.t(`factor.ask.${kind}`)}</p>
${kind === 'emailCode' && mailedCode(visit)}
${formOf(
  visit,
  html`<input type="hidden" name="kind" value="${kind}">
${kind !== 'passkey' && codeField(visit, kind, faults)}
${more}
${kind === 'passkey' ? html`${faultOf('code', faults)}${passkeyField(visit, tools, { own: factors, label })}` : submit(visit.t('factor.submit'))}`,
)}
${otherWays(visit, kinds, kind)}`;
}

/** The code of an app and the mailed one are digits; recovery codes have letters. */
export function codeField({ t }: Visit, kind: Exclude<FactorKind, 'passkey'>, faults: Faults): Markup {
  const isDigits = kind !== 'recoveryCodes';
  return textField({
    ...{ name: 'code', label: t(`factor.code.${kind}`), faults, isFirst: true, className: 'code' },
    ...(isDigits ? { autocomplete: 'one-time-code', inputMode: 'numeric' } : { autocomplete: 'off' }),
  });
}

/** A code is mailed when the person asks for it, so that nobody gets mails for pages that others open. */
function mailedCode(visit: Visit): Markup {
  const sent = visit.query.get('sent');
  return html`${sent === 'yes' && plainNote(visit.t('factor.codeSent'))}${sent === 'no' && badNote(visit.t('factor.codeNotSent'))}
${formOf(visit, choiceButton('send', 'yes', visit.t(sent ? 'factor.sendAgain' : 'factor.send')))}`;
}

/** Mails the code, and shows the page on which it is entered. */
export async function sendCode(visit: Visit, tools: PageTools, user: User): Promise<Redirect> {
  const isSent = await sendFactorCode(tools, { user, origin: visit, asked: occasionOf(visit) });
  return { location: asked(visit, { way: 'emailCode', sent: isSent ? 'yes' : 'no' }) };
}

function otherWays(visit: Visit, kinds: readonly FactorKind[], kind: FactorKind): Markup | undefined {
  const others = kinds.filter((other) => other !== kind);
  if (others.length === 0) return undefined;
  return html`<div class="stack tight"><p class="small quiet">${visit.t('factor.otherWay')}</p>
${waysList(visit, others)}</div>`;
}

/** A form that waits goes along. */
function waysList(visit: Visit, kinds: readonly FactorKind[]): Markup {
  const text = (kind: FactorKind) => visit.t(`factor.way.${kind}`);
  const list = html`<ul class="ways">${kinds.map((kind) =>
    visit.keptForm
      ? html`<li>${choiceButton('way', kind, text(kind), 'link')}</li>`
      : html`<li><a href="${asked(visit, { way: kind })}">${text(kind)}</a></li>`,
  )}</ul>`;
  return visit.keptForm ? formOf(visit, list) : list;
}

/** The same page, asking otherwise. */
function asked(
  { address, query }: Visit,
  { way, sent }: { readonly way: FactorKind; readonly sent?: 'yes' | 'no' },
): OwnPath {
  const next = new URLSearchParams(query);
  next.set('way', way);
  next.delete('sent');
  if (sent) next.set('sent', sent);
  return `${pathOf(address)}?${next}` as OwnPath;
}
