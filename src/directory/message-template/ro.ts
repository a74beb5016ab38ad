import type { LanguageTexts } from './text.ts';

export const ro: LanguageTexts = {
  greeting: 'Bună ziua {{displayName}},',
  footer: 'Primiți acest mesaj pentru că aveți contul {{userName}} la {{organization}} ({{url}}).',
  messages: {
    EmailConfirmation: {
      subject: 'Confirmați adresa de e-mail',
      before: ['vă rugăm să confirmați că {{email}} este adresa dumneavoastră.'],
      link: 'Confirmă adresa',
      after: [
        'Linkul poate fi folosit o singură dată, până la {{expires}}. Dacă nu ați cerut acest lucru, ignorați mesajul.',
      ],
    },
    ForgotPassword: {
      subject: 'Alegeți o parolă nouă',
      before: ['cineva, probabil dumneavoastră, a cerut o parolă nouă pentru contul {{userName}}.'],
      link: 'Alege o parolă nouă',
      after: [
        'Linkul poate fi folosit o singură dată, până la {{expires}}. Dacă nu ați fost dumneavoastră, ignorați mesajul: parola rămâne neschimbată.',
      ],
    },
    PasswordChanged: {
      subject: 'Parola dumneavoastră a fost schimbată',
      before: ['parola contului {{userName}} a fost schimbată la {{time}}. Ați fost deconectat de peste tot.'],
      after: ['Dacă nu ați fost dumneavoastră, anunțați imediat administratorul.'],
    },
    UserInvitation: {
      subject: 'Invitație la {{organization}}',
      before: ['ați fost invitat la {{organization}}. Acceptați invitația pentru a alege o parolă.'],
      link: 'Acceptă invitația',
      after: ['Linkul poate fi folosit o singură dată, până la {{expires}}.'],
    },
    AccountLockedOut: {
      subject: 'Contul dumneavoastră este blocat',
      before: [
        'contul {{userName}} a fost blocat la {{time}} după prea multe încercări cu o parolă greșită. Se deblochează singur după un timp.',
      ],
      after: [
        'Dacă nu ați fost dumneavoastră, anunțați administratorul: este posibil ca cineva să vă ghicească parola.',
      ],
    },
    MessageTemplateChanged: {
      subject: 'Textul mesajului {{template}} a fost înlocuit la {{organization}}',
      before: [
        'textul mesajului {{template}} a fost înlocuit la {{time}}, de către {{actor}}. Mesajele de acest fel conțin linkuri cu care se stabilesc parole.',
      ],
      after: ['Dacă nu cunoașteți motivul, verificați textul sau reveniți la cel inclus.'],
    },
    TestEmail: {
      subject: 'Mesaj de test de la {{organization}}',
      before: ['acest mesaj arată că {{organization}} poate trimite e-mail.'],
      after: ['Nu trebuie să faceți nimic.'],
    },
  },
};
