import { createRequire } from 'node:module';
import type * as Pg from 'pg';

const require = createRequire(import.meta.url);

/** The driver. It is loaded where a database is used: most servers have none. */
export const pg = (): typeof Pg => require('pg');
