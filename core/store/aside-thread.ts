/** What the thread of `aside.ts` runs: it reads what it is asked, one after the other, and ends when it is asked nothing. */
import { parentPort, workerData } from 'node:worker_threads'
import type { AsideData, Question, Told } from './aside.ts'
import { openSqlite } from './sqlite.ts'

const asker = parentPort!
const { sql, close } = openSqlite((workerData as AsideData).path, { readonly: true })

async function answer({ text, parameters }: Question): Promise<Told> {
  try {
    return { rows: await sql.all(text, parameters) }
  } catch (error) {
    const { message, code } = error as Error & { code?: string }
    return { error: { message, code } }
  }
}

let last: Promise<void> = Promise.resolve()
asker.on('message', (question: Question | null) => {
  last = last.then(async () => {
    if (question !== null) return asker.postMessage(await answer(question))
    await close()
    asker.close()
  })
})
