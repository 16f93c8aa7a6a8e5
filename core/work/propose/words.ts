/** Names taken apart: `InviteeOrGuestAccepted`, `hard_bounce` and `your-email` as words. */
import { nameKey } from '../functions/argument.ts'

/** Lower-case words without umlauts. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/(\p{Ll}|\d)(?=\p{Lu})/gu, '$1 ')
    .replace(/(\p{Lu})(?=\p{Lu}\p{Ll})/gu, '$1 ')
    .split(/[^\p{L}\p{N}]+/u)
    .map(nameKey)
    .filter((word) => word !== '')
}

/** References that a form builder made up: `r1a2b3c4d5`, `question_a2`, `1.3`, a UUID. They tell nobody anything. */
export const isMadeUp = (name: string): boolean =>
  /^\d+(?:\.\d+)*$/.test(name) || /^[0-9a-f-]{20,}$/i.test(name) || /^(?:question|field|feld|input|item|frage|q)?_?(?=\w*\d)[a-z0-9]{1,12}$/i.test(name)
