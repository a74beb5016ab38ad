import { AsyncLocalStorage } from 'node:async_hooks';

/** Rejects when the caller has lost the right to what is being done. */
type RequireRight = () => Promise<void>;

const looks = new AsyncLocalStorage<RequireRight>();

/**
 * Does something for a caller whose right was checked when they came. They wait in between, for their turn, for a hash, for the
 * end of what others write, and may lose the right meanwhile: so every transaction looks at it again where it begins.
 */
export const whileRightStands = <T>(requireRight: RequireRight, work: () => Promise<T>): Promise<T> =>
  looks.run(requireRight, work);

/** @throws GatehouseError when whoever the transaction is for has lost the right to it. */
export async function requireStandingRight(): Promise<void> {
  await looks.getStore()?.();
}
