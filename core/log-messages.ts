/**
 * Everything that the log can say. The level is what an operator must do: `error`, act now; `warn`, act soon; `info`, nothing: life.
 * A `lasting` message is of work that repeats itself: a warning, and an error once it has failed for a minute.
 */
export interface Said {
  level: 'error' | 'warn' | 'lasting' | 'info' | 'debug'
  /** What happened. */
  says: string
  /** What to do; where nothing is to be done, none. */
  todo?: string
}

export const LOG_MESSAGES = {
  // --- act now: something stands still, or must not be --------------------------------------
  'connection.paused': {
    level: 'error',
    says: 'A CRM, e-mail tool or notifier refuses the credentials; every job waits',
    todo: 'Correct the secret, then `leitwerk connection resume NAME`',
  },
  'database.restored': {
    level: 'error',
    says: 'The database is an older copy; nothing goes to the CRMs, which may have what it does not know',
    todo: 'Hold both against each other as under [Restore](#restore), then `leitwerk connection resume NAME`',
  },
  'erase_again.failed': {
    level: 'error',
    says: 'Persons who were erased since a restored backup was made are still there',
    todo: 'Mend what `error` names and start anew, or `leitwerk erase --again-from FILE`',
  },
  'mapping.missing': {
    level: 'error',
    says: 'A mapping that is needed is not there; what needs it is held or waits',
    todo: 'Put the file into `mapping.folder`, or make it in the console',
  },
  'poll.refused': {
    level: 'error',
    says: 'A tool refuses the credentials with which the hub asks it; nothing comes from there',
    todo: 'Correct the secret of the source',
  },
  'receive.failed': {
    level: 'error',
    says: 'A request could not be stored; its sender was told to come again',
    todo: 'Look at disk and database: `leitwerk doctor`',
  },
  'rotation.unread': {
    level: 'error',
    says: 'The new secret of a source cannot be opened and counts for nothing',
    todo: 'Set LEITWERK_KEY to what it was, or take the rotation back',
  },
  'tracing.absent': {
    level: 'error',
    says: 'Traces were asked for, and the packages that write them are not installed; there are none',
    todo: 'Install the optional packages of OpenTelemetry, or take the OTEL_... variables away',
  },
  'tracing.unset': { level: 'error', says: 'The OTEL_... variables cannot be used; there are no traces', todo: 'Correct what `error` names' },
  'settings.not_taken': {
    level: 'error',
    says: 'What was changed in the console is not in force in this process, which goes on as it was',
    todo: 'Mend what `error` names; it is tried again every half a minute',
  },

  // --- act soon, and now once it lasts -----------------------------------------------------
  'lane.fault': {
    level: 'lasting',
    says: 'The lanes of a connection could not be worked off; it goes on by itself',
    todo: 'Look at the database: `leitwerk doctor`',
  },
  'pipeline.fault': {
    level: 'lasting',
    says: 'Deliveries could not be taken up; it goes on by itself',
    todo: 'Look at the database: `leitwerk doctor`',
  },

  // --- act soon: it goes on by itself, or something small stands still --------------------------
  'agreement.failed': { level: 'warn', says: 'What marketing and sales agreed on was not kept as a version', todo: 'Mend what `error` names, then start anew' },
  'api.failed': { level: 'warn', says: 'A call of the API was answered with 500', todo: 'Where it comes again, report it with `path` and `error`' },
  'breaker.opened': {
    level: 'warn',
    says: 'Five conversations with a connection failed in a row; it rests, and one job probes',
    todo: 'Look whether the other side is away; the hub goes on when it answers',
  },
  'clock.fault': {
    level: 'warn',
    says: 'The clock was put back, and what waits could not be set to it yet',
    todo: 'Look at the database; it is tried again every second',
  },
  'clock.put_back': { level: 'warn', says: "The machine's clock was put back; what waits was set to it", todo: 'Let a time service (NTP) keep the clock' },
  'console.missing': { level: 'warn', says: 'The console was not built, so there are no pages', todo: 'Install the package, or `npm install` in the checkout' },
  'database.lost': {
    level: 'warn',
    says: 'A connection to the database broke; it is replaced',
    todo: 'Where it comes again, look at the server and the network',
  },
  'delivery.fault': {
    level: 'warn',
    says: 'The hub itself failed at a delivery; it is tried again, and held after several tries',
    todo: 'Look at the open issues, and report `error`',
  },
  'describe.failed': { level: 'warn', says: 'A CRM did not say what its records are made of', todo: '`leitwerk connection check NAME`' },
  'describe.fault': {
    level: 'warn',
    says: 'What a CRM says of its records could not be read; it is asked again',
    todo: 'Where it comes again, report `error`',
  },
  'drift.fault': { level: 'warn', says: 'The fields of a source were not compared; the next look does', todo: 'Where it comes again, report `error`' },
  'engine.stop_failed': {
    level: 'warn',
    says: 'The thread that works did not end in order; what was at hand is taken up at the next start',
    todo: 'Where it comes again, report `error`',
  },
  'erasure.fault': { level: 'warn', says: 'An erasure got stuck; it goes on by itself', todo: 'Look whether it ends in time: `leitwerk erase --list`' },
  'fading.fault': { level: 'warn', says: 'Points were not faded; the next look does', todo: 'Where it comes again, report `error`' },
  'figures.ended': { level: 'warn', says: 'The thread that counts figures ended; it is started anew when asked', todo: 'Look at the memory of the machine' },
  'figures.not_read': { level: 'warn', says: 'Figures were not read ahead; the first question takes longer', todo: 'Where it comes again, report `error`' },
  'housekeeping.failed': { level: 'warn', says: 'What is over was not cleared away; the next round does', todo: 'Where it comes again, report `error`' },
  'import.failed': {
    level: 'warn',
    says: 'The import of a list failed; a fault of the hub is tried again',
    todo: '`leitwerk import --list` tells why; the same import again goes on with it',
  },
  'import.fault': { level: 'warn', says: 'Lists were not looked at; the next look does', todo: 'Where it comes again, report `error`' },
  'job.fault': {
    level: 'warn',
    says: 'The hub itself failed at a job; it is repeated, and parked after a day',
    todo: 'Look at the open issues, and report `error`',
  },
  'listen.failed': {
    level: 'warn',
    says: 'Other processes are not heard at once; polling finds what they did within seconds',
    todo: 'Allow `listen` on the way to PostgreSQL: no pooling by transaction',
  },
  'mapping.drafts': {
    level: 'warn',
    says: 'Files of mappings were changed whose active version was made in the console; they are drafts',
    todo: 'Compare and activate them in the console, or with `leitwerk mapping activate`',
  },
  'model.not_renewed': {
    level: 'warn',
    says: 'Whether identity has another model was not found out; the next look does',
    todo: 'Where it comes again, look at the database',
  },
  'nurture.fault': { level: 'warn', says: 'Who is to get content was not found out; the next look does', todo: 'Where it comes again, report `error`' },
  'offer.fault': {
    level: 'warn',
    says: 'An offer to a partner was not followed up; it is tried again',
    todo: 'Where it comes again, report `offer` and `error`',
  },
  'plans.fault': {
    level: 'warn',
    says: 'Tables that grew were not counted anew; the next look does, and PostgreSQL by itself once a minute',
    todo: 'Where it comes again, report `error`',
  },
  'poll.failed': {
    level: 'warn',
    says: 'A tool did not answer when it was asked for news; it is asked again, with growing pauses',
    todo: 'Where `failures` grows, look whether the tool is away',
  },
  'poll.fault': { level: 'warn', says: 'A tool was not asked for news; the next look does', todo: 'Where it comes again, report `error`' },
  'reconciliation.failed': {
    level: 'warn',
    says: 'A first load or reconciliation was interrupted; weather is waited for',
    todo: '`leitwerk connection reconcile NAME` goes on with it',
  },
  'reconciliation.fault': { level: 'warn', says: 'Reconciliations were not looked at; the next look does', todo: 'Where it comes again, report `error`' },
  'reconciliation.key': {
    level: 'warn',
    says: "The hub's key could not be written on a record",
    todo: 'Look at `reason`, then run it again with `--write-keys`',
  },
  'reevaluation.fault': {
    level: 'warn',
    says: 'A company was not looked at again; it is tried again',
    todo: 'Where it comes again, report `account` and `error`',
  },
  'reevaluation.too_large': {
    level: 'warn',
    says: 'A company has too many submissions to be looked at again in the background',
    todo: 'Where it stands twice, `leitwerk merge`',
  },
  'release.failed': {
    level: 'warn',
    says: 'Deliveries of a source that is configured again are still held',
    todo: '`leitwerk replay --state held --source NAME`',
  },
  'reminder.fault': { level: 'warn', says: 'Sales was not reminded of a lead; it is tried again', todo: 'Where it comes again, report `lead` and `error`' },
  'replay.fault': {
    level: 'warn',
    says: 'A replay failed; it is tried again, and stopped after several tries',
    todo: '`leitwerk replay list` tells of it, `leitwerk replay start ID` goes on',
  },
  'retention.failed': { level: 'warn', says: 'What was kept long enough was not removed tonight', todo: '`leitwerk retention run` does it now' },
  'rotation.fault': {
    level: 'warn',
    says: 'Whether secrets are being replaced was not found out; the next look does',
    todo: 'Where it comes again, look at the database',
  },
  'settings.rest_failed': {
    level: 'warn',
    says: 'Who worked by the former settings did not lay down the work in order; leases run out within two minutes',
    todo: 'Where it comes again, report `error`',
  },
  'settings.stop_failed': { level: 'warn', says: 'Who worked by the former settings did not end in order', todo: 'Where it comes again, report `error`' },
  'settings.unread': {
    level: 'warn',
    says: 'Whether settings were changed was not found out; the next look does',
    todo: 'Where it comes again, look at the database',
  },
  'sources.fault': { level: 'warn', says: 'Whether sources are silent was not looked at; the next look does', todo: 'Where it comes again, report `error`' },
  'unlease.failed': {
    level: 'warn',
    says: 'What a former process held is still held; it is free within two minutes',
    todo: 'Where it comes again, look at the database',
  },
  'tracing.failed': {
    level: 'warn',
    says: 'The collector did not take traces, told once a minute at most; nothing waits for it',
    todo: 'See whether it answers at OTEL_EXPORTER_OTLP_ENDPOINT',
  },
  'tracing.unknown': {
    level: 'warn',
    says: 'OTEL_TRACES_EXPORTER names an exporter that is not there; there are no traces',
    todo: 'Set it to `otlp` or `none`',
  },

  // --- life ---------------------------------------------------------------------------------
  'breaker.closed': { level: 'info', says: 'A connection answers again; what waited goes at once' },
  'delivery.attempted': { level: 'info', says: 'A job was tried, with its outcome' },
  'delivery.refused': { level: 'info', says: 'A request was not verified, and kept apart' },
  'delivery.settled': { level: 'info', says: 'A delivery came into a state' },
  'figures.read': { level: 'info', says: 'The history of all leads is in memory' },
  'model.shipped_newer': { level: 'info', says: 'This version ships a newer model of identity than the active one' },
  'pace.changed': { level: 'info', says: 'Another pace was found for a connection' },
  'person.erased': { level: 'info', says: 'An erasure ended' },
  'poll.stored': { level: 'info', says: 'News of a tool that was asked were stored' },
  ready: { level: 'info', says: 'The hub takes requests' },
  'reevaluation.moved': { level: 'info', says: 'Submissions were found to belong elsewhere' },
  'replay.ended': { level: 'info', says: 'A replay is done' },
  'retention.removed': { level: 'info', says: 'What was kept long enough was removed' },
  'settings.taken': { level: 'info', says: 'What was changed in the console is in force in this process' },
  stopped: { level: 'info', says: 'The hub ended in order' },
  stopping: { level: 'info', says: 'The hub takes no more requests, and finishes what is at hand' },

  // --- for finding faults -------------------------------------------------------------------
  'breaker.probed': { level: 'debug', says: 'A connection that rests was tried' },
  'pipeline.mapped': { level: 'debug', says: 'Deliveries were mapped' },
} as const satisfies Readonly<Record<string, Said>>

type Messages = typeof LOG_MESSAGES
type Of<L extends Said['level']> = { [K in keyof Messages]: Messages[K]['level'] extends L ? K : never }[keyof Messages]

export type ErrorMessage = Of<'error' | 'lasting'>
export type WarnMessage = Of<'warn' | 'lasting'>
export type LastingMessage = Of<'lasting'>
export type InfoMessage = Of<'info'>
export type DebugMessage = Of<'debug'>
