/** Writes of many lanes go together where a CRM takes many at once; each lane hears of its own record only. */
import { describe, expect, it } from 'vitest'
import type { Dialogue } from '../core/connector.ts'
import type { Batch, Write } from '../core/crm.ts'
import type { Outcome, Refusal } from '../core/outcome.ts'
import type { Talk } from '../core/talk.ts'
import { TAKEN_OVER, writesTogether } from '../core/work/together.ts'

const account = (key: string, more: Partial<Write> = {}): Write => ({ entity: 'account', key, fields: {}, links: {}, ...more })
const made = (key: string): Outcome => ({ kind: 'delivered', remoteId: key, created: true })
const always = () => true

/** A CRM that is told what was asked of it, and answers when it is let. */
function crm(answer: (keys: readonly string[]) => readonly Outcome[] | Refusal = (keys) => keys.map(made), entities: Batch['entities'] = ['account']) {
  const asked: string[][] = []
  const held: (() => void)[] = []
  const parts = {
    crm: {
      *write({ key }: Write): Dialogue<Outcome> {
        yield { method: 'POST', path: key, purpose: 'one' }
        return made(key)
      },
      batch: {
        most: 3,
        entities,
        *write(writes: readonly Write[]): Dialogue<readonly Outcome[] | Refusal> {
          yield { method: 'POST', path: writes.map(({ key }) => key).join(' '), purpose: 'several' }
          return answer(writes.map(({ key }) => key))
        },
      },
    },
    settings: {},
    talk: async <R>(dialogue: Dialogue<R>): Promise<Talk<R>> => {
      const step = dialogue.next()
      if (step.done) return { result: step.value, calls: [] }
      asked.push(step.value.path.split(' '))
      await new Promise<void>((resolve) => held.push(resolve))
      return { result: dialogue.next({ status: 200, headers: {}, body: null }).value as R, calls: [] }
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
  return { asked, answerAll, write: writesTogether(parts) }
}

describe('writes of several lanes', () => {
  it('go at once where nobody else writes, and gather behind one that is under way', async () => {
    const { asked, answerAll, write } = crm()
    const all = ['a', 'b', 'c', 'd', 'e', 'f'].map((key) => write(account(key), always))
    expect(asked).toEqual([['a']])
    await answerAll()
    expect(asked).toEqual([['a'], ['b', 'c', 'd'], ['e', 'f']])
    expect((await Promise.all(all)).map(({ result }) => 'remoteId' in result && result.remoteId)).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  })

  it('hear of their own record only, also when others are refused', async () => {
    const refused: Refusal = { kind: 'invalid', reason: 'no name', fields: [] }
    const { answerAll, write } = crm((keys) => keys.map((key) => (key === 'c' ? refused : made(key))))
    const all = ['a', 'b', 'c', 'd'].map((key) => write(account(key), always))
    await answerAll()
    expect((await Promise.all(all)).map(({ result }) => result.kind)).toEqual(['delivered', 'delivered', 'invalid', 'delivered'])
  })

  it('go one by one where the call was refused for what is in it', async () => {
    for (const refused of ['invalid', 'duplicate', 'notFound', 'gone', 'conflict'] as const) {
      const { asked, answerAll, write } = crm(() => ({ kind: refused, reason: 'of one', fields: [], entity: 'account', candidates: [] }) as Refusal)
      const all = ['a', 'b', 'c', 'd'].map((key) => write(account(key), () => key !== 'd' || asked.length < 3))
      await answerAll()
      expect(asked).toEqual([['a'], ['b', 'c', 'd'], ['b'], ['c']])
      expect((await Promise.all(all)).map(({ result }) => result)).toEqual([made('a'), made('b'), made('c'), TAKEN_OVER])
    }
  })

  it('all hear when the call itself fails, or answers for too few', async () => {
    const weather: Refusal = { kind: 'transient', reason: 'thunder', uncertain: true }
    const failing = crm(() => weather)
    const all = ['a', 'b', 'c'].map((key) => failing.write(account(key), always))
    await failing.answerAll()
    expect((await Promise.all(all)).map(({ result }) => result)).toEqual([made('a'), weather, weather])
    const short = crm((keys) => keys.slice(1).map(made))
    const some = ['a', 'b', 'c'].map((key) => short.write(account(key), always))
    await short.answerAll()
    expect((await Promise.all(some)).map(({ result }) => result.kind)).toEqual(['delivered', 'delivered', 'transient'])
  })

  it('leave out whoever lost its lane meanwhile', async () => {
    const { asked, answerAll, write } = crm()
    let isOurs = true
    const first = write(account('a'), always)
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
    expect(asked).toEqual([['a'], ['b'], ['c']])
  })

  it('are told of a fault of the hub, and the next ones go on', async () => {
    const { answerAll, write } = crm((keys) => {
      if (keys.includes('b')) throw new TypeError('bug')
      return keys.map(made)
    })
    const all = ['a', 'b', 'c'].map((key) => write(account(key), always).catch((error: Error) => error.message))
    await answerAll()
    expect(await Promise.all(all)).toEqual([expect.anything(), 'bug', 'bug'])
    const later = write(account('d'), always)
    await answerAll()
    expect((await later).result.kind).toBe('delivered')
  })
})
