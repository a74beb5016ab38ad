/** The member that a list is to be sorted by, found in any letter case; one that nobody knows means the first. */
export function orderOf<Order extends string>(orders: readonly [Order, ...Order[]], sortBy: string | undefined): Order {
  return orders.find((order) => order.toLowerCase() === sortBy?.toLowerCase()) ?? orders[0];
}
