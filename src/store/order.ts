import type { OrderByItemBuilder } from 'kysely';

/** An order in which nothing comes before everything, whichever the store: SQLite does so by itself. */
export const nothingFirst = (isDescending: boolean) => (order: OrderByItemBuilder) =>
  isDescending ? order.desc().nullsLast() : order.asc().nullsFirst();
