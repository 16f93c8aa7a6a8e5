/** Opens and clicks that no person made: told by the program that fetched, or by how soon after the mail it did. */
import { textOf } from './argument.ts'

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
