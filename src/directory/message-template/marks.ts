import { randomUUID } from 'node:crypto';
import type { Placeholder } from '../message-template.ts';
import { placeholderOf, placeholderPattern } from './render.ts';

/** More than any mail has. */
const mostPlaceholders = 1000;

/** A template with marks in the place of its placeholders. */
export interface Marked {
  readonly html: string;
  /** What each mark stands for. */
  readonly names: readonly Placeholder[];
  /** The numbers of the marks in a part of the template. */
  readonly in: (text: string) => readonly number[];
  /** Puts the placeholders back. */
  readonly restore: (text: string) => string;
}

/**
 * Marks are what nobody can have written by hand, so that they are found again wherever a reader of HTML takes them. A
 * mark has a blank, as a value may have: in an attribute without quotes it breaks, and is not found. Undefined when there
 * are too many.
 */
export function mark(template: string): Marked | undefined {
  if ((template.match(placeholderPattern)?.length ?? 0) > mostPlaceholders) return undefined;
  const names: Placeholder[] = [];
  const id = `m${randomUUID().replaceAll('-', '')}x`;
  const pattern = new RegExp(`${id}(\\d+) \\.`, 'g');
  return {
    html: template.replace(placeholderPattern, (written, inner: string) => {
      const name = placeholderOf(inner);
      return name === undefined ? written : `${id}${names.push(name) - 1} .`;
    }),
    names,
    in: (text) => [...text.matchAll(pattern)].map(([, number]) => Number(number)),
    restore: (text) => text.replace(pattern, (_, number) => `{{${names[Number(number)]}}}`),
  };
}
