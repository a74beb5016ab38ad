import {
  cursorIfFirst,
  type Faults,
  faultOf,
  formOf,
  noFaults,
  passwordField,
  submit,
  submitOrCancel,
} from '../../pages/fields.ts';
import { html } from '../../pages/markup.ts';
import { badNote } from '../../pages/notice.ts';
import { orFaults } from '../faults.ts';
import { type ConsolePage, type ConsoleShown, type ConsoleVisit, consoleUrl, done } from '../page.ts';
import { loadPair, type ShownCertificate, uploaded } from './pair.ts';
import { isAnother, meanwhile, seenField } from './seen.ts';

/** `{prefix}/web/admin/certificates/upload`: another certificate in one of the two roles. */
export const uploadCertificatePage: ConsolePage = {
  path: 'certificates/upload',
  area: 'certificates',
  takesFiles: 'dataUrl',
  formLimit: 256 * 1024,
  show: async (visit) => shown(visit, noFaults),
  submit: async (visit, tools) => {
    const operation = isSecondary(visit)
      ? 'SamlCertificate_UpdateSecondaryCertificate'
      : 'SamlCertificate_UpdatePrimaryCertificate';
    return await orFaults(
      visit,
      async () => {
        if (isAnother(visit, await loadReplaced(visit))) return await shown(visit, meanwhile(visit));
        const certificate = uploaded(visit.form.get('certificate'));
        const body = {
          partitionGlobalId: visit.organization.id,
          certificate,
          password: visit.form.get('password') ?? '',
        };
        await visit.call(operation, { body });
        return done(visit, tools, consoleUrl(visit, 'certificates'), { key: 'console.saved' });
      },
      async (faults) => shown(visit, besidePassword(visit, faults)),
    );
  },
};

/** The operation blames the file: whoever has mistyped the password is led there. */
function besidePassword({ t }: ConsoleVisit, faults: Faults): Faults {
  const { certificate, ...others } = faults;
  const isPassword = certificate?.includes(t('refusal.certificate.password'));
  return certificate && isPassword ? { ...others, password: certificate } : faults;
}

const isSecondary = ({ query }: ConsoleVisit): boolean => query.get('role') === 'secondary';

async function loadReplaced(visit: ConsoleVisit): Promise<ShownCertificate | undefined> {
  const { primary, secondary } = await loadPair(visit);
  return isSecondary(visit) ? secondary : primary;
}

async function shown(visit: ConsoleVisit, faults: Faults): Promise<ConsoleShown> {
  const { t } = visit;
  const replaced = await loadReplaced(visit);
  const title = t(isSecondary(visit) ? 'certificates.uploadSecondary' : 'certificates.uploadPrimary');
  const isFaulty = 'certificate' in faults;
  const body = html`<section class="panel narrow">${faults['']?.map(badNote)}
${replaced && html`<p>${t('certificates.replaces')} <code>${replaced.thumbprint}</code></p>`}
${formOf(
  visit,
  html`${seenField(replaced)}<div class="field"><label for="certificate">${t('certificates.file')}</label><p class="hint" id="certificate-hint">${t('certificates.fileHint')}</p>
<input id="certificate" name="certificate" type="file" required accept=".pem,.crt,.cer,.der,.pfx,.p12" aria-describedby="certificate-hint${isFaulty && ' certificate-fault'}"${isFaulty && html` aria-invalid="true"`}${cursorIfFirst('certificate', faults)}>${faultOf('certificate', faults)}</div>
${passwordField(visit, { name: 'password', label: t('certificates.password'), faults, autocomplete: 'new-password', isOptional: true })}
${submitOrCancel(t, submit(t('certificates.upload')), consoleUrl(visit, 'certificates'))}`,
  { hasFiles: true },
)}</section>`;
  const trail = [[t('certificates.title'), consoleUrl(visit, 'certificates')]] as const;
  return { title, body, trail, isRefused: faults !== noFaults };
}
