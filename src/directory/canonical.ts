/**
 * The one form in which names are compared: user names, e-mail addresses, group, organization and tenant names, and
 * setting keys. Unicode NFC, then upper case without regard to locale, as ASP.NET Core Identity normalizes its lookups.
 */
export function canonical(name: string): string {
  return name.normalize('NFC').toUpperCase();
}
