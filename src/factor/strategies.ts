import type { FactorKind } from '../directory/factor.ts';
import { passkey } from './passkey.ts';
import type { FactorStrategy } from './strategy.ts';

/** Every kind of factor that can be proved. */
const strategies: readonly FactorStrategy[] = [passkey];

export const strategyOf = (kind: FactorKind): FactorStrategy | undefined =>
  strategies.find((strategy) => strategy.kind === kind);
