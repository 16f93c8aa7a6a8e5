/** What stands in a company field and names no company: fillings for a required field, and addresses on the net. */
import { key } from './text.ts'

const JUNK = new Set(
  `privat|private|privatperson|privatkunde|privatkundin|privathaushalt|private person|privatier|kein unternehmen|keine firma|ohne firma|ohne|kein|keine|keiner
  |keine angabe|keine angaben|nicht vorhanden|nicht zutreffend|nicht angegeben|unbekannt|unknown|none|nothing|null|undefined|nan|no company|not applicable|n a|na|k a|ka
  |entfallt|nein|no|tbd|selbststandig|selbstandig|selbststandige|selbstandige|selbststandiger|selbstandiger|selbststandigkeit|selbst|freiberuflich|freiberufler
  |freiberuflerin|freelance|freelancer|self employed|selfemployed|self|einzelperson|rentner|rentnerin|rente|in rente|ruhestand|im ruhestand|pension|pensionist
  |pensionistin|pensionar|pensionarin|retired|student|studentin|studium|schuler|schulerin|student in|azubi|hausfrau|hausmann|arbeitslos|arbeitssuchend|arbeitsuchend
  |angestellt|angestellter|angestellte|unemployed|firma|company|unternehmen|firmenname|company name|mein unternehmen|meine firma|eigene firma|my company|musterfirma
  |muster|muster gmbh|musterfirma gmbh|mustermann gmbh|test|testfirma|test firma|test gmbh|test ag|testfirma gmbh|test company|tester|testing|demo|example|asdf|asdfasdf
  |asdfgh|qwertz|qwerty|abc123|xyz|dummy|foo|foobar|bla|blabla|egal|siehe oben|xx|s o|wie oben|dito`
    .split('|')
    .map((text) => key(text)),
)

const LONGEST = 40

/** "-", "privat", "n/a", "xxx", "12345". */
export function isJunk(text: string): boolean {
  if (text.length > LONGEST && /[a-z]/i.test(text)) return false
  const one = key(text)
  return !/\p{L}/u.test(one) || one.length < 2 || JUNK.has(one) || /^(.)\1{2,}$/u.test(one.replaceAll(' ', ''))
}

interface OnlineAddress {
  web: string | null
  mail: string | null
  /** The text without them; of a web address alone, the name in it. */
  rest: string
}

const MAIL = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,5}/u
const WEB = /(?:https?:\/\/|www\.)[^\s,;()<>]+/i
/** Alone in the field a host name needs no `www`. */
const HOST =
  /^(?:[\p{L}\p{N}-]{1,63}\.){1,4}(?:de|at|ch|li|com|net|org|eu|io|info|biz|shop|online|fr|it|nl|be|lu|pl|cz|dk|se|uk|us|es|hu|si|hr|gmbh|ag|example)$/iu

export function onlineAddress(text: string): OnlineAddress {
  if (!text.includes('.')) return { web: null, mail: null, rest: text }
  const mail = text.includes('@') ? (MAIL.exec(text)?.[0] ?? null) : null
  const left = mail === null ? text : text.replace(mail, ' ').trim()
  const typed = WEB.exec(left)?.[0] ?? HOST.exec(left)?.[0] ?? null
  const host = typed === null ? null : hostOf(typed)
  const rest = typed === null ? left : left.replace(typed, ' ').trim()
  return { web: host?.toLowerCase() ?? null, mail, rest: /[\p{L}\p{N}]/u.test(rest) || host === null ? rest : labelOf(host) }
}

const hostOf = (address: string): string =>
  address
    .replace(/^https?:\/\//i, '')
    .replace(/^www\./i, '')
    .replace(/[/?#:].*$/s, '')
    .replace(/\.+$/, '')

/** `huber-bau` of `shop.huber-bau.de`, of `huber-bau.co.at` too. */
function labelOf(host: string): string {
  const labels = host.split('.')
  const second = /^(?:co|com|or|ac|gv|org|net)$/i.test(labels.at(-2) ?? '') && labels.length > 2
  return labels.at(second ? -3 : -2) ?? host
}
