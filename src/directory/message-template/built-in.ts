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

const font = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const table = '<table role="presentation" cellpadding="0" cellspacing="0" border="0"';

/**
 * Styles stand at the elements, and the frame is made of tables: some mail programs ignore style sheets, and others
 * know neither the width nor the padding of anything but a cell.
 */
export function builtInHtml(name: MessageName, texts: LanguageTexts, look: MessageLook): string {
  const { greeting, footer, messages, tag } = texts;
  const { subject, before, link, after } = messages[name];
  const card = `padding:32px 32px 16px;background:#ffffff;border:1px solid #dde3e0;border-top:4px solid ${look.colours.ground};border-radius:12px;${font};font-size:16px;line-height:1.5;color:#16201d`;
  const lines = [
    '<!doctype html>',
    `<html lang="${tag}">`,
    '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
    // Programs that turn colours around for the dark would turn those of the brand around, and hide its logo.
    '<meta name="color-scheme" content="light"><meta name="supported-color-schemes" content="light">',
    `<title>${subject}</title></head>`,
    '<body style="margin:0;padding:0;background:#f4f6f5">',
    `${table} width="100%" style="background:#f4f6f5"><tr><td align="center" style="padding:32px 12px">`,
    `${table} width="560" style="width:100%;max-width:560px">`,
    `<tr><td style="padding:0 8px 20px;${font}">${heading(look)}</td></tr>`,
    `<tr><td bgcolor="#ffffff" style="${card}">`,
    `<h1 style="margin:0 0 20px;font-size:22px;line-height:1.25;font-weight:600">${subject}</h1>`,
    ...[greeting, ...before].map(paragraph),
    ...(link ? [button(link, look)] : []),
    ...after.map(paragraph),
    '</td></tr>',
    `<tr><td style="padding:20px 8px 0;${font};font-size:13px;line-height:1.5;color:#4d5a55">${footer}</td></tr>`,
    '</table>',
    '</td></tr></table>',
    '</body>',
    '</html>',
  ];
  return `${lines.join('\n')}\n`;
}

/** The name is the alternative text, for readers who see no pictures. */
function heading({ colours: { ground }, hasLogo }: MessageLook): string {
  const style = `margin:0;font-size:18px;font-weight:600;color:${ground}`;
  const logo = `<img src="${logoAddress}" alt="{{organization}}" height="44" style="height:44px;max-width:100%;border:0;vertical-align:middle">`;
  return `<p style="${style}">${hasLogo ? logo : '{{organization}}'}</p>`;
}

/** The cell has the colour and, for Outlook, the padding; elsewhere all of the button is the link. */
function button(text: string, { colours: { ground, ink } }: MessageLook): string {
  const cell = `bgcolor="${ground}" style="border-radius:8px;background:${ground};mso-padding-alt:12px 24px"`;
  const style = `display:inline-block;padding:12px 24px;border-radius:8px;font-weight:600;background:${ground};color:${ink};text-decoration:none`;
  return `${table} style="margin:24px 0"><tr><td align="center" ${cell}><a href="{{link}}" style="${style}">${text}</a></td></tr></table>`;
}

const paragraph = (line: string): string => `<p style="margin:0 0 16px">${line}</p>`;

export function builtInText(name: MessageName, { greeting, footer, messages }: LanguageTexts): string {
  const { before, link, after } = messages[name];
  const action = link ? [`${link}: {{link}}`] : [];
  return [greeting, ...before, ...action, ...after, `-- \n${footer}`].join('\n\n');
}
