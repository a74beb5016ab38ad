import { cursorIfFirst, type Faults, faultOf } from '../pages/fields.ts';
import { html, type Markup } from '../pages/markup.ts';
import type { Choice } from './search-form.ts';

interface FieldOptions {
  readonly name: string;
  readonly label: string;
  readonly faults: Faults;
  readonly hint?: string | undefined;
  readonly isOptional?: boolean;
}

/** What an input says about its hint, its fault and whether it must be filled. */
function attributesOf({ name, faults, hint, isOptional }: FieldOptions): Markup {
  const isFaulty = name in faults;
  const described = [isFaulty && `${name}-fault`, hint && `${name}-hint`].filter(Boolean).join(' ');
  return html`${isFaulty && html` aria-invalid="true"`}${described && html` aria-describedby="${described}"`}${cursorIfFirst(name, faults)}${!isOptional && html` required`}`;
}

function field(options: FieldOptions, input: Markup): Markup {
  const { name, label, faults, hint } = options;
  return html`<div class="field"><label for="${name}">${label}</label>
${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}${input}${faultOf(name, faults)}</div>`;
}

export const selectField = (
  options: FieldOptions & { readonly choices: readonly Choice[]; readonly value: string | null | undefined },
): Markup =>
  field(
    options,
    html`<select id="${options.name}" name="${options.name}"${attributesOf({ ...options, isOptional: true })}>${options.choices.map(
      ({ value, text }) => html`<option value="${value}"${value === options.value && html` selected`}>${text}</option>`,
    )}</select>`,
  );

export const areaField = (
  options: FieldOptions & { readonly value: string | null | undefined; readonly rows?: number },
): Markup =>
  field(
    options,
    // Browsers leave out a line break right behind the tag.
    html`<textarea id="${options.name}" name="${options.name}" rows="${options.rows ?? 4}" spellcheck="false"${attributesOf(options)}>
${options.value ?? ''}</textarea>`,
  );

export const numberField = (
  options: FieldOptions & {
    readonly value: number | string | null | undefined;
    readonly least?: number;
    readonly most?: number;
  },
): Markup =>
  field(
    options,
    html`<input id="${options.name}" name="${options.name}" type="number" inputmode="numeric" value="${options.value ?? ''}"${options.least !== undefined && html` min="${options.least}"`}${options.most !== undefined && html` max="${options.most}"`}${attributesOf(options)}>`,
  );

interface ChoicesOptions extends Pick<FieldOptions, 'name' | 'label' | 'faults' | 'hint'> {
  readonly choices: readonly (Choice & { readonly hint?: string })[];
  readonly chosen: readonly string[];
  /** One of them instead of any number. */
  readonly isOne?: true;
}

/** Boxes, or buttons of which one is pressed, under one heading. */
export function choicesField({ name, label, faults, hint, choices, chosen, isOne }: ChoicesOptions): Markup {
  const described = [name in faults && `${name}-fault`, hint && `${name}-hint`].filter(Boolean).join(' ');
  const boxes = choices.map(({ value, text, hint: more }, index) => {
    const id = `${name}-${index}`;
    return html`<div class="choice"><input type="${isOne ? 'radio' : 'checkbox'}" id="${id}" name="${name}" value="${value}"${chosen.includes(value) && html` checked`}${more && html` aria-describedby="${id}-hint"`}${index === 0 && cursorIfFirst(name, faults)}><label for="${id}">${text}${more && html` <span class="hint" id="${id}-hint">${more}</span>`}</label></div>`;
  });
  return html`<fieldset class="field"${described && html` aria-describedby="${described}"`}><legend>${label}</legend>
${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}<div class="choices">${boxes}</div>${faultOf(name, faults)}</fieldset>`;
}
