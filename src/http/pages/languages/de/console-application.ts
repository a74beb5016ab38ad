import type { consoleApplicationTexts as english } from '../en/console-application.ts';
import type { TextsOf } from '../en.ts';

export const consoleApplicationTexts: TextsOf<typeof english> = {
  'console.application.about':
    'Programme, bei denen man sich anmeldet oder die selbstständig arbeiten. Jedes hat eine Client-ID und darf nur, was Sie ihm erlauben.',
  'console.application.noneTitle': 'Noch keine Anwendung',
  'console.application.none':
    'Eine Anwendung ist ein Programm, bei dem man sich mit seinem Konto hier anmeldet oder das selbst eine API aufruft. Sagen Sie, was für ein Programm es ist: Die richtigen Einstellungen ergeben sich daraus.',
  'console.application.new': 'Neue Anwendung',
  'console.application.search': 'Name oder Client-ID',
  'console.application.name': 'Name',
  'console.application.nameHint': 'Man liest ihn, wenn man gefragt wird, ob man einverstanden ist.',
  'console.application.kind': 'Art',
  'console.application.clientId': 'Client-ID',
  'console.application.issuer': 'Aussteller (Issuer)',
  'console.application.discovery': 'Discovery-Dokument',
  'console.application.builtIn': 'eingebaut',
  'console.application.copy': 'Kopieren: {what}',
  'console.application.actions': 'Aktionen',

  'console.application.which': 'Was für ein Programm ist es? Alles Weitere ergibt sich daraus.',
  'console.application.otherKind': 'Es ist etwas anderes',
  'console.application.kind.web': 'Webanwendung',
  'console.application.kind.spa': 'Single-Page-Anwendung',
  'console.application.kind.native': 'Desktop- oder Mobilanwendung',
  'console.application.kind.device': 'Gerät',
  'console.application.kind.machine': 'Dienst',
  'console.application.kindText.web': 'Ihre Seiten entstehen auf einem Server, etwa mit Node, PHP, Java oder ASP.NET.',
  'console.application.kindText.spa': 'Sie läuft im Browser, etwa mit React, Angular oder Vue.',
  'console.application.kindText.native':
    'Sie ist auf den Rechnern der Personen installiert oder ist ein Befehl, den sie dort ausführen.',
  'console.application.kindText.device':
    'Es hat keinen Browser oder keine Tastatur: ein Fernseher, ein Drucker, eine entfernte Shell.',
  'console.application.kindText.machine':
    'Er arbeitet selbstständig, ohne Person: eine nächtliche Aufgabe, ein Roboter, ein Server, der eine API aufruft.',
  'console.application.decided.web.1':
    'Sie hat ein Geheimnis oder Schlüssel, denn sie läuft auf einem Server, dessen Dateien sonst niemand lesen kann.',
  'console.application.decided.web.2':
    'Man meldet sich mit dem Code-Flow und PKCE an: Nie steht ein Token in einer Adresse des Browsers.',
  'console.application.decided.web.3':
    'Sie kann auch eigene Rechte haben, für das, was sie tut, wenn niemand angemeldet ist. Sie kann von Abmeldungen erfahren.',
  'console.application.decided.spa.1':
    'Sie hat kein Geheimnis: Alle, die sie öffnen, könnten es lesen. Stattdessen schützt PKCE die Anmeldung.',
  'console.application.decided.spa.2':
    'Ihre Seiten dürfen diesen Server aus dem Browser aufrufen (CORS), denn ihre Redirect-URI sagt, woher sie kommen.',
  'console.application.decided.spa.3':
    'Sie bleibt durch Refresh-Token angemeldet, denn Browser senden in Frames keine Cookies fremder Seiten mehr.',
  'console.application.decided.native.1':
    'Sie hat kein Geheimnis: Jede installierte Kopie hätte dasselbe. Stattdessen schützt PKCE die Anmeldung.',
  'console.application.decided.native.2':
    'Die Antwort kommt an eine Adresse auf dem Rechner der Person, an irgendeinem freien Port, oder an ein eigenes Schema.',
  'console.application.decided.native.3':
    'Man wird jedes Mal gefragt, ob man einverstanden ist, denn ein anderes Programm auf dem Rechner könnte sich für sie ausgeben.',
  'console.application.decided.device.1': 'Es hat kein Geheimnis: Wer das Gerät in der Hand hat, könnte es lesen.',
  'console.application.decided.device.2': 'Es zeigt einen Code, den man am Telefon oder Rechner eingibt.',
  'console.application.decided.device.3':
    'Seine Redirect-URI ist eine Seite dieses Servers. Sie wird nie benutzt; kein anderes Programm kann dort etwas empfangen.',
  'console.application.decided.machine.1':
    'Er weist sich mit einem Geheimnis aus, mit eigenen Schlüsseln oder mit Token eines anderen Ausstellers.',
  'console.application.decided.machine.2': 'Er hat keine Redirect-URI, denn niemand meldet sich bei ihm an.',
  'console.application.decided.machine.3':
    'Was Sie ihm erlauben, darf er jederzeit und für die ganze Organisation. Erlauben Sie so wenig, wie er braucht.',

  'console.application.redirectUri': 'Redirect-URIs',
  'console.application.redirectUriHint':
    'Wohin der Browser nach der Anmeldung zurückkommt, eine je Zeile, genau so, wie die Anwendung sie nennt. Zum Beispiel: {example}',
  'console.application.postLogoutRedirectUris': 'Adressen nach der Abmeldung',
  'console.application.postLogoutRedirectUrisHint':
    'Wohin der Browser nach der Abmeldung gehen darf, eine je Zeile. Die Redirect-URIs gelten dafür ohnehin.',
  'console.application.signOut': 'Abmelden',
  'console.application.backchannelLogoutUri': 'Adresse, die von Abmeldungen erfährt',
  'console.application.backchannelLogoutUriHint':
    'Dorthin sendet dieser Server ein Logout-Token, wenn eine Sitzung endet (Back-Channel-Logout).',
  'console.application.told': 'Wenn sie von einer Abmeldung erfährt',
  'console.application.toldSession': 'Sagen, welche Sitzung geendet hat, nicht nur wessen',
  'console.application.uri.absolute': 'Das ist keine vollständige Adresse wie https://app.example.com/callback.',
  'console.application.uri.fragment': 'Eine Redirect-URI hat keinen Teil hinter #.',
  'console.application.uri.credentials': 'Eine Redirect-URI hat weder Benutzernamen noch Passwort.',
  'console.application.uri.host':
    'Der Host darf nur Buchstaben, Ziffern, Punkte und Bindestriche haben und keinen Platzhalter.',
  'console.application.uri.plain':
    'Nehmen Sie https: Über http könnten alle auf dem Weg die Antwort lesen. Nur eine Adresse des eigenen Rechners darf http haben.',
  'console.application.uri.scheme':
    'Nehmen Sie https oder ein eigenes Schema mit einem Punkt, etwa com.example.app:/callback.',
  'console.application.uri.good': 'ist richtig.',
  'console.application.uri.private': 'ist richtig: Das Programm mit diesem Schema bekommt die Antwort.',
  'console.application.uri.anyPort': 'ist richtig, an jedem Port des Rechners der Person.',
  'console.application.uri.onePort': 'ist richtig, an diesem Port des Rechners der Person. Gut zum Entwickeln.',

  'console.application.proof': 'Wie sie sich ausweist',
  'console.application.proof.secret': 'Mit einem Geheimnis',
  'console.application.proof.keys': 'Mit eigenen Schlüsseln',
  'console.application.proof.issuer': 'Mit Token eines anderen Ausstellers',
  'console.application.proofText.secret':
    'Es entsteht jetzt und wird einmal angezeigt. Jede Bibliothek kann damit umgehen.',
  'console.application.proofText.keys':
    'Sie unterschreibt mit einem privaten Schlüssel, der sie nie verlässt. Nichts Geheimes wird gesendet oder hier gespeichert. Tragen Sie die Schlüssel unten ein.',
  'console.application.proofText.issuer':
    'Ihre Pipeline oder Ihre Cloud bürgt für sie, und es gibt gar kein Geheimnis. Auf der nächsten Seite sagen Sie, wem zu glauben ist.',
  'console.application.keys': 'Öffentliche Schlüssel',
  'console.application.keysText':
    'Eine Anwendung mit Schlüsseln unterschreibt mit ihnen, und ihre Geheimnisse nützen nichts.',
  'console.application.keyCount': 'Hier hinterlegt: {count}',
  'console.application.jwksUri': 'Adresse der Schlüssel',
  'console.application.jwksUriHint':
    'Wo man ihr JSON Web Key Set abrufen kann. Neue Schlüssel erfordern dann hier keine Änderung.',
  'console.application.jwks': 'Die Schlüssel selbst',
  'console.application.jwksHint': 'Ein JSON Web Key Set oder ein Schlüssel. Nur öffentliche.',
  'console.application.noKeys': 'Das ist kein JSON Web Key Set: {"keys": [ … ]}.',

  'console.application.created': '{name} ist angelegt.',
  'console.application.settingsOf': 'Einstellungen von {name}',
  'console.application.deleted': '{name} ist gelöscht.',
  'console.application.deleteTitle': '{name} löschen?',
  'console.application.deleteText':
    'Niemand kann sich mehr bei ihr anmelden, und ihre Geheimnisse und alle ihre Token gelten sofort nicht mehr. Das lässt sich nicht rückgängig machen: Eine neue Anwendung bekommt eine andere Client-ID.',
  'console.application.deleteButton': '{name} löschen',

  'console.application.scopes': 'Was sie darf',
  'console.application.scopesOf': 'Was {name} darf',
  'console.application.scopes.user': 'Im Namen der angemeldeten Person',
  'console.application.scopes.userText':
    'Was die Person ihr erlaubt. Sie kann nie mehr als die Person selbst, und man wird vorher gefragt.',
  'console.application.scopes.application': 'Selbst, ohne Person',
  'console.application.scopes.applicationText': 'Jederzeit, für die ganze Organisation, ohne dass jemand gefragt wird.',
  'console.application.scopes.person': 'Wer die Person ist',
  'console.application.scopes.here': 'Dieser Server',
  'console.application.scopes.others':
    'Namen, nach denen fremde Produkte fragen. Sie werden in Token weitergereicht und öffnen hier nichts.',
  'console.application.scopes.far': 'Weitreichend: Das entscheidet, wer hereinkommt oder was andere dürfen.',
  'console.application.scopes.needed':
    'Wählen Sie mindestens eines: Sonst kann sich niemand anmelden. „Wer die Person ist“ genügt zum Anmelden.',
  'console.application.scopes.none.user': 'Noch nichts: Niemand kann sich bei ihr anmelden.',
  'console.application.scopes.none.application': 'Noch nichts: Sie bekommt kein Token.',
  'console.application.scopes.lost':
    'Sie hat Scopes, die nicht mehr registriert sind: {scopes}. Sie fallen weg, wenn Sie speichern.',
  'console.application.level.none': 'Kein Zugriff',
  'console.application.level.read': 'Lesen',
  'console.application.level.change': 'Ändern, ohne zu lesen',
  'console.application.level.manage': 'Verwalten',

  'console.application.secret': 'Geheimnis',
  'console.application.secrets': 'Geheimnisse',
  'console.application.secretsEnd': 'Geheimnis endet',
  'console.application.secretOf': 'Geheimnis vom {date}',
  'console.application.secretsText':
    'Der letzte Gebrauch ist auf die Stunde genau. Abgelaufene Geheimnisse stehen noch 30 Tage in der Liste.',
  'console.application.noSecret': 'Sie hat kein Geheimnis.',
  'console.application.ends': 'Endet',
  'console.application.endless': 'nie',
  'console.application.lastUsed': 'Zuletzt benutzt',
  'console.application.made': 'Angelegt',
  'console.application.good': 'gültig',
  'console.application.over': 'abgelaufen',
  'console.application.endsSoon': 'endet bald',
  'console.application.replaced': 'ersetzt',
  'console.application.replace': 'Ersetzen',
  'console.application.replaceOne': 'Ersetzen: {secret}',
  'console.application.deleteOne': 'Löschen: {secret}',
  'console.application.newSecret': 'Neues Geheimnis',
  'console.application.newSecretOf': 'Neues Geheimnis für {name}',
  'console.application.secretFor': 'Wofür es ist',
  'console.application.secretForHint': 'Damit Sie später wissen, welches dies ist: ein Rechner, eine Jahreszeit.',
  'console.application.endsOn': 'Tag, an dem es endet',
  'console.application.endsOnHint': 'Es gilt nicht mehr, wenn dieser Tag beginnt (UTC). Leer: Es endet nie.',
  'console.application.replaces': 'Es ersetzt',
  'console.application.replacesHint':
    'Was ersetzt wird, gilt noch eine Weile: Geben Sie das neue Geheimnis allen Teilen der Anwendung und sehen Sie dann nach, ob das alte noch benutzt wird.',
  'console.application.replacesNone': 'keines: ein weiteres Geheimnis',
  'console.application.replacesAll': 'alle anderen',
  'console.application.overlap': 'Was ersetzt wird, gilt noch',
  'console.application.overlapHint': 'Eines, das andere erfahren haben, muss sofort enden.',
  'console.application.overlap.0': 'gar nicht: Es endet sofort',
  'console.application.overlap.1': 'eine Stunde',
  'console.application.overlap.24': 'einen Tag',
  'console.application.overlap.48': 'zwei Tage',
  'console.application.overlap.168': 'eine Woche',
  'console.application.overlap.720': '30 Tage',
  'console.application.overlap.2160': '90 Tage',
  'console.application.makeSecret': 'Geheimnis anlegen',
  'console.application.secretMade': 'Das Geheimnis:',
  'console.application.secretAdded': 'Das Geheimnis ist angelegt.',
  'console.application.secretReplaced': 'Das neue Geheimnis ist angelegt. Die Tabelle sagt, wann das alte endet.',
  'console.application.deleteSecret': '„{secret}“ von {name} löschen?',
  'console.application.deleteSecretText':
    'Wer es noch hat, bekommt ab jetzt kein Token mehr. Ausgestellte Token gelten, bis sie ablaufen.',
  'console.application.deleteSecretButton': 'Geheimnis löschen',
  'console.application.secretDeleted': 'Das Geheimnis ist gelöscht.',

  'console.application.credentials': 'Token anderer Aussteller',
  'console.application.credentials.none':
    'Eine Pipeline oder eine Cloud kann mit Token, die sie selbst ausstellt, für die Anwendung bürgen: Dann braucht sie kein Geheimnis.',
  'console.application.credentialOf': 'Aussteller, der für {name} bürgt',
  'console.application.credential.name': 'Name',
  'console.application.credential.nameHint': 'Etwa: Auslieferung des Ladens',
  'console.application.credential.issuer': 'Aussteller',
  'console.application.credential.issuerHint':
    'Genau so, wie seine Token ihn nennen: https://token.actions.githubusercontent.com',
  'console.application.credential.audience': 'Empfänger (Audience)',
  'console.application.credential.audienceHint': 'Für wen seine Token sind: dieser Server.',
  'console.application.credential.subject': 'Subjekt (Subject)',
  'console.application.credential.subjectHint': 'Von wem seine Token handeln: repo:example/shop:ref:refs/heads/main',
  'console.application.credential.description': 'Beschreibung',
  'console.application.credential.descriptionHint': 'Für Sie und die anderen Administratoren.',
  'console.application.deleteCredentialText':
    'Die Anwendung kann sich mit diesen Token nicht mehr ausweisen. Hier ausgestellte Token gelten, bis sie ablaufen.',
  'console.application.credentialDeleted': 'Der Aussteller bürgt nicht mehr für die Anwendung.',

  'console.application.snippets': 'In Ihrem Programm',
  'console.application.snippet.install': 'Zuerst:',
  'console.application.snippet.web': 'Meldet eine Person an. Fertig zum Kopieren und Ausführen.',
  'console.application.snippet.spa': 'Meldet eine Person an, im Browser.',
  'console.application.snippet.native': 'Öffnet den Browser und nimmt die Antwort auf dem Rechner der Person entgegen.',
  'console.application.snippet.device': 'Zeigt einen Code und wartet, bis die Person ihn eingegeben hat.',
  'console.application.snippet.machine': 'Holt ein Token und fragt damit, wer aufruft.',
  'console.application.snippet.secret':
    'Das Geheimnis steht in keinem Programm: Jedes nimmt es aus der Variablen {variable} seiner Umgebung.',
  'console.application.snippet.assertion':
    'Jedes nimmt die Assertion, die Ihr Schlüssel oder der andere Aussteller unterschrieben hat, aus der Variablen {variable} seiner Umgebung.',

  'console.scope.openid': 'Wer sie ist',
  'console.scope.profile': 'Name und Benutzername',
  'console.scope.email': 'E-Mail-Adresse',
  'console.scope.offline_access': 'Zugriff, während die Person weg ist',
  'console.scope.groups': 'Gruppen',
  'console.scope.roles': 'Rollen',
  'console.scope.PM.User': 'Personen',
  'console.scope.PM.User.read': 'alle, mit E-Mail-Adressen, Gruppen und letzter Anmeldung.',
  'console.scope.PM.User.manage': 'Personen anlegen, ändern und löschen und ihre Passwörter setzen.',
  'console.scope.PM.Group': 'Gruppen',
  'console.scope.PM.Group.read': 'Gruppen, und wer darin ist.',
  'console.scope.PM.Group.manage': 'Gruppen, und wer darin ist – auch die der Administratoren.',
  'console.scope.PM.RobotAccount': 'Roboterkonten',
  'console.scope.PM.RobotAccount.read': 'Roboterkonten.',
  'console.scope.PM.RobotAccount.manage': 'Roboterkonten anlegen, ändern und löschen.',
  'console.scope.PM.Directory': 'Verzeichnis',
  'console.scope.PM.Directory.read': 'Personen, Gruppen und Anwendungen nach Namen finden.',
  'console.scope.PM.OAuthApp': 'Anwendungen und APIs',
  'console.scope.PM.OAuthApp.read': 'Anwendungen und APIs.',
  'console.scope.PM.OAuthApp.manage':
    'Anwendungen und APIs anlegen, ändern und löschen und Geheimnisse für sie anlegen.',
  'console.scope.PM.OAuthAppSecret': 'Geheimnisse von Anwendungen',
  'console.scope.PM.OAuthAppSecret.manage': 'Geheimnisse anlegen und löschen, mit denen Anwendungen sich ausweisen.',
  'console.scope.PM.OAuthSecret': 'Geheimnisse von Anwendungen, unter dem älteren Namen',
  'console.scope.PM.OAuthSecret.manage': 'Geheimnisse anlegen und löschen, mit denen Anwendungen sich ausweisen.',
  'console.scope.PM.Setting': 'Einstellungen',
  'console.scope.PM.Setting.read': 'die Einstellungen der Organisation.',
  'console.scope.PM.Setting.manage': 'die Einstellungen der Organisation.',
  'console.scope.PM.AuthSetting': 'Schutz der Anmeldung',
  'console.scope.PM.AuthSetting.manage': 'Passwortregeln, Sperren, Zertifikate und der Server, über den E-Mails gehen.',
  'console.scope.PM.MessageTemplate': 'Texte von E-Mails',
  'console.scope.PM.MessageTemplate.read': 'die Texte von E-Mails.',
  'console.scope.PM.MessageTemplate.manage': 'die Texte von E-Mails, und wohin ihre Links führen.',
  'console.scope.PM.Audit': 'Protokoll',
  'console.scope.PM.Audit.read': 'wer was getan hat, wann und von wo.',
  'console.scope.PM.UserLoginAttempt': 'Anmeldeversuche',
  'console.scope.PM.UserLoginAttempt.read': 'wann und von wo sich Personen angemeldet haben.',
  'console.scope.PM.License': 'Lizenzen',
  'console.scope.PM.License.read': 'Lizenzen.',
  'console.scope.PM.License.manage': 'Lizenzen.',
  'console.scope.PM.Partition': 'Organisationen',
  'console.scope.PM.Partition.read': 'alle Organisationen.',
  'console.scope.PM.Partition.manage': 'Organisationen anlegen, ändern und löschen.',
};
