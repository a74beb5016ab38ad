/** What every application may ask of a person that may ask of a person at all (OpenID Connect Core section 5.4, 11). */
export const standardScopes: readonly string[] = ['openid', 'profile', 'email', 'offline_access'];
