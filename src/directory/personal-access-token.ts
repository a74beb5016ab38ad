import { newSecret } from './application.ts';
import { type HandleKey, hashOfHandle, organizationName, organizationNamed } from './handle.ts';
import { type SettingKey, type SettingValues, settingDefaults } from './setting.ts';
import type { UserKey } from './user.ts';

/**
 * A personal access token: a *reference token* on the wire. Anyone who presents its value acts as the user, within the
 * scopes that were chosen when it was made. The value is shown once; what is stored is its hash.
 */
export interface PersonalAccessToken {
  readonly organizationId: string;
  readonly id: string;
  readonly userId: string;
  readonly description: string;
  readonly scopes: readonly string[];
  /** By what the person who made it, or gave it its value, had signed in: the claim `amr`. */
  readonly amr: readonly string[];
  readonly createdAt: number;
  readonly expiresAt: number;
  /** To the minute; null when it was never used. */
  readonly lastUsedAt: number | null;
}

export type PersonalAccessTokenKey = Pick<PersonalAccessToken, 'organizationId' | 'id'>;

export interface PersonalAccessTokenQuery {
  /** Undefined: of everybody. */
  readonly userId: string | undefined;
  /** Part of the description, or of a name or the address of the owner, in any letter case. */
  readonly searchTerm: string | undefined;
  readonly skip: number;
  /** Undefined: all of them. */
  readonly limit: number | undefined;
}

export interface PersonalAccessTokenPage {
  readonly totalCount: number;
  /** Newest first, expired ones among them until they are swept. */
  readonly results: readonly PersonalAccessToken[];
}

export interface PersonalAccessTokens {
  find(key: PersonalAccessTokenKey): Promise<PersonalAccessToken | undefined>;
  findByHandle(key: HandleKey): Promise<PersonalAccessToken | undefined>;
  /** Newest first, expired ones among them until they are swept. */
  ofUser(user: UserKey): Promise<readonly PersonalAccessToken[]>;
  page(organizationId: string, query: PersonalAccessTokenQuery): Promise<PersonalAccessTokenPage>;
  countLiving(user: UserKey, now: number): Promise<number>;
  insert(token: PersonalAccessToken, hash: string): Promise<void>;
  describe(key: PersonalAccessTokenKey, description: string): Promise<void>;
  /** Gives it the hash of another value, and with it description, times and last use. */
  replace(token: PersonalAccessToken, hash: string): Promise<void>;
  /** Returns whether there was one to delete. */
  delete(key: PersonalAccessTokenKey): Promise<boolean>;
  /** Ends every token of the user. Returns how many there were that had not expired. */
  revokeOfUser(user: UserKey, now: number): Promise<number>;
  /** Writes at most once a minute for each token, however often it is used. */
  recordUse(token: PersonalAccessToken, now: number): Promise<void>;
}

const prefix = 'rt_';

/** How many letters the random part has. */
const secretLength = 43;

/**
 * A new value: the prefix by which people and scanners know what it is, the organization, 256 random bits. Other handles
 * have a dot before the random part; this one is one word, so that a tool that hides or selects words takes all of it.
 */
export const newPersonalAccessToken = (organizationId: string): string =>
  `${prefix}${organizationName(organizationId)}${newSecret()}`;

export const isPersonalAccessToken = (text: string): boolean => text.startsWith(prefix);

/** What is stored. */
export const hashPersonalAccessToken = hashOfHandle;

export const keyOfPersonalAccessToken = (value: string): HandleKey => ({
  organizationId: organizationNamed(value.slice(prefix.length, -secretLength)),
  hash: hashOfHandle(value),
});

export const maxDescriptionLength = 256;

/** The most that an organization can allow: days that a token lives, and tokens that a person has. */
export const longestLifespanDays = 1800;
export const mostTokensPerUser = 50;

/** What the organization allows. */
export interface PersonalAccessTokenRules {
  readonly isEnabled: boolean;
  readonly maxDays: number;
  readonly maxTokens: number;
}

/** A value that cannot be read counts as the default, one beyond the hard limits as the limit. */
export function personalAccessTokenRules(values: SettingValues): PersonalAccessTokenRules {
  return {
    isEnabled: allowsPersonalAccessTokens(values['Auth.PersonalAccessToken.Enabled']),
    maxDays: within(values, 'Auth.PersonalAccessToken.MaxLifespanDays', longestLifespanDays),
    maxTokens: within(values, 'Auth.PersonalAccessToken.MaxTokensPerUser', mostTokensPerUser),
  };
}

/** What the value of `Auth.PersonalAccessToken.Enabled` says; null when nobody has stored one. */
export const allowsPersonalAccessTokens = (value: string | null): boolean =>
  value === null || value.trim().toLowerCase() !== 'false';

function within(values: SettingValues, key: SettingKey, most: number): number {
  const text = values[key];
  const number = Number(/^\d{1,9}$/.test(text.trim()) ? text : settingDefaults[key]);
  return Math.min(Math.max(number, 1), most);
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/**
 * Why the token cannot live until `expiresAt`, or undefined when it can. The clocks of two machines differ a little.
 */
export function refusedExpiry(
  expiresAt: number,
  { maxDays }: PersonalAccessTokenRules,
  now: number,
): string | undefined {
  const lifetime = expiresAt - now;
  const [isEnough, isAllowed] = [lifetime >= dayMs - minuteMs, lifetime <= maxDays * dayMs + minuteMs];
  if (isEnough && isAllowed) return undefined;
  return `expiration too ${isEnough ? 'large' : 'small'}: the lifetime must be between 1 and ${maxDays} days.`;
}
