/** Opens and clicks that no person made: told by the program that fetched, by how soon after the mail it did, or by how many links it followed at once. */
import { fieldOf, isObject, listOf, textOf } from './argument.ts'

/** What Apple's mail privacy protection and Gmail's prefetch send; nothing else is known to send exactly these. */
const PREFETCHERS: ReadonlySet<string> = new Set([
  'Mozilla/5.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0',
])

/** Crawlers, link scanners of mail filters, libraries of programmers, browsers without a window; not the telephones of Cubot. */
const PROGRAMS =
  /(?<!cu)bot\b|crawler|spider|scanner|prefetch|urlpreview|uripreview|barracuda|mimecast|proofpoint|symantec|sophos|cloudmark|hornetsecurity|headless|phantomjs|python|curl\/|wget\/|libwww|go-http-client|apache-httpclient|okhttp|guzzle|^java\/|node-fetch|axios\//i

/** Nobody has a mail before the eyes so soon. */
const AT_ONCE_MS = 5_000

/** True where the user agent is a program's or the act followed the sending at once; else undefined, so that it can stand in an event as it is. */
export function machine(userAgent: unknown, sentAt?: unknown, happenedAt?: unknown): true | undefined {
  const agent = textOf(userAgent)
  const elapsed = Date.parse(textOf(happenedAt) ?? '') - Date.parse(textOf(sentAt) ?? '')
  const isProgram = agent !== undefined && (PREFETCHERS.has(agent) || PROGRAMS.test(agent))
  return isProgram || (elapsed >= 0 && elapsed < AT_ONCE_MS) || undefined
}

/** Nobody follows so many links of one mail within so few seconds. */
const LINKS_AT_ONCE = 3
const TOGETHER_S = 2

/** True where the event is one of several clicks on different links at once; `same` names what they have in common: the act, the mail, the person. */
export function scanned(events: unknown, event: unknown, same: unknown, time: unknown, link: unknown): true | undefined {
  if (!isObject(event)) return undefined
  const common = listOf(same).map((name) => [name, fieldOf(event, name)] as const)
  const at = Number(fieldOf(event, time))
  const links = new Set<string>()
  for (const other of listOf(events)) {
    if (!isObject(other) || common.some(([name, value]) => fieldOf(other, name) !== value)) continue
    const followed = textOf(fieldOf(other, link))
    if (followed !== undefined && Math.abs(Number(fieldOf(other, time)) - at) <= TOGETHER_S) links.add(followed)
    if (links.size >= LINKS_AT_ONCE) return true
  }
  return undefined
}
