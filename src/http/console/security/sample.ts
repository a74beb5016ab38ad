import type { Wire } from '../../../operation/answer-shape.ts';
import type { PasswordCheckResult } from '../../api/password-check.ts';
import { html, type Markup } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../page.ts';
import type { SettingEntry } from '../setting-form.ts';

type Judged = Wire<typeof PasswordCheckResult>;

/** What each rule says of the sample, under the rules that are in the form. */
export async function judged(visit: ConsoleVisit, settings: readonly SettingEntry[]): Promise<Judged> {
  return await visit.call<Judged>('PasswordPolicy_Sample', {
    parameters: { partitionGlobalId: visit.organization.id },
    body: { settings, password: visit.form.get('sample') ?? '' },
  });
}

/** A field for a password of nobody. With scripts it is judged while it is typed, and when a rule changes. */
export function sampleField(visit: ConsoleVisit, result: Judged | undefined): Markup {
  const { t, address, form } = visit;
  return html`<div class="field"><label for="sample">${t('security.sample')}</label>
<p class="hint" id="sample-hint">${t('security.sampleHint')}</p>
<input id="sample" name="sample" type="text" value="${form.get('sample') ?? ''}" maxlength="256" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="sample-hint" hx-post="${address}" hx-trigger="input delay:300ms from:closest form" hx-include="closest form" hx-vals="${JSON.stringify({ do: 'sample' })}" hx-target="#verdicts" hx-select="#verdicts" hx-swap="outerHTML"></div>
<div id="verdicts" role="status">${result && html`<ul class="verdicts">${result.rules.map((rule) => verdict(visit, rule))}</ul>`}</div>
<div class="buttons"><button class="button" type="submit" name="do" value="sample">${t('security.try')}</button></div>`;
}

function verdict({ t }: ConsoleVisit, { description, isKept }: Judged['rules'][number]): Markup {
  const [kind, text] =
    isKept === null
      ? (['off', t('security.unknown')] as const)
      : isKept
        ? (['', t('security.kept')] as const)
        : (['warn', t('security.broken')] as const);
  return html`<li><span class="badge ${kind}">${text}</span> ${description}</li>`;
}
