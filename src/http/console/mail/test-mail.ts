import type { Wire } from '../../../operation/answer-shape.ts';
import type { MailTestResult } from '../../api/test-mail.ts';
import { type Faults, formOf, noFaults, textField } from '../../pages/fields.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { badNote } from '../../pages/notice.ts';
import { faultsOf } from '../faults.ts';
import type { ConsoleVisit } from '../page.ts';
import { refusalText } from '../refusal-text.ts';

type Result = Wire<typeof MailTestResult>;

/** A form of its own: the settings that are stored are tried. */
export const testPanel = (visit: ConsoleVisit, faults: Faults = noFaults, result?: Markup): Markup =>
  html`${formOf(
    visit,
    html`<p class="quiet">${visit.t('mail.testText')}</p>
${textField({ name: 'address', label: visit.t('mail.testAddress'), faults, autocomplete: 'email', type: 'email', value: visit.form.get('address') ?? visit.user.email ?? '' })}
<div class="buttons"><button class="button" type="submit" name="do" value="test">${visit.t('mail.testNow')}</button></div>`,
  )}${result}`;

/** Sends a test message, and shows what came of it. */
export async function testResult(visit: ConsoleVisit): Promise<Markup> {
  try {
    const result = await visit.call<Result>('Mail_Test', {
      parameters: { partitionGlobalId: visit.organization.id },
      body: { address: visit.form.get('address') ?? '' },
    });
    return testPanel(visit, noFaults, outcome(visit, result));
  } catch (error) {
    const faults = faultsOf(visit, error);
    if (!faults) throw error;
    return testPanel(visit, faults);
  }
}

function outcome({ t }: ConsoleVisit, { succeeded, description, transcript }: Result): Markup {
  const said = succeeded
    ? html`<div class="note good" role="status"><p>${t('mail.testSent')}</p></div>`
    : badNote(`${t('mail.testFailed')} ${refusalText(t, description ?? '')}`);
  const lines = transcript.map(
    ({ by, text }) =>
      html`<li><span class="quiet">${t(`mail.by.${by as 'client' | 'server' | 'note'}`)}</span> <code>${text}</code></li>`,
  );
  return html`${said}
<h3>${t('mail.transcript')}</h3>
${lines.length === 0 ? html`<p class="quiet">${t('mail.noTranscript')}</p>` : html`<ol class="transcript">${lines}</ol>`}`;
}
