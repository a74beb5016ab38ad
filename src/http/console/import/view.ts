import type { Markup } from '../../pages/markup.ts';

/** A step of the import, all of which are the same page. */
export interface ImportView {
  readonly body: Markup;
  readonly isRefused?: boolean;
}
