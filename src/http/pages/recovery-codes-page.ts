import { Readable } from 'node:stream';
import type { OwnPath } from '../../directory/own-path.ts';
import { formOf, submit } from './fields.ts';
import { html } from './markup.ts';
import type { Page, PageTools } from './page.ts';
import { type PageAnswer, pageUrl, type ShownPage, type Visit } from './visit.ts';

/** `{prefix}/web/recovery-codes`: the codes as a file, for the browser that has just been shown them. */
export const recoveryCodesPage: Page = {
  path: 'recovery-codes',
  show: async (visit) => ({ location: pageUrl(visit, 'security') }),
  submit: async (visit, { recoveryCodes }): Promise<PageAnswer> => {
    const codes = recoveryCodes.read(visit.request, visit.form.get('codes'));
    if (!codes) return { location: pageUrl(visit, 'security') };
    const lines = [visit.t('recovery.fileHead', { organization: visit.look.name }), '', ...codes, ''];
    const content = Readable.from([lines.join('\r\n')]);
    return { file: { fileName: 'recovery-codes.txt', mediaType: 'text/plain; charset=utf-8', content } };
  },
};

/** The page that shows new recovery codes, this once, and leads on. */
export function shownCodes(
  visit: Visit,
  { recoveryCodes }: PageTools,
  codes: readonly string[],
  next: OwnPath,
): ShownPage {
  const { t, request } = visit;
  const ticket = recoveryCodes.write(request, codes);
  const body = html`<p role="status">${t('recovery.text')}</p>
<pre class="value codes" id="codes">${codes.join('\n')}</pre>
<div class="buttons"><button class="button" type="button" hidden data-copies="codes" data-copied="${t('tokens.copied')}">${t('tokens.copy')}</button></div>
${formOf(visit, html`<input type="hidden" name="codes" value="${ticket}">${submit(t('recovery.download'), 'plain')}`, {
  action: pageUrl(visit, 'recovery-codes'),
})}
<p><a class="button first" href="${next}">${t('recovery.goOn')}</a></p>`;
  return { title: t('recovery.title'), body };
}
