import type { consoleApplicationTexts as english } from '../en/console-application.ts';
import type { TextsOf } from '../en.ts';

export const consoleApplicationTexts: TextsOf<typeof english> = {
  'console.application.about':
    'Programe la care se conectează oamenii sau care lucrează singure. Fiecare are un ID de client și are voie doar ce îi permiteți.',
  'console.application.noneTitle': 'Încă nicio aplicație',
  'console.application.none':
    'O aplicație este un program la care oamenii se conectează cu contul lor de aici sau care apelează singur un API. Spuneți ce fel de program este: setările potrivite decurg de aici.',
  'console.application.new': 'Aplicație nouă',
  'console.application.search': 'Nume sau ID de client',
  'console.application.name': 'Nume',
  'console.application.nameHint': 'Oamenii îl citesc când sunt întrebați dacă sunt de acord.',
  'console.application.kind': 'Fel',
  'console.application.clientId': 'ID de client',
  'console.application.issuer': 'Emitent (issuer)',
  'console.application.discovery': 'Document de descoperire',
  'console.application.builtIn': 'încorporată',
  'console.application.copy': 'Copiați: {what}',
  'console.application.actions': 'Acțiuni',

  'console.application.which': 'Ce fel de program este? Restul decurge de aici.',
  'console.application.otherKind': 'Este altceva',
  'console.application.kind.web': 'Aplicație web',
  'console.application.kind.spa': 'Aplicație de o singură pagină (SPA)',
  'console.application.kind.native': 'Aplicație pentru calculator sau telefon',
  'console.application.kind.device': 'Dispozitiv',
  'console.application.kind.machine': 'Serviciu',
  'console.application.kindText.web': 'Paginile ei se fac pe un server, de exemplu cu Node, PHP, Java sau ASP.NET.',
  'console.application.kindText.spa': 'Rulează în browser, de exemplu cu React, Angular sau Vue.',
  'console.application.kindText.native':
    'Este instalată pe calculatoarele oamenilor sau este o comandă pe care o rulează acolo.',
  'console.application.kindText.device':
    'Nu are browser sau tastatură: un televizor, o imprimantă, o linie de comandă la distanță.',
  'console.application.kindText.machine':
    'Lucrează singur, fără o persoană: o sarcină de noapte, un robot, un server care apelează un API.',
  'console.application.decided.web.1':
    'Are un secret sau chei, pentru că rulează pe un server ale cărui fișiere nu le poate citi nimeni altcineva.',
  'console.application.decided.web.2':
    'Oamenii se conectează prin fluxul cu cod și PKCE: niciun token nu ajunge într-o adresă a browserului.',
  'console.application.decided.web.3':
    'Poate avea și drepturi proprii, pentru ce face când nu este conectat nimeni. Poate fi anunțată când cineva se deconectează.',
  'console.application.decided.spa.1':
    'Nu are secret: l-ar putea citi oricine o deschide. PKCE protejează conectarea în locul lui.',
  'console.application.decided.spa.2':
    'Paginile ei pot apela acest server din browser (CORS), pentru că URI-ul de redirecționare spune de unde vin.',
  'console.application.decided.spa.3':
    'Rămâne conectată cu tokenuri de reîmprospătare, pentru că browserele nu mai trimit cookie-urile altor site-uri în cadre.',
  'console.application.decided.native.1':
    'Nu are secret: fiecare copie instalată l-ar avea pe același. PKCE protejează conectarea în locul lui.',
  'console.application.decided.native.2':
    'Răspunsul ajunge la o adresă de pe calculatorul persoanei, la orice port liber, sau la o schemă proprie.',
  'console.application.decided.native.3':
    'Oamenii sunt întrebați de fiecare dată dacă sunt de acord, pentru că un alt program de pe calculator s-ar putea da drept ea.',
  'console.application.decided.device.1': 'Nu are secret: l-ar putea citi oricine are dispozitivul în mână.',
  'console.application.decided.device.2': 'Arată un cod, pe care persoana îl scrie pe telefon sau pe calculator.',
  'console.application.decided.device.3':
    'URI-ul lui de redirecționare este o pagină a acestui server. Nu este folosit niciodată; niciun alt program nu poate primi ceva acolo.',
  'console.application.decided.machine.1':
    'Dovedește cine este cu un secret, cu chei proprii sau cu tokenuri ale altui emitent.',
  'console.application.decided.machine.2': 'Nu are URI de redirecționare, pentru că nu se conectează nimeni la el.',
  'console.application.decided.machine.3':
    'Ce îi permiteți poate face oricând și pentru toată organizația. Permiteți-i cât mai puțin.',

  'console.application.redirectUri': 'URI-uri de redirecționare',
  'console.application.redirectUriHint':
    'Unde revine browserul după conectare, câte unul pe rând, exact cum îl spune aplicația. De exemplu: {example}',
  'console.application.postLogoutRedirectUris': 'Adrese după deconectare',
  'console.application.postLogoutRedirectUrisHint':
    'Unde poate merge browserul după deconectare, câte una pe rând. URI-urile de redirecționare sunt bune oricum.',
  'console.application.signOut': 'Deconectare',
  'console.application.backchannelLogoutUri': 'Adresa care este anunțată de deconectări',
  'console.application.backchannelLogoutUriHint':
    'Acest server trimite acolo un token de deconectare când se încheie o sesiune (back-channel logout).',
  'console.application.told': 'Când este anunțată de o deconectare',
  'console.application.toldSession': 'Se spune ce sesiune s-a încheiat, nu doar a cui',
  'console.application.uri.absolute': 'Aceasta nu este o adresă completă, precum https://app.example.com/callback.',
  'console.application.uri.fragment': 'Un URI de redirecționare nu are nicio parte după #.',
  'console.application.uri.credentials': 'Un URI de redirecționare nu are nume de utilizator și nici parolă.',
  'console.application.uri.host':
    'Gazda poate avea doar litere, cifre, puncte și cratime, și niciun caracter de înlocuire.',
  'console.application.uri.plain':
    'Folosiți https: prin http, răspunsul ar putea fi citit de oricine de pe drum. Doar o adresă de pe propriul calculator poate avea http.',
  'console.application.uri.scheme':
    'Folosiți https sau o schemă proprie cu un punct în ea, precum com.example.app:/callback.',
  'console.application.uri.good': 'este bun.',
  'console.application.uri.private': 'este bun: răspunsul îl primește programul care are această schemă.',
  'console.application.uri.anyPort': 'este bun, la orice port al calculatorului persoanei.',
  'console.application.uri.onePort': 'este bun, la acest port al calculatorului persoanei. Potrivit pentru dezvoltare.',

  'console.application.proof': 'Cum dovedește cine este',
  'console.application.proof.secret': 'Cu un secret',
  'console.application.proof.keys': 'Cu chei proprii',
  'console.application.proof.issuer': 'Cu tokenuri ale altui emitent',
  'console.application.proofText.secret':
    'Se creează acum și se arată o singură dată. Îl poate folosi orice bibliotecă.',
  'console.application.proofText.keys':
    'Semnează cu o cheie privată care nu iese niciodată de la ea. Nimic secret nu se trimite și nu se păstrează aici. Scrieți cheile mai jos.',
  'console.application.proofText.issuer':
    'Garantează pentru ea sistemul dumneavoastră de livrare sau cloudul, și nu există niciun secret. Pe pagina următoare spuneți pe cine să credem.',
  'console.application.keys': 'Chei publice',
  'console.application.keysText': 'O aplicație cu chei semnează cu ele, iar secretele ei nu mai sunt bune la nimic.',
  'console.application.keyCount': 'Înregistrate aici: {count}',
  'console.application.jwksUri': 'Adresa cheilor',
  'console.application.jwksUriHint':
    'De unde se poate prelua setul ei de chei (JSON Web Key Set). Cheile noi nu cer atunci nicio schimbare aici.',
  'console.application.jwks': 'Cheile înseși',
  'console.application.jwksHint': 'Un JSON Web Key Set sau o cheie. Numai chei publice.',
  'console.application.noKeys': 'Acesta nu este un JSON Web Key Set: {"keys": [ … ]}.',

  'console.application.created': '{name} a fost creată.',
  'console.application.settingsOf': 'Setările aplicației {name}',
  'console.application.deleted': '{name} a fost ștearsă.',
  'console.application.deleteTitle': 'Ștergeți {name}?',
  'console.application.deleteText':
    'Nu se mai poate conecta nimeni la ea, iar secretele și toate tokenurile ei încetează pe loc. Acest lucru nu poate fi anulat: o aplicație nouă primește alt ID de client.',
  'console.application.deleteButton': 'Ștergeți {name}',

  'console.application.scopes': 'Ce are voie',
  'console.application.scopesOf': 'Ce are voie {name}',
  'console.application.scopes.user': 'În numele persoanei conectate',
  'console.application.scopes.userText':
    'Ce îi permite persoana. Nu poate niciodată mai mult decât persoana, iar oamenii sunt întrebați înainte.',
  'console.application.scopes.application': 'Singură, fără o persoană',
  'console.application.scopes.applicationText': 'Oricând, pentru toată organizația, fără să fie întrebat cineva.',
  'console.application.scopes.person': 'Cine este persoana',
  'console.application.scopes.here': 'Acest server',
  'console.application.scopes.others':
    'Nume pe care le cer produse ale altora. Se transmit în tokenuri și nu deschid nimic aici.',
  'console.application.scopes.far': 'Cu efect larg: hotărăște cine intră sau ce au voie ceilalți.',
  'console.application.scopes.needed':
    'Alegeți cel puțin unul: altfel nu se poate conecta nimeni. „Cine este persoana” ajunge pentru conectare.',
  'console.application.scopes.none.user': 'Încă nimic: nu se poate conecta nimeni la ea.',
  'console.application.scopes.none.application': 'Încă nimic: nu primește niciun token.',
  'console.application.scopes.lost':
    'Are drepturi (scopes) care nu mai sunt înregistrate: {scopes}. Dispar când salvați.',
  'console.application.level.none': 'Fără acces',
  'console.application.level.read': 'Citire',
  'console.application.level.change': 'Modificare, fără citire',
  'console.application.level.manage': 'Administrare',

  'console.application.secret': 'Secret',
  'console.application.secrets': 'Secrete',
  'console.application.secretsEnd': 'Secretul expiră',
  'console.application.secretOf': 'Secretul din {date}',
  'console.application.secretsText':
    'Ultima folosire este exactă la oră. Secretele expirate mai apar în listă 30 de zile.',
  'console.application.noSecret': 'Nu are niciun secret.',
  'console.application.ends': 'Expiră',
  'console.application.endless': 'niciodată',
  'console.application.lastUsed': 'Folosit ultima dată',
  'console.application.made': 'Creat',
  'console.application.good': 'valabil',
  'console.application.over': 'expirat',
  'console.application.endsSoon': 'expiră curând',
  'console.application.replaced': 'înlocuit',
  'console.application.replace': 'Înlocuiți',
  'console.application.replaceOne': 'Înlocuiți: {secret}',
  'console.application.deleteOne': 'Ștergeți: {secret}',
  'console.application.newSecret': 'Secret nou',
  'console.application.newSecretOf': 'Secret nou pentru {name}',
  'console.application.secretFor': 'Pentru ce este',
  'console.application.secretForHint': 'Ca să știți mai târziu care este: un calculator, un anotimp.',
  'console.application.endsOn': 'Ziua în care expiră',
  'console.application.endsOnHint': 'Nu mai este valabil de la începutul acestei zile (UTC). Gol: nu expiră niciodată.',
  'console.application.replaces': 'Îl înlocuiește pe',
  'console.application.replacesHint':
    'Ce este înlocuit rămâne valabil o vreme: dați secretul nou tuturor părților aplicației, apoi vedeți dacă cel vechi mai este folosit.',
  'console.application.replacesNone': 'niciunul: încă un secret',
  'console.application.replacesAll': 'toate celelalte',
  'console.application.overlap': 'Ce este înlocuit rămâne valabil',
  'console.application.overlapHint': 'Unul pe care l-au aflat alții trebuie să înceteze pe loc.',
  'console.application.overlap.0': 'deloc: încetează pe loc',
  'console.application.overlap.1': 'o oră',
  'console.application.overlap.24': 'o zi',
  'console.application.overlap.48': 'două zile',
  'console.application.overlap.168': 'o săptămână',
  'console.application.overlap.720': '30 de zile',
  'console.application.overlap.2160': '90 de zile',
  'console.application.makeSecret': 'Creați secretul',
  'console.application.secretMade': 'Secretul:',
  'console.application.secretAdded': 'Secretul a fost creat.',
  'console.application.secretReplaced': 'Secretul nou a fost creat. Tabelul spune când încetează cel vechi.',
  'console.application.deleteSecret': 'Ștergeți „{secret}” de la {name}?',
  'console.application.deleteSecretText':
    'Cine îl mai are nu mai primește niciun token. Tokenurile emise rămân valabile până expiră.',
  'console.application.deleteSecretButton': 'Ștergeți secretul',
  'console.application.secretDeleted': 'Secretul a fost șters.',

  'console.application.credentials': 'Tokenuri ale altor emitenți',
  'console.application.credentials.none':
    'Un sistem de livrare sau un cloud poate garanta pentru aplicație cu tokenuri pe care le emite singur: atunci aplicația nu are nevoie de secret.',
  'console.application.credentialOf': 'Emitent care garantează pentru {name}',
  'console.application.credential.name': 'Nume',
  'console.application.credential.nameHint': 'De exemplu: Livrarea magazinului',
  'console.application.credential.issuer': 'Emitent',
  'console.application.credential.issuerHint':
    'Exact cum îl numesc tokenurile: https://token.actions.githubusercontent.com',
  'console.application.credential.audience': 'Destinatar (audience)',
  'console.application.credential.audienceHint': 'Pentru cine sunt tokenurile: acest server.',
  'console.application.credential.subject': 'Subiect (subject)',
  'console.application.credential.subjectHint': 'Despre cine sunt tokenurile: repo:example/shop:ref:refs/heads/main',
  'console.application.credential.description': 'Descriere',
  'console.application.credential.descriptionHint': 'Pentru dumneavoastră și ceilalți administratori.',
  'console.application.deleteCredentialText':
    'Aplicația nu mai poate dovedi cine este cu aceste tokenuri. Tokenurile emise aici rămân valabile până expiră.',
  'console.application.credentialDeleted': 'Emitentul nu mai garantează pentru aplicație.',

  'console.application.snippets': 'În programul dumneavoastră',
  'console.application.snippet.install': 'Mai întâi:',
  'console.application.snippet.web': 'Conectează o persoană. Gata de copiat și de rulat.',
  'console.application.snippet.spa': 'Conectează o persoană, în browser.',
  'console.application.snippet.native': 'Deschide browserul și primește răspunsul pe calculatorul persoanei.',
  'console.application.snippet.device': 'Arată un cod și așteaptă până când persoana l-a scris.',
  'console.application.snippet.machine': 'Obține un token și întreabă cu el cine apelează.',
  'console.application.snippet.secret':
    'Secretul nu stă în niciun program: fiecare îl ia din variabila de mediu {variable}.',
  'console.application.snippet.assertion':
    'Fiecare ia aserțiunea, semnată de cheia dumneavoastră sau de celălalt emitent, din variabila de mediu {variable}.',

  'console.scope.openid': 'Cine este',
  'console.scope.profile': 'Numele și numele de utilizator',
  'console.scope.email': 'Adresa de e-mail',
  'console.scope.offline_access': 'Acces cât persoana lipsește',
  'console.scope.groups': 'Grupuri',
  'console.scope.roles': 'Roluri',
  'console.scope.PM.User': 'Persoane',
  'console.scope.PM.User.read': 'toți, cu adrese de e-mail, grupuri și ultima conectare.',
  'console.scope.PM.User.manage': 'crearea, modificarea și ștergerea persoanelor și stabilirea parolelor lor.',
  'console.scope.PM.Group': 'Grupuri',
  'console.scope.PM.Group.read': 'grupurile și cine face parte din ele.',
  'console.scope.PM.Group.manage': 'grupurile și cine face parte din ele – și din cel al administratorilor.',
  'console.scope.PM.RobotAccount': 'Conturi de robot',
  'console.scope.PM.RobotAccount.read': 'conturile de robot.',
  'console.scope.PM.RobotAccount.manage': 'crearea, modificarea și ștergerea conturilor de robot.',
  'console.scope.PM.Directory': 'Director',
  'console.scope.PM.Directory.read': 'găsirea persoanelor, grupurilor și aplicațiilor după nume.',
  'console.scope.PM.OAuthApp': 'Aplicații și API-uri',
  'console.scope.PM.OAuthApp.read': 'aplicațiile și API-urile.',
  'console.scope.PM.OAuthApp.manage':
    'crearea, modificarea și ștergerea aplicațiilor și API-urilor și generarea secretelor lor.',
  'console.scope.PM.OAuthAppSecret': 'Secretele aplicațiilor',
  'console.scope.PM.OAuthAppSecret.manage': 'generarea și ștergerea secretelor cu care se conectează aplicațiile.',
  'console.scope.PM.OAuthSecret': 'Secretele aplicațiilor, cu numele mai vechi',
  'console.scope.PM.OAuthSecret.manage': 'generarea și ștergerea secretelor cu care se conectează aplicațiile.',
  'console.scope.PM.Setting': 'Setări',
  'console.scope.PM.Setting.read': 'setările organizației.',
  'console.scope.PM.Setting.manage': 'setările organizației.',
  'console.scope.PM.AuthSetting': 'Protecția conectărilor',
  'console.scope.PM.AuthSetting.manage':
    'regulile parolelor, blocarea, certificatele și serverul prin care pleacă mesajele.',
  'console.scope.PM.MessageTemplate': 'Textele mesajelor e-mail',
  'console.scope.PM.MessageTemplate.read': 'textele mesajelor e-mail.',
  'console.scope.PM.MessageTemplate.manage': 'textele mesajelor e-mail și unde duc linkurile lor.',
  'console.scope.PM.Audit': 'Jurnal de audit',
  'console.scope.PM.Audit.read': 'cine, ce, când și de unde a făcut.',
  'console.scope.PM.UserLoginAttempt': 'Încercări de conectare',
  'console.scope.PM.UserLoginAttempt.read': 'când și de unde s-au conectat persoanele.',
  'console.scope.PM.License': 'Licențe',
  'console.scope.PM.License.read': 'licențele.',
  'console.scope.PM.License.manage': 'licențele.',
  'console.scope.PM.Partition': 'Organizații',
  'console.scope.PM.Partition.read': 'toate organizațiile.',
  'console.scope.PM.Partition.manage': 'crearea, modificarea și ștergerea organizațiilor.',
};
