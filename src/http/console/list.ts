import { type ConsoleVisit, changed } from './page.ts';

/** What part of a long list is looked at, as the query of the page says. */
export interface ListState {
  readonly search: string;
  /** The name that the operation sorts by; undefined: its own order. */
  readonly sortBy: string | undefined;
  readonly descending: boolean;
  /** From 1. */
  readonly page: number;
  readonly size: number;
}

/** Rows of a page. */
const pageSize = 25;

/**
 * Reads `q`, `sort`, `order` and `page` of the query.
 *
 * @param sorts the names that it can be sorted by.
 */
export function listState({ query }: ConsoleVisit, sorts: readonly string[] = [], size = pageSize): ListState {
  const page = Number(query.get('page') ?? 1);
  return {
    search: query.get('q')?.trim() ?? '',
    sortBy: sorts.find((sort) => sort === query.get('sort')),
    descending: query.get('order') === 'desc',
    page: Number.isInteger(page) && page > 0 && page <= lastPage ? page : 1,
    size,
  };
}

/** As far as a selection of people is counted: nobody turns more pages, and to count more takes long. */
export const mostCounted = 10_000;

/** A count as people read it, of what is counted so far. */
export const countText = ({ t, language }: ConsoleVisit, count: number): string => {
  const number = new Intl.NumberFormat(language);
  return count <= mostCounted ? number.format(count) : t('console.moreThan', { count: number.format(mostCounted) });
};

/** As far as an operation can leave rows out. */
const lastPage = 1_000_000;

/** The parameters of an operation that lists page by page. */
export const pagingQuery = ({ search, sortBy, descending, page, size }: ListState) => ({
  searchTerm: search || undefined,
  sortBy,
  sortOrder: sortBy && (descending ? 'desc' : 'asc'),
  top: size,
  skip: (page - 1) * size,
});

/** The page sorted by this, from its beginning; the other way around when it already is. */
export const sortedBy = (visit: ConsoleVisit, { sortBy, descending }: ListState, name: string) =>
  changed(visit, { sort: name, order: sortBy === name && !descending ? 'desc' : undefined, page: undefined });
