import { endsSoon } from '../../../directory/expiring-credential.ts';
import { date } from '../../pages/date-time.ts';
import { noFaults } from '../../pages/fields.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { confirmation } from '../confirmation.ts';
import { type ConsoleAnswer, type ConsolePage, type ConsoleVisit, consoleUrl, done } from '../page.ts';
import { badge, emptyState, facts, linkButton, panel } from '../panels.ts';
import { loadPair, type ShownCertificate } from './pair.ts';
import { isAnother, meanwhile, seenField, seenFields } from './seen.ts';

/** `{prefix}/web/admin/certificates`: the certificate in use, and the next one. */
export const certificatesPage: ConsolePage = {
  path: 'certificates',
  area: 'certificates',
  show: async (visit) => {
    const { t } = visit;
    const { primary, secondary } = await loadPair(visit);
    const upload = (role: string, text: string, kind: 'first' | 'plain' = 'plain') =>
      linkButton(text, consoleUrl(visit, 'certificates/upload', { role }), kind);
    if (!primary) {
      const action = upload('primary', t('certificates.upload'), 'first');
      return {
        title: t('certificates.title'),
        body: emptyState(t('certificates.none'), t('certificates.noneText'), action),
      };
    }
    const next = secondary
      ? html`${shown(visit, secondary)}<div class="buttons">${linkButton(t('certificates.switch'), consoleUrl(visit, 'certificates/switch'), 'first')}
${linkButton(t('certificates.delete'), consoleUrl(visit, 'certificates/delete'), 'grave')}</div>`
      : html`<p class="quiet">${t('certificates.none')}</p>`;
    const body = html`<p>${t('certificates.text')}</p>
${panel(t('certificates.primary'), shown(visit, primary), upload('primary', t('certificates.upload')))}
${panel(t('certificates.secondary'), next, upload('secondary', t('certificates.upload')))}`;
    return { title: t('certificates.title'), body };
  },
};

function shown(visit: ConsoleVisit, { subject, issuer, until, thumbprint }: ShownCertificate): Markup {
  const { t, now } = visit;
  const state =
    until <= now
      ? badge(t('certificates.ended'), 'warn')
      : endsSoon(until, now) && badge(t('certificates.soon'), 'warn');
  return facts([
    [t('certificates.subject'), subject],
    [t('certificates.issuer'), issuer],
    [t('certificates.until'), html`${date(visit, until)} ${state}`],
    [t('certificates.thumbprint'), html`<code>${thumbprint}</code>`],
  ]);
}

const trailTo = (visit: ConsoleVisit) => [[visit.t('certificates.title'), consoleUrl(visit, 'certificates')]] as const;

/** Where there is no next certificate, there is nothing to ask. */
function question(
  visit: ConsoleVisit,
  action: 'switch' | 'delete',
  secondary: ShownCertificate | undefined,
): ConsoleAnswer {
  const { t } = visit;
  const back = consoleUrl(visit, 'certificates');
  if (!secondary) return { location: back };
  return confirmation(visit, {
    title: t(`certificates.${action}Title`, { thumbprint: secondary.thumbprint }),
    ...{ text: t(`certificates.${action}Text`), button: t(`certificates.${action}`), back, trail: trailTo(visit) },
    ...{ fields: seenField(secondary), faults: isAnother(visit, secondary) ? meanwhile(visit) : noFaults },
    ...(action === 'switch' && { isHarmless: true }),
  });
}

/** `{prefix}/web/admin/certificates/switch`: asks before the two change their roles. */
export const switchCertificatesPage: ConsolePage = {
  path: 'certificates/switch',
  area: 'certificates',
  show: async (visit) => question(visit, 'switch', (await loadPair(visit)).secondary),
  submit: async (visit, tools) => {
    const { primary, secondary } = await loadPair(visit);
    if (isAnother(visit, secondary)) return question(visit, 'switch', secondary);
    await visit.call('SamlCertificate_SwitchToPrimary', { parameters: { partitionGlobalId: visit.organization.id } });
    const said = { key: 'certificates.switched' } as const;
    // The two change their roles once more.
    const undo = { action: consoleUrl(visit, 'certificates/switch'), fields: seenFields(primary) };
    return done(visit, tools, consoleUrl(visit, 'certificates'), said, { undo });
  },
};

/** `{prefix}/web/admin/certificates/delete`: asks before the next certificate is deleted. */
export const deleteCertificatePage: ConsolePage = {
  path: 'certificates/delete',
  area: 'certificates',
  show: async (visit) => question(visit, 'delete', (await loadPair(visit)).secondary),
  submit: async (visit, tools) => {
    const { secondary } = await loadPair(visit);
    const location = consoleUrl(visit, 'certificates');
    if (!secondary) return { location };
    if (isAnother(visit, secondary)) return question(visit, 'delete', secondary);
    await visit.call('SamlCertificate_DeleteCertificate', {
      parameters: { partitionGlobalId: visit.organization.id, certificateId: String(secondary.id) },
    });
    return done(visit, tools, location, { key: 'certificates.deleted' });
  },
};
