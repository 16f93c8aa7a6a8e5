/** Writes of many lanes go together where a CRM takes many at once; each lane hears of its own record only. */
import { describe, expect, it, vi } from 'vitest'
import type { Dialogue } from '../core/connector.ts'
import type { Batch, Found, Sought, Write } from '../core/crm.ts'
import type { Outcome, Refusal } from '../core/outcome.ts'
import type { CallRecord, Talk } from '../core/talk.ts'
import { type Asker, asksTogether, TAKEN_OVER } from '../core/work/together.ts'

const account = (key: string, more: Partial<Write> = {}): Write => ({ entity: 'account', key, fields: {}, links: {}, ...more })
const made = (key: string): Outcome => ({ kind: 'delivered', remoteId: key, created: true })
const always = () => true
const OUTDATED: Refusal = { kind: 'transient', reason: 'not true any more', outdated: true }

/** A CRM that is told what was asked of it, and answers when it is let; told that `truth` holds no more, it is asked nothing. */
function crm(outcomes: (keys: readonly string[]) => readonly Outcome[] | Refusal = (keys) => keys.map(made), entities: Batch['entities'] = ['account']) {
  const truth = new Set<string>()
  const asked: string[][] = []
  const held: (() => void)[] = []
  const parts = {
    stillTrue: async (told: Asker['told']) => told.every(({ email }) => !truth.has(email ?? '')),
    crm: {
      *find(_entity: string, key: string): Dialogue<Found> {
        yield { method: 'GET', path: key, purpose: 'one' }
        return { kind: 'found', candidates: [] }
      },
      *write({ key }: Write): Dialogue<Outcome> {
        yield { method: 'POST', path: key, purpose: 'one' }
        return made(key)
      },
      batch: {
        most: 3,
        entities,
        *write(writes: readonly Write[]): Dialogue<readonly Outcome[] | Refusal> {
          yield { method: 'POST', path: writes.map(({ key }) => key).join(' '), purpose: 'several' }
          return outcomes(writes.map(({ key }) => key))
        },
        *find(sought: readonly Sought[]): Dialogue<readonly Found[]> {
          yield { method: 'GET', path: sought.map(({ key }) => key).join(' '), purpose: 'several' }
          yield { method: 'GET', path: 'again', purpose: 'several' }
          return sought.map(({ key }) => ({ kind: 'found', candidates: [{ remoteId: key, rule: 'key', label: key }] }))
        },
      },
    },
    settings: {},
    talk: async <R>(dialogue: Dialogue<R>, { stillTrue = async () => true }): Promise<Talk<R>> => {
      const calls: CallRecord[] = []
      let step = dialogue.next()
      while (!step.done) {
        if (!(await stillTrue())) return { result: OUTDATED, calls }
        const { method, path, purpose } = step.value
        asked.push(path.split(' '))
        await new Promise<void>((resolve) => held.push(resolve))
        calls.push({ method, path, purpose, status: 200, durationMs: 0, attempt: 1 })
        step = dialogue.next({ status: 200, headers: {}, body: null })
      }
      return { result: step.value, calls }
    },
  }
  const answerAll = async () => {
    for (let idle = 0; idle < 3; idle++) {
      for (const go of held.splice(0)) {
        go()
        idle = 0
      }
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }
  const asksFor = asksTogether(parts)
  const asker = (key: string, isWanted: () => boolean): Asker => ({ isWanted, told: [{ email: key }] })
  return {
    asked,
    answer: () => held.shift()?.(),
    answerAll,
    /** Something about this one is not true any more. */
    withdraw: (key: string) => void truth.add(key),
    write: (one: Write, isWanted: () => boolean) => asksFor(asker(one.key, isWanted)).write(one),
    find: (key: string, isWanted = always) => asksFor(asker(key, isWanted)).find({ entity: 'account', key, evidence: {} }),
  }
}

/** The others while the first one is under way. */
async function behindFirst<Asked>(asked: readonly unknown[], keys: readonly string[], ask: (key: string) => Asked): Promise<Asked[]> {
  const first = ask(keys[0]!)
  await vi.waitFor(() => expect(asked).toHaveLength(1))
  return [first, ...keys.slice(1).map(ask)]
}

describe('writes of several lanes', () => {
  it('that come at one moment go together, and gather behind those that are under way', async () => {
    const { asked, answerAll, write } = crm()
    const first = ['a', 'b'].map((key) => write(account(key), always))
    await vi.waitFor(() => expect(asked).toHaveLength(1))
    const all = [...first, ...['c', 'd', 'e', 'f'].map((key) => write(account(key), always))]
    await answerAll()
    expect(asked).toEqual([['a', 'b'], ['c', 'd', 'e'], ['f']])
    expect((await Promise.all(all)).map(({ result }) => 'remoteId' in result && result.remoteId)).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  })

  it('hear of their own record only, also when others are refused', async () => {
    const refused: Refusal = { kind: 'invalid', reason: 'no name', fields: [] }
    const { asked, answerAll, write } = crm((keys) => keys.map((key) => (key === 'c' ? refused : made(key))))
    const all = await behindFirst(asked, ['a', 'b', 'c', 'd'], (key) => write(account(key), always))
    await answerAll()
    expect((await Promise.all(all)).map(({ result }) => result.kind)).toEqual(['delivered', 'delivered', 'invalid', 'delivered'])
  })

  it('go one by one where the call was refused for what is in it', async () => {
    for (const refused of ['invalid', 'duplicate', 'notFound', 'gone', 'conflict'] as const) {
      const { asked, answerAll, write } = crm(() => ({ kind: refused, reason: 'of one', fields: [], entity: 'account', candidates: [] }) as Refusal)
      const all = await behindFirst(asked, ['a', 'b', 'c', 'd'], (key) => write(account(key), () => key !== 'd' || asked.length < 3))
      await answerAll()
      expect(asked).toEqual([['a'], ['b', 'c', 'd'], ['b'], ['c']])
      expect((await Promise.all(all)).map(({ result }) => result)).toEqual([made('a'), made('b'), made('c'), TAKEN_OVER])
    }
  })

  it('all hear when the call itself fails, or answers for too few', async () => {
    const weather: Refusal = { kind: 'transient', reason: 'thunder', uncertain: true }
    const failing = crm(() => weather)
    const all = await behindFirst(failing.asked, ['a', 'b', 'c'], (key) => failing.write(account(key), always))
    await failing.answerAll()
    expect((await Promise.all(all)).map(({ result }) => result)).toEqual([made('a'), weather, weather])
    const short = crm((keys) => keys.slice(1).map(made))
    const some = await behindFirst(short.asked, ['a', 'b', 'c'], (key) => short.write(account(key), always))
    await short.answerAll()
    expect((await Promise.all(some)).map(({ result }) => result.kind)).toEqual(['delivered', 'delivered', 'transient'])
  })

  it('leave out whoever lost its lane meanwhile', async () => {
    const { asked, answerAll, write } = crm()
    let isOurs = true
    const first = write(account('a'), always)
    await vi.waitFor(() => expect(asked).toHaveLength(1))
    const lost = write(account('b'), () => isOurs)
    const kept = write(account('c'), always)
    isOurs = false
    await answerAll()
    expect(asked).toEqual([['a'], ['c']])
    expect((await lost).result).toEqual({ kind: 'transient', reason: 'another worker took over' })
    expect([(await first).result.kind, (await kept).result.kind]).toEqual(['delivered', 'delivered'])
  })

  it('go alone where a person insists, or where the CRM takes only single ones of a kind', async () => {
    const { asked, answerAll, write } = crm()
    const all = [write(account('a'), always), write(account('b', { insist: true }), always), write(account('c', { entity: 'contact' }), always)]
    await answerAll()
    await Promise.all(all)
    expect(asked).toEqual([['b'], ['c'], ['a']])
  })

  it('tell nothing that is not true any more, and the others all the same', async () => {
    const { asked, answerAll, withdraw, write } = crm()
    const all = await behindFirst(asked, ['a', 'b', 'c', 'd'], (key) => write(account(key), always))
    withdraw('c')
    await answerAll()
    expect(asked).toEqual([['a'], ['b'], ['d']])
    expect((await Promise.all(all)).map(({ result }) => result)).toEqual([made('a'), made('b'), OUTDATED, made('d')])
  })

  it('are all tried anew later where that happens in the middle of their calls', async () => {
    const { asked, answer, answerAll, withdraw, find } = crm()
    const all = await behindFirst(asked, ['a', 'b', 'c'], (key) => find(key))
    answer()
    await vi.waitFor(() => expect(asked).toEqual([['a'], ['b', 'c']]))
    withdraw('c')
    await answerAll()
    expect(asked).toEqual([['a'], ['b', 'c']])
    expect((await Promise.all(all)).map(({ result }) => result)).toEqual([{ kind: 'found', candidates: [] }, OUTDATED, OUTDATED])
  })

  it('look for records together, too', async () => {
    const { asked, answerAll, find } = crm()
    const all = await behindFirst(asked, ['a', 'b', 'c'], (key) => find(key))
    await answerAll()
    expect(asked).toEqual([['a'], ['b', 'c'], ['again']])
    const candidates = (key: string) => ({ kind: 'found', candidates: [{ remoteId: key, rule: 'key', label: key }] })
    expect((await Promise.all(all)).map(({ result }) => result)).toEqual([{ kind: 'found', candidates: [] }, candidates('b'), candidates('c')])
  })

  it('are told of a fault of the hub, and the next ones go on', async () => {
    const { asked, answerAll, write } = crm((keys) => {
      if (keys.includes('b')) throw new TypeError('bug')
      return keys.map(made)
    })
    const all = await behindFirst(asked, ['a', 'b', 'c'], (key) => write(account(key), always).catch((error: Error) => error.message))
    await answerAll()
    expect(await Promise.all(all)).toEqual([expect.anything(), 'bug', 'bug'])
    const later = write(account('d'), always)
    await answerAll()
    expect((await later).result.kind).toBe('delivered')
  })
})
