import type { Cause } from '../cause.ts';
import type { MessageName, PlaceholderValues, TemplateName } from '../message-template.ts';
import type { LockedSource } from '../outbox.ts';
import { builtInHtml, builtInText, type MessageLook, plainLook } from './built-in.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import type { OwnText } from './own-text.ts';
import { oneLine, renderTemplate } from './render.ts';
import { ro } from './ro.ts';
import type { LanguageTexts } from './text.ts';

const languages: Readonly<Record<string, LanguageTexts>> = { en, de, ro };

export interface Message {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly unknownPlaceholders: readonly string[];
}

export interface MessageOptions {
  /** As the setting `UserLanguage.Language` has it, such as `de` or `pt-br`. */
  readonly language: string | undefined;
  /** The organization's own text in place of the built-in one. */
  readonly own: OwnText | undefined;
  /** How the built-in text looks. */
  readonly look?: MessageLook;
  /** A preview shows unknown placeholders as they were written; a mail leaves them out. */
  readonly isPreview: boolean;
}

/** A message ready to be sent, subject included. */
export function composeMessage(name: MessageName, values: PlaceholderValues, options: MessageOptions): Message {
  const texts = textsFor(options.language);
  const unknown = options.isPreview ? 'keep' : 'drop';
  const { own, look = plainLook } = options;
  const template = own ?? { html: builtInHtml(name, texts, look), title: undefined, text: builtInText(name, texts) };
  const html = renderTemplate(template.html, values, { as: 'html', unknown });
  const subject = renderTemplate(template.title ?? texts.messages[name].subject, values, { as: 'text', unknown });
  return {
    subject: oneLine(subject.text).trim().slice(0, 200).toWellFormed(),
    html: html.text,
    text: renderTemplate(template.text, values, { as: 'text', unknown }).text,
    unknownPlaceholders: [...new Set([...subject.unknown, ...html.unknown])],
  };
}

/** What `{{source}}` stands for. */
export const sourceText = ({ kind, network }: LockedSource, language: string | undefined): string =>
  textsFor(language).sources[kind].replace('{network}', network);

/** What `{{source}}` stands for where nothing was locked: who did it and, if it was nobody in office, from where. */
export function causeText(cause: Cause, language: string | undefined): string {
  const { causes, browser } = textsFor(language);
  const sentence = causes[cause.by];
  if ('name' in cause) return sentence.replace('{name}', () => cause.name);
  if (!('address' in cause)) return sentence;
  const client = [cause.browser, cause.system].filter(Boolean).join(', ');
  const said = client === '' ? '' : browser.replace('{browser}', () => client);
  return cause.address === null ? '' : sentence.replace('{address}', cause.address).replace('{with}', () => said);
}

/** The built-in text as a template that an organization can start from. */
export function builtInTemplate(name: TemplateName): string {
  return builtInHtml(name, en, plainLook);
}

function textsFor(language = 'en'): LanguageTexts {
  const [primary = ''] = language.toLowerCase().split('-');
  return (Object.hasOwn(languages, primary) && languages[primary]) || en;
}
