import { type Placeholder, type PlaceholderValues, placeholders } from '../message-template.ts';

export interface Rendering {
  readonly text: string;
  /** Names between braces that stand for nothing, each once, in the order in which they were met. */
  readonly unknown: readonly string[];
}

interface RenderOptions {
  /** HTML: every value is escaped. Text: values stand as they are, on one line each. */
  readonly as: 'html' | 'text';
  /** Whether an unknown placeholder stays as it was written or leaves nothing behind. */
  readonly unknown: 'keep' | 'drop';
}

/** Whatever stands between two pairs of braces, known or not. */
export const placeholderPattern = /\{\{([^{}]*)\}\}/g;

const known: ReadonlyMap<string, Placeholder> = new Map(placeholders.map((name) => [name.toLowerCase(), name]));

/** The placeholder that is written between the braces. */
export const placeholderOf = (inner: string): Placeholder | undefined => known.get(inner.trim().toLowerCase());

/** Whether there is a placeholder in the text that would get a value. */
export const hasPlaceholder = (text: string): boolean =>
  [...text.matchAll(placeholderPattern)].some(([, inner = '']) => placeholderOf(inner) !== undefined);

/**
 * Puts values in the places of a template. There is nothing but places: no conditions, loops or code. What a value
 * contains is never read as a place.
 */
export function renderTemplate(template: string, values: PlaceholderValues, options: RenderOptions): Rendering {
  const unknown = new Set<string>();
  const text = template.replace(placeholderPattern, (written, inner: string) => {
    const name = placeholderOf(inner);
    if (name !== undefined) return options.as === 'html' ? escapeHtml(values[name]) : oneLine(values[name]);
    unknown.add(inner.trim());
    return options.unknown === 'keep' ? written : '';
  });
  return { text, unknown: [...unknown] };
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
  '=': '&#61;',
};

/** Safe between tags and in attributes, quoted or not quoted around a single word. */
function escapeHtml(text: string): string {
  return oneLine(text).replace(/[&<>"'`=]/g, (character) => entities[character] ?? '');
}

/** Without control characters and line ends, visible or not: nothing that could begin a new header or line. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').toWellFormed();
}
