/** Words of connections and their parked jobs. */
import type { Words } from './say.ts'

export const connectionWords = {
  'as.lead': ['a lead', 'ein Lead'],
  'as.opportunity': ['an opportunity', 'eine Verkaufschance'],
  'convert.crm': ['the CRM’s user converts', 'umgewandelt wird im CRM'],
  'convert.hub': ['the hub converts', 'umgewandelt wird vom Hub'],
  'connections.all': ['All connections', 'Alle Anbindungen'],
  'connections.since': ['since', 'seit'],
  'connections.gets': ['Hand-overs: {lanes}. Each becomes {as}; {convert}.', 'Übergaben: {lanes}. Jede wird {as}; {convert}.'],
  'connections.getsNothing': ['No hand-overs; it only reports.', 'Keine Übergaben; meldet nur zurück.'],
  'connections.oldest': ['Oldest waiting', 'Älteste wartend'],
  'connections.delivered': ['Delivered', 'Zugestellt'],
  'connections.check': ['Check', 'Testen'],
  'connections.checking': ['Checking…', 'Testet…'],
  'connections.checkOk': ['Address and credentials work.', 'Adresse und Zugang stimmen.'],
  'connections.pause': ['Pause…', 'Pausieren…'],
  'connections.pauseTitle': ['Pause {name}?', '{name} pausieren?'],
  'connections.pauseText': [
    'Nothing more is sent to it. Deliveries are received as before, and every job is kept until you resume.',
    'Es wird nichts mehr dorthin gesendet. Zustellungen werden weiter empfangen, jeder Auftrag bleibt, bis Sie fortsetzen.',
  ],
  'connections.pauseReason': ['Reason, for your colleagues', 'Grund, für die Kollegen'],
  'connections.pauseDefault': ['paused by hand', 'von Hand pausiert'],
  'connections.pauseConfirm': ['Pause', 'Pausieren'],
  'connections.resume': ['Resume', 'Fortsetzen'],
  'connections.paused': ['Paused. Every job is kept.', 'Pausiert. Jeder Auftrag bleibt.'],
  'connections.resumed': ['Resumed. Waiting jobs are being sent.', 'Fortgesetzt. Wartende Aufträge werden gesendet.'],
  'connections.parked': ['Parked, by cause', 'Geparkt, nach Ursache'],
  'connections.moreParked': ['The newest {count} are shown.', 'Die neuesten {count} sind gezeigt.'],
  'connections.resumeThese': ['Resume these {count}…', 'Diese {count} fortsetzen…'],
  'connections.resumeTitle': [
    { one: 'Resume {count} parked job?', other: 'Resume {count} parked jobs?' },
    { one: '{count} geparkten Auftrag fortsetzen?', other: '{count} geparkte Aufträge fortsetzen?' },
  ],
  'connections.resumeText': [
    'They are tried again, each planned anew from its lead as it is now. Where the cause is not mended they are parked again.',
    'Sie werden erneut versucht, jeder neu geplant aus seinem jetzigen Lead. Wo die Ursache nicht behoben ist, werden sie wieder geparkt.',
  ],
  'connections.resumeConfirm': ['Resume {count}', '{count} fortsetzen'],
  'connections.resumedJobs': [
    { one: '{count} job is tried again.', other: '{count} jobs are tried again.' },
    { one: '{count} Auftrag wird erneut versucht.', other: '{count} Aufträge werden erneut versucht.' },
  ],
} satisfies Words
