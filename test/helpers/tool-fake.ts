/** What the stand-ins for e-mail tools have in common: asked without a network by the contract, over HTTP by whole hubs. */
import type { Call, Dialogue, Json, JsonObject, Reply, Settings } from '../../core/connector.ts'
import { type Heard, httpServer, json, type TestServer } from './http-server.ts'

export interface Asked {
  method: string
  path: string
  query: Readonly<Record<string, string>>
  body: JsonObject
  /** The body where it is a list. */
  list: readonly Json[]
}

/** An address as somebody sees it who works with the tool. */
export interface Shown {
  /** Gets what is sent to the list. */
  isOn: boolean
  firstName: string | null
  /** What the hub tells, written alike for all tools: `kran:class:B1`. */
  segments: string[]
  /** Tags and fields of people. */
  others: string[]
}

export interface ToolFake {
  /** Of a configuration; without the address. */
  settings: Settings
  answer(asked: Asked): Reply
  shown(email: string): Shown | null
  /** What people do in the tool. */
  add(email: string, firstName: string): void
  /** They click on the link in a mail. */
  unsubscribe(email: string): void
  /** Somebody who works there takes them off the list, which is no unsubscription. */
  takeOff(email: string): void
  mark(email: string): void
  /** Everything that it holds. */
  state(): unknown
}

export const said = (status: number, body: Json = ''): Reply => ({ status, headers: {}, body })

export const askedOf = ({ method, path, query = {}, body = {}, form }: Call): Asked => ({
  method,
  path,
  query,
  body: form ? { ...form } : Array.isArray(body) ? {} : (body as JsonObject), // the cast: dialogues send objects and lists
  list: Array.isArray(body) ? body : [],
})

export interface Played<Result> {
  calls: Call[]
  result: Result
}

/** @param stead what is answered to the call of that number instead; the tool has not heard it */
export function playWith<Result>(dialogue: Dialogue<Result>, fake: Pick<ToolFake, 'answer'>, stead: Readonly<Record<number, Reply>> = {}): Played<Result> {
  const calls: Call[] = []
  let step = dialogue.next()
  while (!step.done) {
    calls.push(step.value)
    if (calls.length > 20) throw new Error('the dialogue does not end')
    step = dialogue.next(stead[calls.length - 1] ?? fake.answer(askedOf(step.value)))
  }
  return { calls, result: step.value }
}

/** The dialogue is left after so many calls were carried out, as if the hub had ended. */
export function breakOff(dialogue: Dialogue<unknown>, fake: Pick<ToolFake, 'answer'>, after: number): boolean {
  let step = dialogue.next()
  for (let i = 0; i < after && !step.done; i++) step = dialogue.next(fake.answer(askedOf(step.value)))
  return !step.done
}

/** What the tool says to a request. */
export function answerOf(fake: ToolFake, { method, url, body, headers }: Heard): Reply {
  const { pathname, searchParams } = new URL(url, 'http://tool.example')
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  const read: Json = body === '' ? {} : isForm ? Object.fromEntries(new URLSearchParams(body)) : (JSON.parse(body) as Json)
  return fake.answer({
    method,
    path: pathname,
    query: Object.fromEntries(searchParams),
    body: Array.isArray(read) ? {} : (read as JsonObject), // the cast: a body is an object or a list
    list: Array.isArray(read) ? read : [],
  })
}

export async function served(fake: ToolFake): Promise<TestServer> {
  return httpServer((heard, response) => {
    const { status, body } = answerOf(fake, heard)
    if (status === 204) response.writeHead(204).end()
    else json(response, body, status)
  })
}

/** `lw:kran:class:B1` or `lw.kran.class.B1` as they are compared. */
export const ownTags = (tags: readonly string[], mark = ':'): string[] =>
  tags
    .filter((tag) => tag.startsWith(`lw${mark}`))
    .map((tag) => tag.split(mark).slice(1).join(':'))
    .sort()

/** `LW_KRAN_CLASS: B1` as they are compared; company and language are no segments. */
export const ownFields = (fields: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(fields)
    .filter(([name, value]) => /^lw_/i.test(name) && !/^lw_(?:account|unit|language)$/i.test(name) && value !== '' && value !== null)
    .map(([name, value]) => [...name.toLowerCase().split('_').slice(1), String(value)].join(':'))
    .sort()
