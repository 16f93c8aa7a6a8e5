/** What a text looks like, whatever field it stands in. */

export type Look = 'email' | 'iban' | 'ip' | 'token' | 'phone' | 'url' | 'plain' | 'text' | 'words'

const MOMENT = /^(?:\d{4}-\d\d(?:-\d\d)?|\d{1,2}[./]\d{1,2}[./]\d{2,4})(?:[T ,]+\d{1,2}:\d\d.*)?$|^(?:[A-Z][a-z]{2}, )?\d{1,2}\.? \p{L}{3,9}\.? \d{4}\b.*$/u
const TRUTH = /^(?:ja|nein|j|n|y|yes|no|true|false|on|off|x|wahr|falsch|keine?|none|✓|✔)$/i
const USER_AGENT = /^(?:Mozilla|curl|okhttp|axios|Go-http-client|python-requests|PostmanRuntime|Apache-HttpClient)\b/i

/** `plain` is what stays: times, truth values, amounts, codes of a vocabulary; `text` is free text; `words` is anything else. */
export function lookOf(value: string): Look {
  const text = value.trim()
  if (/^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]{2,}$/.test(text)) return 'email'
  if (/^[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7} ?[A-Z0-9]{0,4}$/.test(text) && /\d{6}/.test(text.replace(/\s/g, ''))) return 'iban'
  if (/^(?:\d{1,3}\.){3}\d{1,3}$|^[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){3,7}$/i.test(text)) return 'ip'
  if (MOMENT.test(text) || TRUTH.test(text) || USER_AGENT.test(text) || isCount(text)) return 'plain'
  if (!/^0\d+$/.test(text) && isToken(text)) return 'token'
  if (/^(?:\+|00)\d[\d\s()/.-]{6,}$/.test(text) || /^0\d{2,5}[ /-][\d\s/-]{4,}$|^0\d{5,}$/.test(text)) return 'phone'
  if (/^(?:https?:\/\/|www\.)\S+$/i.test(text)) return 'url'
  if (isVocabulary(text)) return 'plain'
  return isFreeText(text) ? 'text' : 'words'
}

/** Amounts, and seconds or milliseconds since 1970; longer numbers are ids. */
const isCount = (text: string): boolean =>
  /^1\d{9}$|^1\d{12}$/.test(text) || (/^-?[\d.,]+ ?(?:%|€|EUR|CHF|t|kg|m|mm|h)?$/.test(text) && !/^0\d{4}/.test(text) && text.replace(/\D/g, '').length <= 9)

/** GUIDs, click ids, keys: a part that mixes letters and digits as no word does, or a long number. */
function isToken(text: string): boolean {
  if (/\s/.test(text)) return false
  if (/^\d{10,}$/.test(text) || /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return true
  return /^[\w.=+/:-]+$/.test(text) && text.split(/[-_.:/+=]/).some(isMixed)
}

const isMixed = (part: string): boolean => {
  const turns = [...part.matchAll(/[a-z](?=\d)|\d(?=[a-z])/gi)].length + [...part.matchAll(/[a-z](?=[A-Z])/g)].length
  const digits = part.replace(/\D/g, '').length
  return part.length >= 8 && digits > 0 && digits < part.length && (turns >= 3 || (turns === 2 && digits >= 6))
}

/** `messe_ils26`, `5_bis_10_t`, `4. Quartal 2026`, `Q4`, `rep-7`, `application/json`. */
const isVocabulary = (text: string): boolean =>
  /^[a-z0-9äöüß]+(?:[_-][a-z0-9äöüß]+)+$/.test(text) ||
  /^[A-Z0-9]+(?:[_-][A-Z0-9]+)+$/.test(text) ||
  (/^[<>~]?\d[\p{L}\d .,<>%€–-]{0,30}$/u.test(text) && !/^\d{4,5} \p{Lu}/u.test(text)) ||
  /^[A-Z]{1,3}$|^[A-Za-z]{1,4}[-_]?\d{1,9}$/.test(text) ||
  /^(?:application|text|multipart|image)\/[\w.+-]+(?:;.*)?$/.test(text)

const isFreeText = (text: string): boolean => text.split(/\s+/).length > 4 || text.includes('\n') || /\p{L}[.!?](?:\s|$)/u.test(text)
