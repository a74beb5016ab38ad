import type { passkeyTexts as english } from '../en/passkey.ts';
import type { TextsOf } from '../en.ts';

export const passkeyTexts: TextsOf<typeof english> = {
  'passkey.signIn': 'Mit einem Passkey anmelden',
  'passkey.create': 'Passkey erstellen',
  'passkey.getFailed':
    'Es wurde kein Passkey verwendet: Versuchen Sie es noch einmal, oder wählen Sie einen anderen Weg.',
  'passkey.createFailed': 'Es wurde kein Passkey erstellt. Vielleicht hat dieses Gerät schon einen für dieses Konto.',
  'passkey.wrong':
    'Mit diesem Passkey können Sie sich hier nicht anmelden. Versuchen Sie es noch einmal, oder verwenden Sie Ihr Passwort.',
  'passkey.needsScript':
    'Dieser Browser kann keine Passkeys verwenden oder führt keine Skripte aus: Wählen Sie einen anderen Weg.',
};
