/** Words of issues. */
import type { Words } from './say.ts'

export const issueWords = {
  'issues.none': ['Nothing needs you.', 'Nichts braucht Sie.'],
  'issues.noneClosed': ['Nothing was closed yet.', 'Noch nichts wurde geschlossen.'],
  'issues.records': ['Records', 'Datensätze'],
  'issues.first': ['First', 'Zuerst'],
  'issues.last': ['Last', 'Zuletzt'],
  'issues.counted': [
    { one: '{count} new', other: '{count} new' },
    { one: '{count} neue', other: '{count} neue' },
  ],
  'issues.known': [
    { one: '{count} acknowledged', other: '{count} acknowledged' },
    { one: '{count} gesehen', other: '{count} gesehen' },
  ],
  'issues.detail': ['Issue', 'Störung'],
  'issues.close': ['Close', 'Schließen'],
  'issues.wasClosed': ['Closed. It opens again by itself if the cause comes back.', 'Geschlossen. Kommt die Ursache wieder, öffnet sie sich von selbst.'],
  'issues.acknowledge': ['Acknowledge…', 'Als gesehen vermerken…'],
  'issues.acknowledgeTitle': ['You know of it', 'Sie wissen davon'],
  'issues.acknowledgeText': [
    'It stays open and no longer counts as new, until it touches twice as many. Colleagues see your note.',
    'Sie bleibt offen und zählt nicht mehr als neu, bis sie doppelt so viele betrifft. Kollegen sehen Ihren Vermerk.',
  ],
  'issues.note': ['Note', 'Vermerk'],
  'issues.acknowledgeConfirm': ['Acknowledge', 'Vermerken'],
  'issues.wasAcknowledged': ['Acknowledged. It stays open.', 'Vermerkt. Sie bleibt offen.'],
  'issues.unacknowledge': ['Make it new again', 'Wieder als neu führen'],
  'issues.wasUnacknowledged': ['It counts as new again.', 'Sie zählt wieder als neu.'],
  'issues.knownBy': ['{who} knows of it.', '{who} weiß davon.'],
  'issues.grownSince': [
    { one: 'Since then it has grown by {count} record.', other: 'Since then it has grown by {count} records.' },
    { one: 'Seither kam {count} Datensatz dazu.', other: 'Seither kamen {count} Datensätze dazu.' },
  ],
  'issues.hasGrown': ['It has grown much since, and counts as new.', 'Sie ist seither stark gewachsen und zählt als neu.'],
  'resume.release': [
    { one: 'Release {count} delivery…', other: 'Release {count} deliveries…' },
    { one: '{count} Zustellung freigeben…', other: '{count} Zustellungen freigeben…' },
  ],
  'resume.resume': [
    { one: 'Resume {count} job…', other: 'Resume {count} jobs…' },
    { one: '{count} Auftrag fortsetzen…', other: '{count} Aufträge fortsetzen…' },
  ],
  'resume.reconnect': ['Let the connection go on…', 'Anbindung fortsetzen…'],
  'resume.continue': ['Let the replay go on…', 'Wiederholung fortsetzen…'],
  'resume.title.release': [
    { one: 'Release {count} held delivery', other: 'Release {count} held deliveries' },
    { one: '{count} gehaltene Zustellung freigeben', other: '{count} gehaltene Zustellungen freigeben' },
  ],
  'resume.title.resume': [
    { one: 'Resume {count} parked job', other: 'Resume {count} parked jobs' },
    { one: '{count} geparkten Auftrag fortsetzen', other: '{count} geparkte Aufträge fortsetzen' },
  ],
  'resume.title.reconnect': [
    { one: 'Let the connection go on: {count} job waits', other: 'Let the connection go on: {count} jobs wait' },
    { one: 'Anbindung fortsetzen: {count} Auftrag wartet', other: 'Anbindung fortsetzen: {count} Aufträge warten' },
  ],
  'resume.title.continue': ['Let the replay go on', 'Wiederholung fortsetzen'],
  'resume.text.release': [
    'All that is held for this cause is mapped again, and the issue is closed. What still cannot be read is held again.',
    'Alles, was aus dieser Ursache gehalten wird, wird neu abgebildet, und die Störung geschlossen. Was sich weiter nicht lesen lässt, wird wieder gehalten.',
  ],
  'resume.text.resume': [
    'They are tried again in order, and the issue is closed. What is refused again is parked again.',
    'Sie werden der Reihe nach neu versucht, und die Störung wird geschlossen. Was wieder abgelehnt wird, wird wieder geparkt.',
  ],
  'resume.text.reconnect': [
    'Everything that waits goes out, and the issue is closed. If it is refused again, it pauses by itself again.',
    'Alles, was wartet, geht hinaus, und die Störung wird geschlossen. Wird es wieder abgelehnt, pausiert die Anbindung wieder von selbst.',
  ],
  'resume.text.continue': ['It goes on where it stopped, and the issue is closed.', 'Sie geht weiter, wo sie anhielt, und die Störung wird geschlossen.'],
  'resume.confirm.release': [
    { one: 'Release {count}', other: 'Release {count}' },
    { one: '{count} freigeben', other: '{count} freigeben' },
  ],
  'resume.confirm.resume': [
    { one: 'Resume {count}', other: 'Resume {count}' },
    { one: '{count} fortsetzen', other: '{count} fortsetzen' },
  ],
  'resume.confirm.reconnect': ['Go on', 'Fortsetzen'],
  'resume.confirm.continue': ['Go on', 'Fortsetzen'],
  'resume.done.release': [
    { one: '{count} delivery is mapped again.', other: '{count} deliveries are mapped again.' },
    { one: '{count} Zustellung wird neu abgebildet.', other: '{count} Zustellungen werden neu abgebildet.' },
  ],
  'resume.done.resume': [
    { one: '{count} job is tried again.', other: '{count} jobs are tried again.' },
    { one: '{count} Auftrag wird neu versucht.', other: '{count} Aufträge werden neu versucht.' },
  ],
  'resume.done.reconnect': [
    { one: 'It goes on; {count} job goes out.', other: 'It goes on; {count} jobs go out.' },
    { one: 'Sie läuft weiter; {count} Auftrag geht hinaus.', other: 'Sie läuft weiter; {count} Aufträge gehen hinaus.' },
  ],
  'resume.done.continue': ['It goes on.', 'Sie geht weiter.'],
  'resume.some': ['For example', 'Zum Beispiel'],
  'issueLeads.title': ['Leads that it touches', 'Betroffene Leads'],
  'issueLeads.none': ['No lead is touched by it now.', 'Jetzt ist kein Lead davon betroffen.'],
  'issueLeads.noneHeld': [
    'What is held has become no lead yet: whoever sent it is missing here until it is released.',
    'Was gehalten wird, wurde noch kein Lead: wer es geschickt hat, fehlt hier bis zur Freigabe.',
  ],
  'history.title': ['History', 'Verlauf'],
  'history.opened': ['Opened', 'Geöffnet'],
  'history.reopened': ['Opened again', 'Wieder geöffnet'],
  'history.grew': [
    { one: 'Grew to {count} record', other: 'Grew to {count} records' },
    { one: 'Auf {count} Datensatz gewachsen', other: 'Auf {count} Datensätze gewachsen' },
  ],
  'history.acknowledged': ['{who} acknowledged it', '{who} hat sie gesehen'],
  'history.unacknowledged': ['{who} made it new again', '{who} führte sie wieder als neu'],
  'history.closed': ['Closed by {who}', 'Geschlossen von {who}'],
  'history.hub': ['the hub', 'dem Hub'],
} satisfies Words
