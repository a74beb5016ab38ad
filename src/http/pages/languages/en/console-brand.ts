/** Texts of the pages of the console: how an organization shows itself. */
export const consoleBrandTexts = {
  'brand.title': 'Brand',
  'brand.name': 'Name',
  'brand.nameHint': 'On pages and in mails. Empty: {name}.',
  'brand.accent': 'Colour',
  'brand.accentHint': 'Of buttons and links. Where it could not be read, it is made darker or lighter.',
  'brand.logo': 'Logo',
  'brand.logoHint': 'PNG, JPEG or WebP, up to 146 KB. It is shown 36 pixels high.',
  'brand.removeLogo': 'Remove the logo',
  'brand.removeLogoHint': 'The built-in one is shown again.',
  'brand.save': 'Save',
  'brand.preview': 'Preview',
  'brand.signIn': 'The sign-in page',
  'brand.mail': 'A mail, as it is sent now',
} as const;
