/** Changes of sources and connections that people make: looked at as a whole before anything is written, in force once they are. */
import { ConfigError, type Made, type Problem } from '../../config/load.ts'
import { id as idSchema } from '../../config/schema/common.ts'
import type { Checked } from '../crm.ts'
import { crmEndpoint } from '../endpoint.ts'
import { waitingFor } from '../flow/change-made.ts'
import { openSecrets } from '../flow/secrets.ts'
import { SHORTEST_KEY } from '../seal.ts'
import type { MadeChange, SettingAnswer, SettingDesk, SettingProblem, SettingWish } from '../setting-data.ts'
import type { Setup } from '../setup.ts'
import type { MadeEntry, MadeKind } from '../store/made.ts'
import * as mappings from '../store/mappings.ts'
import type { Store } from '../store/store.ts'
import { checkConnection } from '../work/check-connection.ts'
import { createConversation } from '../work/converse.ts'
import { takeSecrets } from './entered-secrets.ts'
import { expressionProblems } from './expressions.ts'
import { readMade, type Stored, withMade } from './made.ts'
import { withPool } from './mapping-folders.ts'
import { registryOf } from './registry.ts'
import type { Relay } from './relay.ts'
import { settingKinds } from './setting-kinds.ts'
import { setupOf } from './setup.ts'

interface Parts {
  relay: Pick<Relay, 'crew' | 'act' | 'look'>
  store: Pick<Store, 'db'>
}

type Wrong = Extract<SettingAnswer, { is: 'wrong' }>
/** Nothing is wrong with it: how the hub would be set up, and what is to be written. */
interface Fit {
  is: 'fit'
  setup: Setup
  change: MadeChange
}

/** So often somebody else may be a moment earlier. */
const TRIES = 5
const SECTIONS = { source: 'sources', connection: 'connections' } as const satisfies Record<MadeKind, keyof Made>
/** Of a source: what is compiled before it is taken. */
const EXPRESSIONS = ['split', 'dedupe', 'version', 'test', 'mapping'] as const
const MAX_ANSWER = 20 * 1024 * 1024

export function settingDesk({ relay, store }: Parts): SettingDesk {
  async function look(wish: SettingWish, stored: Stored): Promise<SettingAnswer | Fit> {
    const { kind, name, entry } = wish
    const section = SECTIONS[kind]
    const { [name]: before, ...others } = stored.made[section]
    const refused = refusedAtOnce(wish, before !== undefined)
    if (refused) return refused
    const entered = entry && takeSecrets({ kind, name, entry, before: (before as MadeEntry | undefined) ?? null, ...fieldsOf(kind, entry), hasKey: hasKey() })
    const made: Made = { ...stored.made, [section]: entered === null ? others : { ...others, [name]: entered.entry } }
    const secrets = entered?.secrets ?? []
    const fit = await tried(made, secrets)
    const problems: SettingProblem[] = (entered?.problems ?? []).map(({ path, message }) => ({ path: ['entry', ...path], message }))
    if (fit.is === 'wrong') problems.push(...fit.problems.map((problem) => placed(problem, section, name)))
    else if (entered) problems.push(...(await expressionsIn(fit.setup, kind, name, entered.entry)))
    if (fit.is === 'wrong' || problems.length > 0) return { is: 'wrong', problems: distinct(problems) }
    return { is: 'fit', setup: fit.setup, change: { kind, name, entry: entered?.entry ?? null, secrets, revision: stored.revision } }
  }

  function refusedAtOnce({ kind, name, entry, isNew }: SettingWish, isThere: boolean): SettingAnswer | null {
    const { config, made, file } = relay.crew.loaded
    const isOfFile = !isThere && Object.hasOwn(config[SECTIONS[kind]], name) && !Object.hasOwn(made[SECTIONS[kind]], name)
    if (isOfFile) return { is: isNew ? 'taken' : 'not yours', reason: `${name} stands in the configuration file (${file}): it is changed there.` }
    if (isNew && isThere) return { is: 'taken', reason: `There is a ${kind} ${name} already: take another name, or change that one.` }
    if (!isNew && !isThere) return { is: 'unknown', reason: `There is no ${kind} ${name}.` }
    const parsed = idSchema.safeParse(name)
    if (entry !== null && !parsed.success) return { is: 'wrong', problems: [{ path: ['name'], message: parsed.error.issues[0]!.message }] }
    return null
  }

  /** All of it, as `leitwerk check` looks at it. */
  async function tried(made: Made, entered: MadeChange['secrets']): Promise<{ is: 'fit'; setup: Setup } | { is: 'wrong'; problems: readonly Problem[] }> {
    const secrets = new Map([...(await openSecrets(store.db, process.env.LEITWERK_KEY)), ...entered.map(({ name, value }) => [name, value] as const)])
    try {
      return { is: 'fit', setup: setupOf(withMade(relay.crew.loaded, made), process.env, secrets) }
    } catch (error) {
      if (error instanceof ConfigError) return { is: 'wrong', problems: error.problems }
      throw error
    }
  }

  /** Expressions that were written here, and a mapping that was named here. */
  async function expressionsIn(setup: Setup, kind: MadeKind, name: string, entry: MadeEntry): Promise<SettingProblem[]> {
    const written = EXPRESSIONS.filter((word) => entry[word] !== undefined)
    if (written.length === 0) return []
    const stored = new Set((await mappings.list(store.db, { state: 'active' })).map((one) => `${one.kind}/${one.name}`))
    const alone = {
      sources: new Map([...setup.sources].filter(([id]) => kind === 'source' && id === name)),
      connections: new Map([...setup.connections].filter(([id]) => kind === 'connection' && id === name)),
    }
    const problems = await withPool((pool) =>
      expressionProblems(relay.crew.loaded, alone, pool.check, (of, mapping) => stored.has(`${of}/${mapping}`) || entry.mapping === undefined),
    )
    return problems.map((problem) => placed(problem, SECTIONS[kind], name))
  }

  function fieldsOf(kind: MadeKind, { kind: of }: MadeEntry): Pick<Parameters<typeof takeSecrets>[0], 'fields'> {
    if (kind === 'source' && of === 'webhook') return { fields: null }
    const { sources, crms } = registryOf(relay.crew.loaded.config.declared, () => {})
    return { fields: (kind === 'source' ? sources : crms).find(({ id }) => id === of)?.fields ?? {} }
  }

  return {
    kinds: settingKinds(relay.crew.loaded.config),
    keepsSecrets: hasKey(),
    change: async (wish, by) => {
      for (let i = 0; i < TRIES; i++) {
        const looked = await look(wish, await readMade(store.db))
        if (looked.is !== 'fit') return looked
        if (wish.isTrial) return { is: 'tried' }
        const waiting = wish.entry === null && !wish.isForced ? await waitingFor(store.db, wish.kind, wish.name) : 0
        if (waiting > 0) return { is: 'waited for', n: waiting }
        if (!(await relay.act.changeMade(looked.change, by))) continue // looked at anew, beside what was changed meanwhile
        await relay.look()
        return { is: 'done', inEffect: relay.crew.revision > looked.change.revision }
      }
      throw new Error('others changed the settings again and again at the same moment')
    },
    tryConnection: async ({ name, entry }): Promise<Checked | Wrong> => {
      const stored = await readMade(store.db)
      const isNew = stored.made.connections[name] === undefined
      const looked = await look({ kind: 'connection', name, entry, isNew, isTrial: true, isForced: false }, stored)
      if (looked.is === 'wrong') return looked
      const setup = looked.is === 'fit' ? looked.setup : null
      const connection = setup?.connections.get(name)
      if (!setup || !connection) return { is: 'wrong', problems: [{ path: ['name'], message: 'reason' in looked ? looked.reason : 'nothing was entered' }] }
      const { crm, settings, timeoutMs } = connection
      const conversation = createConversation({ timeoutMs, maxBytes: MAX_ANSWER, now: Date.now, allowed: setup.outgoing })
      try {
        return (await checkConnection(crm, crmEndpoint(name, crm, settings), conversation.converse)).checked
      } finally {
        conversation.close()
      }
    },
  }
}

const hasKey = (): boolean => (process.env.LEITWERK_KEY ?? '').length >= SHORTEST_KEY

/** At the setting it is about, where that is one of this entry; else with its place said. */
function placed({ path, message }: Problem, section: keyof Made, name: string): SettingProblem {
  const steps = path.split('.')
  if (steps[0] === section && steps[1] === name) return { path: ['entry', ...steps.slice(2)], message }
  return { path: [], message: path === '' ? message : `${path}: ${message}` }
}

function distinct(problems: readonly SettingProblem[]): SettingProblem[] {
  const places = new Map(problems.map((problem) => [`${problem.path.join('/')} ${problem.message}`, problem]))
  return [...places.values()]
}
