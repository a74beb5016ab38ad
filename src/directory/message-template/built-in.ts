import { type Colours, coloursOf, defaultAccent } from '../appearance/accent.ts';
import type { MessageName } from '../message-template.ts';
import type { LanguageTexts } from './text.ts';

/** How the messages of an organization look. */
export interface MessageLook {
  /** Of what stands out. */
  readonly colours: Colours;
  /** Whether its logo goes along, as the part of the mail that `logoAddress` names. */
  readonly hasLogo: boolean;
}

/** The name of the part (RFC 2392) that holds the logo of the organization. */
export const logoPart = 'logo';
export const logoAddress = `cid:${logoPart}`;

export const plainLook: MessageLook = { colours: coloursOf(defaultAccent), hasLogo: false };

/** Styles stand at the elements: mail programs ignore style sheets. */
export function builtInHtml(name: MessageName, texts: LanguageTexts, look: MessageLook): string {
  const { greeting, footer, messages, tag } = texts;
  const { subject, before, link, after } = messages[name];
  const { ground, ink } = look.colours;
  const button = `display:inline-block;padding:10px 18px;border-radius:6px;background:${ground};color:${ink};text-decoration:none`;
  const card = `max-width:560px;margin:0 auto;padding:28px;background:#ffffff;border-top:4px solid ${ground};border-radius:10px`;
  const lines = [
    '<!doctype html>',
    `<html lang="${tag}">`,
    `<head><meta charset="utf-8"><title>${subject}</title></head>`,
    '<body style="margin:0;padding:24px;background:#f4f5f7;color:#1d2330;font:16px/1.5 system-ui,sans-serif">',
    `<div style="${card}">`,
    heading(look),
    ...[greeting, ...before].map(paragraph),
    ...(link ? [`<p><a href="{{link}}" style="${button}">${link}</a></p>`] : []),
    ...after.map(paragraph),
    `<p style="margin-top:28px;padding-top:14px;border-top:1px solid #dfe3ea;font-size:13px;color:#5b6474">${footer}</p>`,
    '</div>',
    '</body>',
    '</html>',
  ];
  return `${lines.join('\n')}\n`;
}

/** The name is the alternative text, for readers who see no pictures. */
function heading({ colours: { ground }, hasLogo }: MessageLook): string {
  const style = `margin:0 0 20px;font-size:18px;font-weight:600;color:${ground}`;
  const logo = `<img src="${logoAddress}" alt="{{organization}}" height="48" style="height:48px;max-width:100%;border:0">`;
  return `<p style="${style}">${hasLogo ? logo : '{{organization}}'}</p>`;
}

const paragraph = (line: string): string => `<p>${line}</p>`;

export function builtInText(name: MessageName, { greeting, footer, messages }: LanguageTexts): string {
  const { before, link, after } = messages[name];
  const action = link ? [`${link}: {{link}}`] : [];
  return [greeting, ...before, ...action, ...after, `-- \n${footer}`].join('\n\n');
}
