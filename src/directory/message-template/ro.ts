import type { LanguageTexts } from './text.ts';

export const ro: LanguageTexts = {
  tag: 'ro',
  greeting: 'Bună ziua {{displayName}},',
  footer: 'Primiți acest mesaj pentru că aveți contul {{userName}} la {{organization}} ({{url}}).',
  messages: {
    EmailConfirmation: {
      subject: 'Confirmați adresa de e-mail',
      before: ['vă rugăm să confirmați că {{email}} este adresa dumneavoastră.'],
      link: 'Confirmă adresa',
      after: [
        'Linkul poate fi folosit o singură dată, până la {{expires}}. {{source}}',
        'Dacă nu știți despre ce este vorba, ignorați mesajul: nu se întâmplă nimic dacă linkul nu este deschis.',
      ],
    },
    ForgotPassword: {
      subject: 'Alegeți o parolă nouă',
      before: ['cineva, probabil dumneavoastră, a cerut o parolă nouă pentru contul {{userName}}, la {{time}}.'],
      link: 'Alege o parolă nouă',
      after: [
        'Linkul poate fi folosit o singură dată, până la {{expires}}. {{source}}',
        'Dacă nu ați fost dumneavoastră, ignorați mesajul: parola rămâne neschimbată. Dacă se repetă, anunțați administratorul.',
      ],
    },
    PasswordChanged: {
      subject: 'Parola dumneavoastră a fost schimbată',
      before: [
        'parola contului {{userName}} a fost schimbată la {{time}}. Ați fost deconectat de peste tot. {{source}}',
      ],
      after: [
        'Dacă nu ați fost dumneavoastră, altcineva vă folosește contul: alegeți imediat o parolă nouă, la {{url}}/identity/web/forgot-password, și anunțați administratorul.',
      ],
    },
    UserInvitation: {
      subject: 'Invitație la {{organization}}',
      before: ['ați fost invitat la {{organization}}. Acceptați invitația pentru a alege o parolă.'],
      link: 'Acceptă invitația',
      after: [
        'Linkul poate fi folosit o singură dată, până la {{expires}}. {{source}}',
        'Dacă nu așteptați o invitație, ignorați mesajul: fără dumneavoastră, nimeni nu poate folosi contul.',
      ],
    },
    AccountLockedOut: {
      subject: 'Parole greșite pentru contul dumneavoastră',
      before: ['pentru contul {{userName}} au fost trimise prea multe parole greșite până la {{time}}. {{source}}'],
      after: [
        'Dacă nu ați fost dumneavoastră, anunțați administratorul: este posibil ca cineva să vă ghicească parola.',
      ],
    },
    PasswordExpires: {
      subject: 'Parola dumneavoastră expiră în curând',
      before: ['parola contului {{userName}} expiră la {{time}}.'],
      after: [
        'Alegeți una nouă înainte, la {{url}}/identity/web/change-password. După aceea vi se cere una nouă la conectare; programele care se conectează cu ea sunt refuzate.',
      ],
    },
    CredentialsExpire: {
      subject: 'Secrete sau certificate ale {{organization}} expiră în curând',
      before: [
        'un secret al unei aplicații sau un certificat al {{organization}} expiră la {{time}}, iar altele poate curând după aceea. Ceea ce depinde de el este apoi refuzat.',
      ],
      after: [
        'Ce expiră și când se vede la {{url}}/identity/web/admin/expiring: acolo un secret poate fi înlocuit, cel vechi rămânând valabil o vreme.',
      ],
    },
    MessageTemplateChanged: {
      subject: 'Textul mesajului {{template}} a fost înlocuit la {{organization}}',
      before: [
        'textul mesajului {{template}} a fost înlocuit la {{time}}, de către {{actor}}. Mesajele de acest fel conțin linkuri cu care se stabilesc parole.',
      ],
      after: ['Dacă nu cunoașteți motivul, verificați textul sau reveniți la cel inclus.'],
    },
    SecondFactorAdded: {
      subject: 'Un al doilea factor a fost configurat pentru contul dumneavoastră',
      before: ['al doilea factor „{{factor}}” a fost configurat pentru contul {{userName}} la {{time}}. {{source}}'],
      after: [
        'Dacă nu ați fost dumneavoastră, altcineva vă folosește contul: eliminați-l, la {{url}}/identity/web/security, schimbați parola și anunțați administratorul.',
      ],
    },
    SecondFactorRemoved: {
      subject: 'Un al doilea factor al contului dumneavoastră a fost eliminat',
      before: ['al doilea factor „{{factor}}” al contului {{userName}} a fost eliminat la {{time}}. {{source}}'],
      after: [
        'Dacă nu cunoașteți motivul, verificați factorii dumneavoastră, la {{url}}/identity/web/security, schimbați parola și anunțați administratorul.',
      ],
    },
    SecondFactorsReset: {
      subject: 'Toți factorii suplimentari ai contului dumneavoastră au fost eliminați',
      before: [
        'toți factorii suplimentari ai contului {{userName}} au fost eliminați la {{time}}, iar codurile de recuperare nu mai sunt valabile. Ați fost deconectat de peste tot. {{source}}',
      ],
      after: [
        'Dacă ați cerut acest lucru, configurați din nou un al doilea factor, la {{url}}/identity/web/security. Dacă nu, anunțați imediat administratorul: acum parola este suficientă pentru conectarea în numele dumneavoastră.',
      ],
    },
    RecoveryCodesReplaced: {
      subject: 'Aveți coduri de recuperare noi',
      before: [
        'pentru contul {{userName}} au fost generate coduri de recuperare noi la {{time}}. Cele dinainte nu mai sunt valabile. {{source}}',
      ],
      after: [
        'Dacă nu ați fost dumneavoastră, altcineva vă folosește contul: generați altele, la {{url}}/identity/web/security, schimbați parola și anunțați administratorul.',
      ],
    },
    RecoveryCodeUsed: {
      subject: 'A fost folosit un cod de recuperare al contului dumneavoastră',
      before: [
        'pentru contul {{userName}} a fost folosit un cod de recuperare la {{time}}. Coduri rămase: {{left}}. {{source}}',
      ],
      after: [
        'Puteți genera altele la {{url}}/identity/web/security.',
        'Dacă nu ați fost dumneavoastră, cineva vă cunoaște parola și unul dintre coduri: schimbați parola, generați coduri noi și anunțați administratorul.',
      ],
    },
    SecondFactorCode: {
      subject: 'Codul dumneavoastră pentru {{organization}}',
      before: [
        'codul pentru contul {{userName}} este {{code}}. Poate fi folosit o singură dată, până la {{time}}.',
        'Introduceți-l numai la {{url}} și nu îl spuneți nimănui. {{source}}',
      ],
      after: ['Dacă nu l-ați cerut, cineva vă cunoaște parola: schimbați-o și anunțați administratorul.'],
    },
    TestEmail: {
      subject: 'Mesaj de test de la {{organization}}',
      before: ['acest mesaj arată că {{organization}} poate trimite e-mail.'],
      after: ['Nu trebuie să faceți nimic.'],
    },
  },
  causes: {
    owner: 'S-a făcut de la adresa {address}{with}.',
    anybody: 'Cererea a venit de la adresa {address}{with}.',
    administrator: 'A făcut-o {name}, din administrație.',
    application: 'A făcut-o aplicația {name}.',
    operator: 'A făcut-o cine administrează serverul.',
  },
  browser: ', cu {browser}',
  sources: {
    network:
      'Din rețeaua {network} nu mai poate încerca nimeni un timp. Din altă parte, și în browserele în care v-ați mai conectat, nu s-a schimbat nimic.',
    strangers:
      'Au venit din multe locuri, ultima din rețeaua {network}. Timp de cel mult două zile, parolele sunt acceptate numai în browserele în care v-ați mai conectat.',
    device:
      'Au venit dintr-un browser în care v-ați mai conectat, din rețeaua {network}. Acolo nu se mai poate încerca un timp; în altă parte nu s-a schimbat nimic.',
    owner:
      'Au venit de la cineva conectat cu contul dumneavoastră, din rețeaua {network}. Acolo parola nu poate fi schimbată un timp; conectarea funcționează ca până acum.',
    administrator:
      'Au venit de la un administrator, care nu mai poate încerca un timp. Vă puteți conecta la fel ca până acum.',
    application:
      'Au venit de la o aplicație, care nu mai poate încerca un timp. Vă puteți conecta la fel ca până acum.',
    link: 'Au venit printr-un link dintr-un e-mail, din rețeaua {network}. Astfel de linkuri nu funcționează un timp. Vă puteți conecta la fel ca până acum.',
    everybody:
      'Un timp, nimeni nu poate folosi parola contului, nici dumneavoastră. Ultima a venit din rețeaua {network}.',
  },
};
