import type { paging, Values } from '../operation/parameter.ts';

/**
 * The page of a list that a request asks for. The member to sort by is found in any letter case; an unknown one means the
 * first of the orders.
 */
export const pageQueryOf = <Order extends string>(
  orders: readonly [Order, ...Order[]],
  { sortBy, sortOrder, skip, top }: Values<typeof paging>,
) => ({
  orderBy: orders.find((order) => order.toLowerCase() === sortBy?.toLowerCase()) ?? orders[0],
  descending: sortOrder === 'desc',
  skip,
  limit: top,
});
