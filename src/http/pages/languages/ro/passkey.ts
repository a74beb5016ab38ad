import type { passkeyTexts as english } from '../en/passkey.ts';
import type { TextsOf } from '../en.ts';

export const passkeyTexts: TextsOf<typeof english> = {
  'passkey.signIn': 'Conectare cu o cheie de acces',
  'passkey.create': 'Creați o cheie de acces',
  'passkey.getFailed': 'Nu a fost folosită nicio cheie de acces: încercați din nou sau alegeți altă cale.',
  'passkey.createFailed':
    'Nu a fost creată nicio cheie de acces. Poate că acest dispozitiv are deja una pentru acest cont.',
  'passkey.wrong':
    'Această cheie de acces nu poate fi folosită pentru conectare aici. Încercați din nou sau folosiți parola.',
  'passkey.needsScript': 'Acest browser nu poate folosi chei de acces sau nu rulează scripturi: alegeți altă cale.',
};
