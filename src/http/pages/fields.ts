import type { OwnPath } from '../../directory/own-path.ts';
import { tokenField } from './form-guard.ts';
import { icon } from './icons.ts';
import type { Translate } from './language.ts';
import { html, type Markup } from './markup.ts';
import type { Visit } from './visit.ts';

/** What is wrong with a form, by the name of the field; what concerns all of it has no name. */
export type Faults = Readonly<Record<string, readonly string[]>>;

export const noFaults: Faults = {};

/** The member of a form that says what it was filled from. */
export const stampField = 'formStamp';

/** The member of the form of a proof that has the form that waits for it. */
export const keptField = 'kept';

interface FormOptions {
  readonly action?: OwnPath | undefined;
  /** The page goes on by itself when the person signs in in another tab. */
  readonly waits?: true;
  /** With scripts, what was right stays in its fields when the form is refused. */
  readonly keepsFields?: true;
  /** It has fields for files. */
  readonly hasFiles?: true;
}

/** A form that is sent to the address of the page, with the token that says where it came from. */
export function formOf(
  visit: Visit,
  content: Markup,
  { action = visit.address, waits, keepsFields, hasFiles }: FormOptions = {},
): Markup {
  return html`<form class="stack" method="post" action="${action}"${waits && html` data-waits`}${keepsFields && html` data-keeps-fields`}${hasFiles && html` enctype="multipart/form-data"`}>
<input type="hidden" name="${tokenField}" value="${visit.formToken}">${visit.keptForm && html`<input type="hidden" name="${keptField}" value="${visit.keptForm}">`}${visit.formStamp && html`<input type="hidden" name="${stampField}" value="${visit.formStamp}">`}
${content}
</form>`;
}

interface FieldOptions {
  readonly name: string;
  readonly label: string;
  readonly faults: Faults;
  readonly autocomplete: string;
  readonly value?: string | undefined;
  readonly hint?: string;
  readonly isOptional?: boolean;
  /** The id of a list from which browsers suggest. */
  readonly list?: string;
  readonly type?: 'text' | 'email';
  readonly className?: string;
  /** Which keys a telephone shows. */
  readonly inputMode?: 'numeric';
  /** Where to begin, unless something is wrong elsewhere. */
  readonly isFirst?: boolean;
}

export function textField(options: FieldOptions): Markup {
  const { name, label, faults, autocomplete, value, hint, list, type = 'text', className, inputMode } = options;
  return html`<div class="field">
<label for="${name}">${label}</label>
${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}
<input id="${name}" name="${name}" type="${type}" value="${value ?? ''}" autocomplete="${autocomplete}" autocapitalize="none" spellcheck="false"${
    className && html` class="${className}"`
  }${list && html` list="${list}"`}${inputMode && html` inputmode="${inputMode}"`}${attributes(options)}>
${faultOf(name, faults)}
</div>`;
}

interface PasswordFieldOptions extends Omit<FieldOptions, 'autocomplete' | 'type' | 'value' | 'className' | 'hint'> {
  readonly autocomplete: 'current-password' | 'new-password';
  /** The id of an element that says more about it. */
  readonly describedBy?: string;
  /** The field whose content it has to repeat, and what is said while it does not. */
  readonly repeats?: { readonly name: string; readonly unequal: string };
  /** A link beside the label. It comes after the field for those who go through the form by keyboard. */
  readonly aside?: Markup;
}

/** Takes what is pasted and what a password manager fills in; the button to show it is there when scripts are. */
export function passwordField({ t }: Visit, options: PasswordFieldOptions): Markup {
  const { name, label, faults, autocomplete, repeats, aside } = options;
  return html`<div class="field${aside && ' with-aside'}">
<label for="${name}">${label}</label>
<div class="secret">
<input id="${name}" name="${name}" type="password" autocomplete="${autocomplete}" autocapitalize="none" spellcheck="false"${repeats && html` data-repeats="${repeats.name}" data-unequal="${repeats.unequal}"`}${attributes(options)}>
<button class="reveal" type="button" hidden aria-label="${t('field.showPassword')}" data-reveals="${name}" data-show="${t('field.showPassword')}" data-hide="${t('field.hidePassword')}">${icon('eye')}${icon('struckEye')}</button>
</div>
${aside}
${faultOf(name, faults)}
</div>`;
}

interface AttributeOptions {
  readonly name: string;
  readonly faults: Faults;
  readonly hint?: string;
  readonly describedBy?: string;
  readonly isFirst?: boolean;
  readonly isOptional?: boolean;
}

/** Where something is wrong, the cursor goes to the first such field. */
const firstFaulty = (faults: Faults): string | undefined => Object.keys(faults).find((field) => field !== '');

/** What a field of any kind says where it is the first that is wrong. */
export const cursorIfFirst = (name: string, faults: Faults): Markup | false =>
  firstFaulty(faults) === name && html` autofocus`;

/** Those who cannot see a fault are told what is said. */
function attributes({ name, faults, hint, describedBy, isFirst, isOptional }: AttributeOptions): Markup {
  const isFaulty = name in faults;
  const first = firstFaulty(faults);
  const hasFocus = first === undefined ? isFirst : first === name;
  const described = [isFaulty && `${name}-fault`, hint && `${name}-hint`, describedBy].filter(Boolean).join(' ');
  return html`${isFaulty && html` aria-invalid="true"`}${described && html` aria-describedby="${described}"`}${
    hasFocus && html` autofocus`
  }${!isOptional && html` required`}`;
}

interface CheckOptions extends Pick<FieldOptions, 'name' | 'label'> {
  readonly hint: string;
  readonly isChecked: boolean;
}

/** Says `yes` when it is checked. */
export const checkField = ({ name, label, hint, isChecked }: CheckOptions): Markup =>
  html`<div class="field"><div class="choice"><input type="checkbox" id="${name}" name="${name}" value="yes" aria-describedby="${name}-hint"${
    isChecked && html` checked`
  }><label for="${name}">${label}</label></div><p class="hint" id="${name}-hint">${hint}</p></div>`;

export function faultOf(name: string, faults: Faults): Markup | undefined {
  const texts = faults[name];
  if (!texts?.length) return undefined;
  const content = texts.length === 1 ? texts[0] : html`<ul>${texts.map((text) => html`<li>${text}</li>`)}</ul>`;
  return html`<div class="fault" id="${name}-fault" role="alert">${content}</div>`;
}

export const submit = (text: string, kind: 'first' | 'grave' | 'plain' = 'first'): Markup =>
  html`<button class="button ${kind}" type="submit">${text}</button>`;

/** Beneath a form: the button that sends it, and the way back, on which nothing happens. */
export const submitOrCancel = (t: Translate, button: Markup, back: OwnPath): Markup =>
  html`<div class="buttons">${button}<a class="button" href="${back}">${t('page.cancel')}</a></div>`;

/** A button that says which of several it is. */
export const choiceButton = (
  name: string,
  value: string,
  text: string,
  kind: 'first' | 'plain' | 'link' = 'plain',
): Markup =>
  html`<button class="${kind !== 'link' && 'button '}${kind}" type="submit" name="${name}" value="${value}">${text}</button>`;
