/** The settings that the server itself reads, with the value that holds while nobody has stored another. */
export const settingDefaults = {
  'Auth.Password.PasswordComplexity':
    '{"hasSpecialCharacter":false,"hasLowercase":true,"hasUppercase":false,"hasDigit":true,"Length":"8"}',
  'Auth.Password.DefaultExpirationDays': '0',
  'Auth.Password.PreviousUseLimit': '1',
  'Auth.Password.ShouldChangePasswordAfterFirstLogin': 'true',
  'Auth.UserLockOut.IsEnabled': 'true',
  'Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout': '10',
  'Auth.UserLockOut.DefaultAccountLockoutSeconds': '300',
  'Auth.Session.IdleTimeoutEnabled': 'false',
  'Auth.Session.IdleTimeoutMinutes': '30',
  'Auth.Session.LimitConcurrentSessions': 'false',
  'Auth.RestrictBasicAuthentication': 'false',
  'Auth.RequireConfirmedEmail': 'false',
  'Auth.PersonalAccessToken.Enabled': 'true',
  'Auth.PersonalAccessToken.MaxLifespanDays': '360',
  'Auth.PersonalAccessToken.MaxTokensPerUser': '5',
  'Auth.PersonalAccessToken.RevokeOnPasswordChange': 'false',
} as const;

export type SettingKey = keyof typeof settingDefaults;

/** The values in force for one organization. */
export type SettingValues = Readonly<Record<SettingKey, string>>;

export interface Settings {
  /** Organization value, else host value, else the built-in default, for every key the server knows. */
  inForce(organizationId: string): Promise<SettingValues>;
  /** Whether the organization has a value of its own, which wins over the host's. */
  isStored(organizationId: string, key: SettingKey): Promise<boolean>;
  /** Stores a value for an organization, or for the host when `organizationId` is null. */
  put(organizationId: string | null, key: SettingKey, value: string): Promise<void>;
}
