/**
 * What many lanes ask of one connection, asked together where the CRM takes many at once: while one call is under way the
 * next ones gather. Each lane waits for its own answer, so the order within a lane stays.
 */
import type { Dialogue, Settings } from '../connector.ts'
import type { Crm, Entity, Found, Note, Sought, Write } from '../crm.ts'
import type { ToldPerson } from '../flow/consents-told.ts'
import type { Asks } from '../flow/counterparts.ts'
import type { Outcome, OutcomeKind, Refusal } from '../outcome.ts'
import type { ConverseOptions, Talk } from '../talk.ts'
import { asNow, type Within } from '../tracing.ts'

/** On whose behalf something is asked. */
export interface Asker {
  /** It may have lost its lane meanwhile. */
  isWanted: () => boolean
  /** Whom it tells of: what it says of their consent may be true no more. */
  told: readonly ToldPerson[]
}

export type AsksFor = (asker: Asker) => Asks

interface Parts {
  crm: Pick<Crm, 'find' | 'write' | 'note' | 'batch'>
  settings: Settings
  talk: <Result>(dialogue: Dialogue<Result>, options: Pick<ConverseOptions, 'stillTrue'>) => Promise<Talk<Result>>
  /** Whether what these people are told to have agreed to is still so. */
  stillTrue: (told: readonly ToldPerson[]) => Promise<boolean>
}

export function asksTogether({ crm, settings, talk, stillTrue }: Parts): AsksFor {
  const { batch } = crm
  const talkFor: TalkFor = (dialogue, askers) => talk(dialogue, { stillTrue: () => stillTrue(askers.flatMap(({ told }) => told)) })
  const gathered = <Item, Result>(one: One<Item, Result>, many?: Many<Item, Result>): Ask<Item, Result> =>
    many && batch ? gathering(talkFor, one, many, batch.most) : (item, asker) => alone(talkFor, one, item, asker)
  const taken = (entity: Entity) => batch?.entities.includes(entity)
  const findOne: One<Sought, Found> = ({ entity, key, evidence }) => crm.find(entity, key, evidence, settings)
  const writeOne: One<Write, Outcome> = (write) => crm.write(write, settings)
  const finds = each((entity) => gathered(findOne, batch?.find && taken(entity) ? (sought) => batch.find!(sought, settings) : undefined))
  const writes = each((entity) => gathered(writeOne, taken(entity) ? (all) => batch!.write(all, settings) : undefined))
  const insist = gathered(writeOne)
  const note = gathered<readonly Note[], Outcome>((notes) => crm.note!(notes, settings), batch?.note && ((all) => batch.note!(all, settings)))
  return (asker) => ({
    find: (sought) => finds(sought.entity)(sought, asker),
    // What a person insists on goes by itself: the CRM is told to overlook what it takes for a duplicate.
    write: (write) => (write.insist ? insist : writes(write.entity))(write, asker),
    note: (notes) => note(notes, asker),
  })
}

type One<Item, Result> = (item: Item) => Dialogue<Result | Refusal>
type Many<Item, Result> = (items: readonly Item[]) => Dialogue<readonly (Result | Refusal)[] | Refusal>
type TalkFor = <Result>(dialogue: Dialogue<Result>, askers: readonly Asker[]) => Promise<Talk<Result>>
type Ask<Item, Result> = (item: Item, asker: Asker) => Promise<Talk<Result | Refusal>>

/** One for each kind of record, made when it is first needed. */
function each<Made>(make: (entity: Entity) => Made): (entity: Entity) => Made {
  const made = new Map<Entity, Made>()
  return (entity) => {
    const one = made.get(entity) ?? make(entity)
    made.set(entity, one)
    return one
  }
}

const alone = async <Item, Result>(talkFor: TalkFor, one: One<Item, Result>, item: Item, asker: Asker): Promise<Talk<Result | Refusal>> =>
  asker.isWanted() ? talkFor(one(item), [asker]) : { result: TAKEN_OVER, calls: [] }

interface Waiting<Item, Result> {
  item: Item
  asker: Asker
  /** Its trace. */
  within: Within
  resolve: (talk: Talk<Result | Refusal>) => void
  reject: (error: unknown) => void
}

function gathering<Item, Result>(talkFor: TalkFor, one: One<Item, Result>, many: Many<Item, Result>, most: number): Ask<Item, Result> {
  const waiting: Waiting<Item, Result>[] = []
  let isBusy = false

  async function several(all: readonly Waiting<Item, Result>[]): Promise<void> {
    const { result, calls } = await talkFor(
      many(all.map(({ item }) => item)),
      all.map(({ asker }) => asker),
    )
    if ('kind' in result && isOfSome(result, calls.length > 0)) return oneByOne(all)
    for (const [i, { resolve }] of all.entries()) resolve({ result: 'kind' in result ? result : (result[i] ?? UNANSWERED), calls })
  }

  async function oneByOne(all: readonly Waiting<Item, Result>[]): Promise<void> {
    for (const { item, asker, within, resolve } of all) resolve(await within(() => alone(talkFor, one, item, asker)))
  }

  async function work(): Promise<void> {
    await new Promise(setImmediate) // those that a transaction let go on at one moment come one after the other
    while (waiting.length > 0) {
      const all = waiting.splice(0, most).filter(({ asker, resolve }) => asker.isWanted() || resolve({ result: TAKEN_OVER, calls: [] }))
      const [first] = all
      if (!first) continue
      try {
        // A call for many stands in the trace of the first.
        await (all.length === 1 ? oneByOne(all) : first.within(() => several(all)))
      } catch (error) {
        for (const { reject } of all) reject(error)
      }
    }
    isBusy = false
  }

  return (item, asker) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, asker, within: asNow(), resolve, reject })
      if (isBusy) return
      isBusy = true
      void work()
    })
}

/** Whether the refusal is about some of them only: it must not be held against the others. Where a call went out, some may be done. */
const isOfSome = (refusal: Refusal, isBegun: boolean): boolean =>
  refusal.kind === 'transient' && refusal.outdated ? !isBegun : !CONCERNS_ALL.has(refusal.kind)

/** What is wrong with the call and not with a record in it. */
const CONCERNS_ALL: ReadonlySet<OutcomeKind> = new Set(['rateLimited', 'quotaExhausted', 'transient', 'unauthorised'])
export const TAKEN_OVER: Refusal = { kind: 'transient', reason: 'another worker took over' }
const UNANSWERED: Refusal = { kind: 'transient', reason: 'the CRM answered for fewer records than it was given', uncertain: true }
