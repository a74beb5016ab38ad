import { canonical } from './canonical.ts';

/** Values that belong together: each stands for what a level has stored of none of them. */
export const passwordPresets = {
  /** What the original has while nothing is set. */
  compatible: {
    'Auth.Password.PasswordComplexity':
      '{"hasSpecialCharacter":false,"hasLowercase":true,"hasUppercase":false,"hasDigit":true,"Length":"8"}',
    'Auth.Password.LengthWithSecondFactor': '0',
    'Auth.Password.DefaultExpirationDays': '0',
    'Auth.Password.RefuseCommonPasswords': 'false',
    'Auth.Password.RefuseBreachedPasswords': 'false',
    'Auth.Password.RefuseContextWords': 'false',
  },
  /** NIST SP 800-63B revision 4, section 3.1.1.2: for a password that is the only factor, and shorter beside another one. */
  nist: {
    'Auth.Password.PasswordComplexity':
      '{"hasSpecialCharacter":false,"hasLowercase":false,"hasUppercase":false,"hasDigit":false,"Length":"15"}',
    'Auth.Password.LengthWithSecondFactor': '8',
    'Auth.Password.DefaultExpirationDays': '0',
    'Auth.Password.RefuseCommonPasswords': 'true',
    'Auth.Password.RefuseBreachedPasswords': 'true',
    'Auth.Password.RefuseContextWords': 'true',
  },
} as const;

/** The settings that the server itself reads, with the value that holds while nobody has stored another. */
export const settingDefaults = {
  ...passwordPresets.compatible,
  'Auth.Password.Preset': 'compatible',
  'Auth.Password.PreviousUseLimit': '1',
  'Auth.Password.CheckBreachedAtSignIn': 'false',
  'Auth.Password.WarnBeforeExpiration': 'true',
  'Auth.Password.ShouldChangePasswordAfterFirstLogin': 'true',
  'Auth.UserLockOut.IsEnabled': 'true',
  'Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout': '10',
  'Auth.UserLockOut.DefaultAccountLockoutSeconds': '300',
  'Auth.UserLockOut.PerSource': 'true',
  'Auth.Session.IdleTimeoutEnabled': 'false',
  'Auth.Session.IdleTimeoutMinutes': '30',
  'Auth.Session.LimitConcurrentSessions': 'false',
  'Auth.Session.KeepSignedInDays': '30',
  'Auth.RestrictBasicAuthentication': 'false',
  'Auth.RequireConfirmedEmail': 'false',
  'Auth.SecondFactor.Mode': 'optional',
  'Auth.SecondFactor.RequiredGroups': '',
  'Auth.SecondFactor.GraceDays': '7',
  'Auth.SecondFactor.RememberDays': '30',
  'Auth.SecondFactor.StepUpMinutes': '15',
  'Auth.SecondFactor.StepUpApi': 'false',
  'Auth.SecondFactor.EmailCodes': 'false',
  'Auth.CommandLineClient.Enabled': 'true',
  'Auth.PersonalAccessToken.Enabled': 'true',
  'Auth.PersonalAccessToken.MaxLifespanDays': '360',
  'Auth.PersonalAccessToken.MaxTokensPerUser': '5',
  'Auth.PersonalAccessToken.RevokeOnPasswordChange': 'false',
} as const;

export type SettingKey = keyof typeof settingDefaults;

/** The values in force for one organization. */
export type SettingValues = Readonly<Record<SettingKey, string>>;

const keyByCanonical: ReadonlyMap<string, SettingKey> = new Map(
  (Object.keys(settingDefaults) as SettingKey[]).map((key) => [canonical(key), key]),
);

/** The keys that the server itself reads, as they are compared. */
export const canonicalSettingKeys: readonly string[] = [...keyByCanonical.keys()];

/** The settings that a preset stands for. */
export const presetKeys = Object.keys(passwordPresets.compatible) as (keyof typeof passwordPresets.compatible)[];

/** What a preset of that name stands for; nothing when there is no such preset. */
export function presetValues(name: string | null | undefined): Partial<SettingValues> {
  const wanted = (name ?? '').trim().toLowerCase();
  return Object.hasOwn(passwordPresets, wanted) ? passwordPresets[wanted as keyof typeof passwordPresets] : {};
}

interface StoredValue {
  /** As `canonical` gives it. */
  readonly key_key: string;
  readonly value: string | null;
}

/**
 * The values in force where so much is stored: what the first level has, the host's, gives way to the next, and what a
 * preset stands for to what the same level has stored by itself.
 */
export function valuesInForce(...levels: readonly (readonly StoredValue[])[]): SettingValues {
  const values: Record<SettingKey, string> = { ...settingDefaults };
  for (const level of levels) {
    const own = level.flatMap(({ key_key, value }) => {
      const key = keyByCanonical.get(key_key);
      return key === undefined || value === null ? [] : [[key, value] as const];
    });
    const stored: Partial<SettingValues> = Object.fromEntries(own);
    Object.assign(values, presetValues(stored['Auth.Password.Preset']), stored);
  }
  return values;
}

/** Switches are written in any letter case. */
export const isOn = (value: string): boolean => value.trim().toLowerCase() === 'true';

/** Whether only people with an exemption of their own sign in with a password. */
export const restrictsBasicAuthentication = (settings: SettingValues): boolean =>
  isOn(settings['Auth.RestrictBasicAuthentication']);

/** Whether people are let in only when they have confirmed that they read the mail of their addresses. */
export const requiresConfirmedEmail = (settings: SettingValues): boolean =>
  isOn(settings['Auth.RequireConfirmedEmail']);

/** For how many days people of the organization can stay signed in; 0 when they cannot. */
export function keepSignedInDays({ 'Auth.Session.KeepSignedInDays': days }: SettingValues): number {
  return /^\s*\d{1,4}\s*$/.test(days) ? Number(days) : Number(settingDefaults['Auth.Session.KeepSignedInDays']);
}

/**
 * Settings of an organization that only single parts of the server read: the pages, and the delivery of mail. They have
 * no value until one is stored.
 */
export const optionalSettings = [
  'Branding.DisplayName',
  'Branding.AccentColor',
  'Branding.Logo',
  'Email.Smtp.Host',
  'Email.Smtp.Port',
  'Email.Smtp.EnableSsl',
  'Email.Smtp.UserName',
  'Email.Smtp.Password',
  'Email.Smtp.Domain',
  'Email.Smtp.UseDefaultCredentials',
  'Email.Smtp.FromEmail',
  'Email.Smtp.FromDisplayName',
  'Email.Smtp.ConnectionTimeout',
] as const;

/** Every setting of an organization whose values are checked. */
export type KnownSettingKey = SettingKey | (typeof optionalSettings)[number];

/** Settings that are written and never shown. */
const secretKeys: ReadonlySet<string> = new Set([canonical('Email.Smtp.Password')]);

export const isSecretSetting = (key: string): boolean => secretKeys.has(canonical(key));

/** Stands for a secret wherever it would be shown. Written back, it leaves the secret as it is. */
export const secretMask = '********';

/** What a setting holds for: the host or an organization as a whole, or one user of it. */
export interface SettingLevel {
  readonly organizationId: string;
  readonly userId: string | null;
}

/** How much is stored at one level: keys, and what they and their values take in UTF-8. */
export interface SettingSize {
  readonly keys: number;
  readonly bytes: number;
}

/** A row of the store. The value of a secret is `secretMask`. */
export interface StoredSetting extends SettingLevel {
  readonly id: number;
  readonly key: string;
  readonly value: string | null;
}

/** What is to be stored under a key. */
export type SettingValue = Pick<StoredSetting, 'key' | 'value'>;

export interface Settings {
  /** Organization value, else host value, else the built-in default, for every key the server knows. */
  inForce(organizationId: string): Promise<SettingValues>;
  /** Whether the organization has a value of its own, which wins over the host's. */
  isStored(organizationId: string, key: KnownSettingKey): Promise<boolean>;
  /** What is stored at one level, under these keys or under all, by key. */
  stored(level: SettingLevel, keys?: readonly string[]): Promise<readonly StoredSetting[]>;
  size(level: SettingLevel): Promise<SettingSize>;
  /**
   * Stores values, each in place of the one that is there, and returns them in their order; no key comes twice. The mask of a
   * secret leaves what is there.
   */
  write(level: SettingLevel, values: readonly SettingValue[]): Promise<readonly StoredSetting[]>;
  /** The row of that number in an organization, of whichever level. */
  find(organizationId: string, id: number): Promise<StoredSetting | undefined>;
  delete(level: SettingLevel, keys: readonly string[]): Promise<void>;
  /** Stores a value for an organization, or for the host when `organizationId` is null. */
  put(organizationId: string | null, key: KnownSettingKey, value: string): Promise<void>;
}
