import { type Proof, proveAgain } from '../../factor/prove-again.ts';
import { answerOf, chosenWay, factorForm, sendCode, type Ways, waysOf } from './factor-form.ts';
import { type Faults, formOf, noFaults, passwordField, submit } from './fields.ts';
import { html, type Markup } from './markup.ts';
import { noteProof } from './note-proof.ts';
import { memberPage, type PageTools } from './page.ts';
import { type MemberVisit, type PageAnswer, pageUrl, personName } from './visit.ts';

/**
 * `{prefix}/web/step-up`: a person who did so too long ago proves again who they are, and goes on to what is dangerous: by a
 * factor, or by the password who has none.
 */
export const stepUpPage = memberPage({
  path: 'step-up',
  cost: 'signIn',
  takesTurn: true,
  show: async (visit, tools) => form(visit, tools, await waysOf(tools, visit.user), noFaults),
  submit: async (visit, tools) => {
    const ways = await waysOf(tools, visit.user);
    if (visit.form.has('send')) return await sendCode(visit, tools, visit.user);
    const proof = proofOf(visit, tools, ways);
    if (proof.text === '') return form(visit, tools, ways, { [fieldOf(proof.kind)]: [visit.t('field.required')] });
    const { user, traceId, clientIp, browserInfo, signal, request } = visit;
    const device = tools.knownDevice.read(request);
    const result = await proveAgain(tools, { user, proof, traceId, clientIp, browserInfo, signal, device });
    if (result.outcome === 'refused') return form(visit, tools, ways, wrong(visit, proof));
    visit.spent?.giveBack();
    await noteProof(visit, tools, result.method);
    return { location: visit.returnUrl ?? pageUrl(visit, 'security') };
  },
});

const wrong = ({ t }: MemberVisit, { kind }: Proof): Faults =>
  kind === 'password' ? { password: [t('stepUp.wrong')] } : { code: [t('factor.wrong')] };

const fieldOf = (kind: Proof['kind']): string => (kind === 'password' ? 'password' : 'code');

function proofOf(visit: MemberVisit, tools: PageTools, { kinds }: Ways): Proof {
  const kind = chosenWay(visit.form.get('kind'), kinds);
  return kind ? answerOf(visit, tools, kind) : { kind: 'password', text: visit.form.get('password') ?? '' };
}

function form(visit: MemberVisit, tools: PageTools, ways: Ways, faults: Faults): PageAnswer {
  const { t, user, form: fields, query } = visit;
  const kind = chosenWay(fields.get('kind') ?? query.get('way'), ways.kinds);
  const isRefused = Object.keys(faults).length > 0;
  const body = html`<p>${t('stepUp.text')}</p>
<p class="quiet">${t('consent.signedInAs', { user: personName(user) })}</p>
${kind ? factorForm(visit, tools, ways, { kind, faults }) : passwordForm(visit, faults)}
<p class="small"><a href="${pageUrl(visit, 'account')}">${t('page.cancel')}</a></p>`;
  return { title: t('stepUp.title'), body, isRefused, status: isRefused ? 400 : 200 };
}

const passwordForm = (visit: MemberVisit, faults: Faults): Markup =>
  formOf(
    visit,
    html`<input hidden type="text" name="userName" autocomplete="username" value="${visit.user.userName}">
${passwordField(visit, { name: 'password', label: visit.t('field.currentPassword'), faults, autocomplete: 'current-password', isFirst: true })}
${submit(visit.t('factor.submit'))}`,
  );
