import { createRequire } from 'node:module';
import type * as Argon2 from '@node-rs/argon2';
import type * as Bcrypt from '@node-rs/bcrypt';

// Machine code, 3 MiB of memory each. It is loaded where something is hashed, which a thread does that ends when there is
// nothing to hash; the main thread reads hashes, and computes none.

const require = createRequire(import.meta.url);

export const argon2 = (): typeof Argon2 => require('@node-rs/argon2');
export const bcrypt = (): typeof Bcrypt => require('@node-rs/bcrypt');
