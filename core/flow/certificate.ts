/** What was done to erase a person, and what is left to be done by hand: as data, and as a page to file. Names nobody. */
import type { Certificate } from '../privacy-data.ts'
import type { Setup } from '../setup.ts'
import type { Db } from '../store/db.ts'
import * as erasures from '../store/erasures.ts'
import { TABLES } from '../store/personal-tables.ts'

export async function certificateOf(db: Db, setup: Setup, id: string): Promise<Certificate | undefined> {
  const row = await erasures.find(db, id)
  if (!row) return undefined
  const steps = await erasures.steps(db, id)
  const disk = steps.filter(({ kind }) => kind === 'disk').map(({ subject, place, n }) => ({ code: subject, place, n }))
  const others = steps
    .filter(({ kind }) => kind === 'crm' || kind === 'audience')
    .map(({ place, subject, state, detail, at }) => ({ system: place, label: labelOf(setup, place), record: subject, state, why: detail, at }))
  return {
    id: row.id,
    state: row.state,
    startedAt: row.createdAt,
    endedAt: row.endedAt,
    by: row.by,
    reason: row.reason,
    person: row.hashes[0] ?? null,
    contacts: row.contacts,
    places: steps
      .filter(({ kind, state }) => kind === 'table' && state === 'done')
      .map(({ place, n }) => ({ table: place, rows: n, done: TABLES[place]?.done ?? '' })),
    others,
    disk,
    byHand: [...steps.flatMap(namesake), ...others.flatMap(leftOver), ...disk.flatMap(diskLeft), COPIES],
  }
}

const labelOf = ({ connections, audiences }: Setup, id: string): string => connections.get(id)?.label ?? audiences.get(id)?.label ?? id

type Sentence = Certificate['byHand'][number]

function leftOver({ label, record, state, why }: Certificate['others'][number]): Sentence[] {
  if (state !== 'byHand') return []
  return [{ de: `${label}: ${record} von Hand löschen oder bereinigen (${why ?? ''}).`, en: `${label}: delete or clean ${record} by hand (${why ?? ''}).` }]
}

/** A company that is called like the person. */
function namesake({ kind, place, subject, state }: erasures.StepRow): Sentence[] {
  if (kind !== 'table' || place !== 'account' || state !== 'byHand') return []
  return [
    {
      de: `Das Unternehmen ${subject} trägt den Namen der Person in Name oder Domain; beides bleibt, hier und im CRM, denn es ist sein eigener: prüfen, ob es so bleiben soll.`,
      en: `The company ${subject} bears the person's name in its name or domain; both stay, here and in the CRM, as the company's own: decide whether they may.`,
    },
  ]
}

const DISK: Readonly<Record<string, (place: string, n: number) => Sentence>> = {
  log_in_use: () => ({
    de: 'Das Protokoll der Datenbank (Datei -wal) war in Benutzung und wird beim nächsten Neustart des Hubs geleert.',
    en: 'The log of the database (file -wal) was in use: restart the hub, which empties it.',
  }),
  still_found: () => ({
    de: 'In der Datenbankdatei steht noch eine Adresse der Person, womöglich bei jemand anderem: bitte prüfen.',
    en: 'An address of the person still stands in the database file, perhaps of somebody else: look for it.',
  }),
  too_large: (place, n) => ({
    de: `Die Tabelle ${place} (${megabytes(n)}) ist zu groß, um im Betrieb neu geschrieben zu werden: in einer ruhigen Stunde \`VACUUM FULL ${place}\` ausführen.`,
    en: `The table ${place} (${megabytes(n)}) is too large to be written anew meanwhile: run \`VACUUM FULL ${place}\` in a quiet hour.`,
  }),
  in_use: (place) => ({
    de: `Die Tabelle ${place} war in Benutzung: \`VACUUM FULL ${place}\` ausführen.`,
    en: `The table ${place} was in use: run \`VACUUM FULL ${place}\`.`,
  }),
  statistics_kept: () => ({
    de: 'Die Statistik der Datenbank durfte nicht neu geschrieben werden: als Eigentümer `VACUUM FULL pg_catalog.pg_statistic` ausführen.',
    en: 'The statistics of the database could not be written anew: run `VACUUM FULL pg_catalog.pg_statistic` as its owner.',
  }),
  log_switched: () => WAL,
  log_not_switched: () => WAL,
}

const WAL: Sentence = {
  de: 'PostgreSQL: Segmente in pg_wal behalten alte Bytes, bis sie wieder beschrieben werden; archivierte Segmente und Replikate nach ihrer Frist löschen.',
  en: 'PostgreSQL: segments in pg_wal keep old bytes until they are written again; delete archived segments and replicas when their time is over.',
}

/** Of files that are not the hub's. */
const COPIES: Sentence = {
  de: 'Sicherungskopien von vorher enthalten die Person noch: nach ihrer Frist löschen; wird eine zurückgespielt, löscht der Hub die Person erneut (docs/operations.md).',
  en: 'Backups from before still hold the person: delete them when their time is over; when one is restored, the hub erases the person again (docs/operations.md).',
}

const diskLeft = ({ code, place, n }: Certificate['disk'][number]): Sentence[] => (DISK[code] ? [DISK[code](place, n)] : [])
const megabytes = (n: number): string => `${Math.ceil(n / 1024 / 1024)} MB`

// --- as a page ----------------------------------------------------------------------------

const WORDS = {
  de: {
    title: 'Löschbestätigung',
    states: { running: 'läuft', waiting: 'im Hub gelöscht; andere Systeme haben noch nicht geantwortet', done: 'abgeschlossen' },
    rows: ['Stand', 'Begonnen', 'Abgeschlossen', 'Veranlasst von', 'Grund', 'Person (Prüfsumme mit Schlüssel)', 'Kontakte'],
    places: 'Im Hub',
    others: 'In anderen Systemen',
    other: { open: 'angefordert', done: 'gelöscht', byHand: 'von Hand' },
    disk: 'Auf dem Datenträger',
    codes: {
      log_emptied: 'Protokoll der Datenbank geleert',
      rewritten: 'neu geschrieben',
      searched: 'Byte für Byte durchsucht, nichts gefunden',
      log_switched: 'neues Segment im Protokoll begonnen',
    },
    byHand: 'Von Hand zu tun',
    records: (n: number) => `${n} ${n === 1 ? 'Zeile' : 'Zeilen'}`,
  },
  en: {
    title: 'Certificate of erasure',
    states: { running: 'under way', waiting: 'erased in the hub; other systems have not answered yet', done: 'done' },
    rows: ['State', 'Begun', 'Ended', 'Asked by', 'Reason', 'Person (keyed hash)', 'Contacts'],
    places: 'In the hub',
    others: 'In other systems',
    other: { open: 'asked', done: 'erased', byHand: 'by hand' },
    disk: 'On the disk',
    codes: {
      log_emptied: 'log of the database emptied',
      rewritten: 'written anew',
      searched: 'searched byte by byte, nothing found',
      log_switched: 'new segment of the log begun',
    },
    byHand: 'To be done by hand',
    records: (n: number) => `${n} ${n === 1 ? 'row' : 'rows'}`,
  },
} as const

/** Markdown. */
export function certificateText(certificate: Certificate, language: 'de' | 'en'): string {
  const words = WORDS[language]
  const { id, state, startedAt, endedAt, by, reason, person, contacts, places, others, disk, byHand } = certificate
  const values = [words.states[state], iso(startedAt), endedAt === null ? '-' : iso(endedAt), by, reason ?? '-', person ?? '-', String(contacts)]
  const rewritten = disk.filter(({ code }) => code === 'rewritten').map(({ place }) => place)
  const said = disk.filter(({ code }) => code !== 'rewritten' && code in words.codes) as { code: keyof typeof words.codes; place: string; n: number }[]
  const section = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines])
  return [
    `# ${words.title} ${id}`,
    '',
    ...words.rows.map((name, i) => `* ${name}: ${values[i]}`),
    ...section(
      words.places,
      places.map(({ table, rows }) => `* ${table}: ${words.records(rows)}`),
    ),
    ...section(
      words.others,
      others
        .filter(({ state: so, record }) => so !== 'byHand' && !record.startsWith('job_'))
        .map((one) => `* ${one.label}: ${one.record}, ${words.other[one.state]}, ${iso(one.at)}`),
    ),
    ...section(words.disk, [
      ...(rewritten.length === 0 ? [] : [`* ${words.codes.rewritten}: ${rewritten.join(', ')}`]),
      ...said.map(({ code, n }) => `* ${words.codes[code]}${n > 0 ? ` (${megabytes(n)})` : ''}`),
    ]),
    ...section(
      words.byHand,
      byHand.map((one) => `* ${one[language]}`),
    ),
    '',
  ].join('\n')
}

const iso = (at: number): string => new Date(at).toISOString()
