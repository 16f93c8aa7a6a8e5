/** Words of the page of one account. */
import type { Words } from './say.ts'

export const accountWords = {
  'account.units': ['Sites and their leads', 'Standorte und ihre Leads'],
  'account.unit': ['Site', 'Standort'],
  'account.id': ['Id', 'Kennung'],
  'account.noLead': ['no lead', 'kein Lead'],
  'account.known': ['What it is known by', 'Woran es erkannt wird'],
  'account.names': ['Names', 'Namen'],
  'account.domains': ['Domains', 'Domänen'],
  'account.vatIds': ['VAT ids', 'USt-IdNrn.'],
  'account.since': ['Known since', 'Bekannt seit'],
  'account.mergedInto': ['It is part of another account now.', 'Es gehört jetzt zu einem anderen Unternehmen.'],
  'account.toSurvivor': ['Open that one', 'Jenes öffnen'],
  'account.fields': ['Fields, and who said so', 'Felder, und wer es sagte'],
  'account.noFields': ['Nothing is told of it but its name.', 'Außer dem Namen ist nichts gesagt.'],
  'account.value': ['Value', 'Wert'],
  'account.saidBy': ['Said by', 'Gesagt von'],
  'account.when': ['When', 'Wann'],
  'account.submission': ['a submission, trust {trust}', 'einer Anfrage, Vertrauen {trust}'],
  'account.rule.person': ['a person decides', 'ein Mensch entscheidet'],
  'account.rule.newest': ['the newest counts', 'die neueste zählt'],
  'account.rule.first': ['the first counts', 'die erste zählt'],
  'account.free': ['Let submissions decide', 'Anfragen entscheiden lassen'],
  'account.freed': ['{field} is as submissions tell it.', '{field} ist wieder, was Anfragen melden.'],
  'account.saidAgain': ['{field} is as a person said.', '{field} ist wieder, was ein Mensch sagte.'],
  'account.act': ['Merge, move or correct it on the page of one of its leads.', 'Zusammenführen, ändern und berichtigen: auf der Seite eines seiner Leads.'],
} satisfies Words
