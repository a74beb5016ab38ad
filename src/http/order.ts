/** The member to sort a list by, in any letter case; the first one when it is unknown. */
export function orderOf<Order extends string>(orders: readonly [Order, ...Order[]], sortBy: string | undefined): Order {
  return orders.find((order) => order.toLowerCase() === sortBy?.toLowerCase()) ?? orders[0];
}
