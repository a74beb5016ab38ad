import type { consoleSettingsTexts as english } from '../en/console-settings.ts';
import type { TextsOf } from '../en.ts';

export const consoleSettingsTexts: TextsOf<typeof english> = {
  'setting.refused': 'Această valoare nu este posibilă.',
  'setting.Auth.Password.LengthWithSecondFactor': 'Lungimea minimă pe lângă un al doilea factor',
  'setting.Auth.Password.LengthWithSecondFactor.hint':
    'Pentru cine are o cheie de acces sau o aplicație pentru coduri. 0: la fel ca pentru toți.',
  'setting.Auth.Password.RefuseCommonPasswords': 'Refuză parolele frecvente',
  'setting.Auth.Password.RefuseCommonPasswords.hint': 'Cele cu care începe ghicitul. Nu costă pe nimeni nimic.',
  'setting.Auth.Password.RefuseBreachedPasswords': 'Refuză parolele compromise',
  'setting.Auth.Password.RefuseBreachedPasswords.hint':
    'Cele devenite publice în altă parte. Doar dacă operatorul i-a dat serverului o listă sau îl lasă să întrebe un serviciu.',
  'setting.Auth.Password.RefuseContextWords': 'Refuză numele',
  'setting.Auth.Password.RefuseContextWords.hint':
    'Fără numele persoanei, al organizației sau al acestui produs în parolă.',
  'setting.Auth.Password.PreviousUseLimit': 'Ultimele parole care nu pot fi alese din nou',
  'setting.Auth.Password.PreviousUseLimit.hint':
    'Cea actuală se numără. 0: oricare poate reveni. Fiecare costă un hash la o schimbare.',
  'setting.Auth.Password.DefaultExpirationDays': 'Zile până când parola trebuie schimbată',
  'setting.Auth.Password.DefaultExpirationDays.hint':
    '0: niciodată, cum recomandă NIST. Cine trebuie să schimbe des alege parole mai slabe.',
  'setting.Auth.Password.WarnBeforeExpiration': 'Anunță înainte de expirare',
  'setting.Auth.Password.WarnBeforeExpiration.hint': 'Prin e-mail, cu 14 și 3 zile înainte.',
  'setting.Auth.Password.CheckBreachedAtSignIn': 'Verifică parolele la conectare',
  'setting.Auth.Password.CheckBreachedAtSignIn.hint':
    'O parolă devenită publică trebuie schimbată înainte ca proprietarul să intre.',
  'setting.Auth.Password.ShouldChangePasswordAfterFirstLogin': 'Schimbă parola setată de altcineva',
  'setting.Auth.Password.ShouldChangePasswordAfterFirstLogin.hint':
    'La următoarea conectare, ca nimeni altcineva să nu o știe.',
  'setting.Auth.UserLockOut.IsEnabled': 'Oprește ghicitul',
  'setting.Auth.UserLockOut.IsEnabled.hint':
    'După prea multe parole greșite, cine le-a trimis trebuie să aștepte. Fără aceasta, oricine poate ghici oricât.',
  'setting.Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout': 'Parole greșite până atunci',
  'setting.Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout.hint':
    'Puține: cine greșește tastarea sună la asistență. Multe: mai multe încercări de ghicit.',
  'setting.Auth.UserLockOut.DefaultAccountLockoutSeconds': 'Secunde de așteptare',
  'setting.Auth.UserLockOut.DefaultAccountLockoutSeconds.hint':
    'Cinci minute (300) opresc pe cineva care ghicește la fel de bine ca o oră și îl costă mai puțin pe proprietar.',
  'setting.Auth.UserLockOut.PerSource': 'Numără după sursa încercărilor',
  'setting.Auth.UserLockOut.PerSource.hint':
    'Astfel nimeni nu îi poate bloca pe alții. Fără aceasta, oricine știe un nume îl poate ține afară pe proprietar pentru totdeauna.',
  'setting.Auth.Session.IdleTimeoutEnabled': 'Încheie sesiunile nefolosite',
  'setting.Auth.Session.IdleTimeoutEnabled.hint': 'Pentru calculatoare folosite de mai multe persoane.',
  'setting.Auth.Session.IdleTimeoutMinutes': 'Minute fără folosire',
  'setting.Auth.Session.IdleTimeoutMinutes.hint': 'Doar dacă sesiunile nefolosite se încheie.',
  'setting.Auth.Session.KeepSignedInDays': 'Zile în care se poate rămâne conectat',
  'setting.Auth.Session.KeepSignedInDays.hint': '0: nimeni nu poate, iar sesiunile se încheie odată cu browserul.',
  'setting.Auth.Session.LimitConcurrentSessions': 'O singură sesiune pentru fiecare persoană',
  'setting.Auth.Session.LimitConcurrentSessions.hint':
    'O conectare nouă o încheie pe cea dinainte, și pe alte dispozitive.',
  'setting.Auth.RequireConfirmedEmail': 'Doar cu adresă de e-mail confirmată',
  'setting.Auth.RequireConfirmedEmail.hint':
    'Cine nu a deschis linkul din mesaj nu intră. Se refuză cât timp niciun administrator nu are una confirmată.',
  'setting.Auth.RestrictBasicAuthentication': 'Fără parole, cu excepția celor scutiți',
  'setting.Auth.RestrictBasicAuthentication.hint':
    'Toți ceilalți au nevoie de altă cale, iar aici încă nu există. Activați doar dacă fiecare administrator este scutit.',
  'setting.Auth.SecondFactor.GraceDays': 'Zile pentru a configura unul',
  'setting.Auth.SecondFactor.GraceDays.hint':
    'De la prima conectare, pentru cine nu are. 0: imediat. Puține: siguranță mai devreme. Multe: nimeni nu este surprins.',
  'setting.Auth.SecondFactor.RememberDays': 'Zile în care un browser este ținut minte',
  'setting.Auth.SecondFactor.RememberDays.hint':
    'Cine are un astfel de browser are nevoie doar de parolă. 0: se cere la fiecare conectare.',
  'setting.Auth.SecondFactor.EmailCodes': 'Codurile prin e-mail contează',
  'setting.Auth.SecondFactor.EmailCodes.hint':
    'Cel mai slab: cine citește mesajele poate pune și o parolă nouă. Pentru cine nu are telefon sau cheie.',
  'setting.Auth.SecondFactor.StepUpMinutes': 'Minute până când oamenii dovedesc din nou cine sunt',
  'setting.Auth.SecondFactor.StepUpMinutes.hint':
    'Înainte de a schimba parola sau factorii și în Securitate din această consolă. Puține: un ecran deschis valorează mai puțin.',
  'setting.Auth.SecondFactor.StepUpApi': 'Și pentru parolă și tokenuri prin API',
  'setting.Auth.SecondFactor.StepUpApi.hint':
    'Instrumentele care schimbă parola proprie sau creează tokenuri personale au nevoie de o conectare recentă. Aplicațiile nu sunt întrebate.',
  'setting.Auth.CommandLineClient.Enabled': 'Instrumentele din linia de comandă pot conecta persoane',
  'setting.Auth.CommandLineClient.Enabled.hint':
    'Clienții incorporați ai acestor instrumente. Fără ei, fiecare instrument are nevoie de propria aplicație.',
  'setting.Auth.PersonalAccessToken.Enabled': 'Persoanele pot crea tokenuri de acces',
  'setting.Auth.PersonalAccessToken.Enabled.hint':
    'Pentru scripturile proprii. Cele existente nu mai funcționează când este oprit.',
  'setting.Auth.PersonalAccessToken.MaxLifespanDays': 'Zile cât poate fi valabil un token',
  'setting.Auth.PersonalAccessToken.MaxLifespanDays.hint':
    'Cu cât mai scurt, cu atât valorează mai puțin unul pierdut.',
  'setting.Auth.PersonalAccessToken.MaxTokensPerUser': 'Tokenuri ale unei persoane',
  'setting.Auth.PersonalAccessToken.MaxTokensPerUser.hint': 'În același timp.',
  'setting.Auth.PersonalAccessToken.RevokeOnPasswordChange': 'Încheie tokenurile odată cu parola',
  'setting.Auth.PersonalAccessToken.RevokeOnPasswordChange.hint':
    'Când proprietarul schimbă parola. Scripturile au apoi nevoie de altele.',
};
