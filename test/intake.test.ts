/** What arrives faster than it can be written: nobody waits for long, nobody takes the room of others, and the order of a source stays. */
import { describe, expect, it } from 'vitest'
import type { TakeIn } from '../core/app.ts'
import type { NewDelivery } from '../core/store/deliveries.ts'
import { createIntake, type IntakeLimits } from '../core/web/intake.ts'

/** Commits come to their end when the test says so. */
function intakeOf(limits: Partial<IntakeLimits> = {}) {
  const commits: { ids: string[]; end(error?: Error): void }[] = []
  let now = 0
  const takeIn = ({ deliveries }: TakeIn) =>
    new Promise<void>((resolve, reject) => {
      commits.push({ ids: deliveries.map(({ id }) => id), end: (error) => (error ? reject(error) : resolve()) })
    })
  const intake = createIntake(takeIn, { maxBytes: 100_000, maxBatch: 4, parallel: 1, maxWaitMs: 2_000, giveUpMs: 5_000, now: () => now, ...limits })
  return {
    intake,
    commits,
    pass: (ms: number) => {
      now += ms
    },
    arrive: (source: string, id: string, size = 0) => intake.deliver({ id, source, body: Buffer.alloc(size) } as unknown as NewDelivery), // all that it reads
    turn: () => new Promise((resolve) => setImmediate(resolve)),
  }
}

describe('the intake', () => {
  it('lets sources take turns, each in its order', async () => {
    const { intake, arrive, commits, turn } = intakeOf()
    const all = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8'].map((id) => arrive('noisy', id))
    await turn()
    all.push(arrive('quiet', 'q1'), arrive('quiet', 'q2'), arrive('other', 'o1'))
    for (let i = 0; i < 3; i++) {
      commits[i]!.end()
      await turn()
    }
    expect(commits.map(({ ids }) => ids)).toEqual([
      ['n1', 'n2', 'n3', 'n4'],
      ['n5', 'n6', 'q1', 'q2'],
      ['o1', 'n7', 'n8'],
    ])
    await Promise.all(all)
    await intake.close()
  })

  it('leaves room for others, whatever one source sends', async () => {
    const { intake, arrive, commits, turn } = intakeOf({ maxBytes: 10_000 })
    const all = ['n1', 'n2', 'n3'].map((id) => arrive('noisy', id, 1_000))
    const tooMuch = arrive('noisy', 'n4', 1_000)
    all.push(arrive('quiet', 'q1', 1_000))
    expect(await tooMuch).toBe(false)
    expect([intake.hasRoom('noisy', 1_000), intake.hasRoom('quiet', 1_000)]).toEqual([false, true])
    await turn()
    commits[0]!.end()
    await Promise.all(all)
    expect(intake.waitingBytes).toBe(0)
    const again = arrive('noisy', 'n4', 1_000)
    await turn()
    commits[1]!.end()
    await again
    await intake.close()
  })

  it('takes no more of a source whose arrivals wait for long, until they are written', async () => {
    const { intake, arrive, commits, pass, turn } = intakeOf({ maxBatch: 1 })
    const all = [arrive('noisy', 'n1'), arrive('noisy', 'n2')]
    await turn()
    pass(2_001)
    expect(await arrive('noisy', 'n3')).toBe(false)
    all.push(arrive('quiet', 'q1'))
    for (let i = 0; i < 3; i++) {
      commits[i]!.end()
      await turn()
    }
    const later = arrive('noisy', 'n3')
    await turn()
    commits[3]!.end()
    await Promise.all([...all, later])
    await intake.close()
  })

  it('takes no more of a source than can be written in time, by what the last commits took', async () => {
    const { intake, arrive, commits, pass, turn } = intakeOf({ maxBatch: 1 })
    const all = [arrive('noisy', 'n1')]
    await turn()
    pass(2_100) // of which a part is expected of the next
    commits[0]!.end()
    await turn()
    for (let i = 2; i <= 6; i++) all.push(arrive('noisy', `n${i}`))
    const tooMuch = arrive('noisy', 'n7')
    all.push(arrive('quiet', 'q1'))
    expect(await tooMuch).toBe(false)
    for (let i = 1; i < 7; i++) {
      commits[i]!.end()
      await turn()
    }
    expect(await Promise.all(all)).toEqual(all.map(() => true))
    await intake.close()
  })

  it('sends away who waited for too long instead of writing what is repeated by then', async () => {
    const { intake, arrive, commits, pass, turn } = intakeOf({ maxBatch: 1 })
    const first = arrive('noisy', 'n1')
    const late = [arrive('noisy', 'n2'), arrive('quiet', 'q1')]
    await turn()
    pass(5_001)
    commits[0]!.end()
    expect(await first).toBe(true)
    expect(await Promise.all(late)).toEqual([false, false])
    expect(commits).toHaveLength(1)
    expect(intake.waitingBytes).toBe(0)
    const next = arrive('quiet', 'q2')
    await turn()
    commits[1]!.end()
    expect(await next).toBe(true)
    await intake.close()
  })

  it('gives the room back where writing failed', async () => {
    const { intake, arrive, commits, turn } = intakeOf()
    const one = arrive('noisy', 'n1', 5_000)
    await turn()
    commits[0]!.end(new Error('the disk is full'))
    await expect(one).rejects.toThrow('the disk is full')
    expect(intake.waitingBytes).toBe(0)
    await intake.close()
  })
})
