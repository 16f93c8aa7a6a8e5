/** Words of the overview. */
import type { Words } from './say.ts'

export const overviewWords = {
  'overview.coming': ['Is anything coming in?', 'Kommt etwas an?'],
  'overview.nothingYet': ['nothing yet', 'noch nichts'],
  'overview.waitsForMapping': [
    { one: '{count} waits for mapping', other: '{count} wait for mapping' },
    { one: '{count} wartet auf Abbildung', other: '{count} warten auf Abbildung' },
  ],
  'overview.delivering': ['Is it being delivered?', 'Wird zugestellt?'],
  'overview.upOf': ['of {count} up', 'von {count} laufen'],
  'overview.jobsWait': [
    { one: '{count} job waits, since {age}', other: '{count} jobs wait, the oldest {age}' },
    { one: '{count} Auftrag wartet, seit {age}', other: '{count} Aufträge warten, der älteste {age}' },
  ],
  'overview.noJobsWait': ['no job waits', 'kein Auftrag wartet'],
  'overview.pausedCount': ['{count} paused', '{count} pausiert'],
  'overview.slowCount': ['{count} slow', '{count} langsam'],
  'overview.allUp': ['all up', 'alle laufen'],
  'overview.lost': ['Is anything lost?', 'Ist etwas verloren?'],
  'overview.closes': ['balance closes', 'Bilanz geht auf'],
  'overview.doesNotClose': ['balance does not close', 'Bilanz geht nicht auf'],
  'overview.ofAccepted': ['of {count} accepted', 'von {count} angenommenen'],
  'overview.open': ['What is open?', 'Was ist offen?'],
  'overview.issues': [
    { one: 'issue', other: 'issues' },
    { one: 'Störung', other: 'Störungen' },
  ],
  'overview.urgent': [
    { one: '{count} needs you now', other: '{count} need you now' },
    { one: '{count} braucht Sie jetzt', other: '{count} brauchen Sie jetzt' },
  ],
  'overview.nothingOpen': ['nothing open', 'nichts offen'],
  'overview.affects': [
    { one: 'touches {count} record', other: 'touches {count} records' },
    { one: 'betrifft {count} Datensatz', other: 'betrifft {count} Datensätze' },
  ],
  'overview.sinceStart': ['since the start', 'seit dem Start'],
  'overview.sources': ['Sources', 'Quellen'],
  'overview.allSources': ['All sources', 'Alle Quellen'],
  'overview.allConnections': ['All connections', 'Alle Anbindungen'],
  'overview.openByCause': ['Open, by cause', 'Offen, nach Ursache'],
  'overview.noIssues': ['Nothing needs you.', 'Nichts braucht Sie.'],
  'overview.inTheLastHour': ['in the last hour', 'in der letzten Stunde'],
  'overview.lastCame': ['the last came {age} ago', 'die letzte kam vor {age}'],
  'overview.waitingForFirst': ['waiting for the first event', 'wartet auf das erste Ereignis'],
  'overview.allIssues': ['All issues', 'Alle Störungen'],
  'overview.now': ['now', 'jetzt'],
  'overview.incoming': ['Incoming, per {minutes} min', 'Eingang, je {minutes} min'],
  'overview.lastDay': ['last 24 h', 'letzte 24 h'],
  'ledger.sourcesSum': [
    'accepted = processed + filtered + duplicate + held + pending + test + erased + unaccounted; refused ones were not accepted',
    'angenommen = verarbeitet + gefiltert + doppelt + gehalten + wartend + Test + gelöscht + ungeklärt; abgewiesene wurden nicht angenommen',
  ],
  'ledger.jobsSum': [
    'made = delivered + superseded + unchanged + parked + pending + cancelled + unaccounted',
    'erzeugt = zugestellt + überholt + unverändert + geparkt + wartend + abgebrochen + ungeklärt',
  ],
} satisfies Words
