import type { consoleRobotTexts as english } from '../en/console-robot.ts';
import type { TextsOf } from '../en.ts';

export const consoleRobotTexts: TextsOf<typeof english> = {
  'console.robot.about':
    'Un cont de robot reprezintă munca pe care nu o supraveghează nimeni: poate face parte din grupuri, iar ceilalți văd după nume cine ce a făcut.',
  'console.robot.noSecret':
    'Un cont de robot nu are parolă și niciun secret propriu: roboții obțin tokenuri cu secretul unei aplicații.',
  'console.robot.noneTitle': 'Încă niciun cont de robot',
  'console.robot.new': 'Cont de robot nou',
  'console.robot.name': 'Nume',
  'console.robot.nameHint': 'Nu poate fi schimbat niciodată, pentru că alte produse îl rețin.',
  'console.robot.displayName': 'Nume afișat',
  'console.robot.displayNameHint': 'Gol: se afișează numele.',
  'console.robot.groupsHint': 'Ce are voie un grup are voie și robotul.',
  'console.robot.lastLogin': 'Ultima conectare',
  'console.robot.created': 'Creat',
  'console.robot.made': '{name} a fost creat.',
  'console.robot.deleteOne': 'Ștergeți {name}?',
  'console.robot.deleteMany': 'Ștergeți {count:cont|conturi|de conturi} de robot?',
  'console.robot.deleteText': 'Dispare și apartenența lor la grupuri. Acest lucru nu poate fi anulat.',
  'console.robot.deleted': 'Conturi de robot șterse: {count}.',

  'console.resource.about':
    'Un API al dumneavoastră și drepturile lui (scopes): ce au voie aplicațiile acolo. Numele lui stă în tokenuri ca destinatar (audience), ca API-ul să știe care îi sunt adresate.',
  'console.resource.noneTitle': 'Încă niciun API propriu',
  'console.resource.new': 'Resursă API nouă',
  'console.resource.builtIn': 'Integrate',
  'console.resource.builtInText': 'Nu pot fi schimbate. Ce cer produsele altora nu deschide nimic aici.',
  'console.resource.name': 'Nume',
  'console.resource.nameHint':
    'Destinatarul (audience) tokenurilor lui, precum https://ledger.example.com. Nu poate fi schimbat niciodată.',
  'console.resource.displayName': 'Nume afișat',
  'console.resource.displayNameHint': 'Gol: se afișează numele.',
  'console.resource.description': 'Descriere',
  'console.resource.scopes': 'Scopes',
  'console.resource.scopesText':
    'Numiți-le Ledger.Read și Ledger.Write și vor putea fi alese ca „citire” și „administrare”. Un rând golit dispare. Un scope pe care îl are o aplicație trebuie să rămână.',
  'console.resource.scopeNumber': 'Scope {number}',
  'console.resource.scopeName': 'Scope',
  'console.resource.scopeDescription': 'Ce permite',
  'console.resource.scopeType': 'Cine îl poate folosi',
  'console.resource.type.both': 'Aplicații și persoane',
  'console.resource.type.user': 'Numai persoane',
  'console.resource.type.application': 'Numai aplicații',
  'console.resource.moreScopes': 'Mai multe rânduri',
  'console.resource.tokenType': 'Tipul tokenurilor',
  'console.resource.tokenTypeHint': 'at+jwt este standardul. Unele biblioteci acceptă doar JWT.',
  'console.resource.made': '{name} a fost înregistrat.',
  'console.resource.deleteTitle': 'Ștergeți {name}?',
  'console.resource.deleteText':
    'Dispar și drepturile (scopes) lui. Cât timp o aplicație are unul dintre ele, nu poate fi șters. Acest lucru nu poate fi anulat.',
  'console.resource.deleteButton': 'Ștergeți {name}',
  'console.resource.deleted': '{name} a fost șters.',
};
