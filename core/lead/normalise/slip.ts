/** Slips of fingers and of card readers: is one text the other, mistyped or misread? */

/** Letters and digits put in, left out, changed or swapped with their neighbour; counted up to `most`, then `most + 1`. */
export function slips(a: string, b: string, most: number): number {
  if (a === b) return 0
  if (Math.abs(a.length - b.length) > most) return most + 1
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? before[j - 2]! + 1 : changed
      next.push(Math.min(changed, swapped, row[j]! + 1, next[j - 1]! + 1))
    }
    if (Math.min(...next) > most) return most + 1
    before = row
    row = next
  }
  return row[b.length]!
}

/** One name, mistyped or misread: the longer it is, the more may be wrong. Those shorter than `least` must be equal. */
export function isSlip(a: string, b: string, least = 5): boolean {
  if (a === b) return true
  const shorter = Math.min(a.length, b.length)
  if (shorter < least || Math.abs(a.length - b.length) > 3 || shorter > 60) return false
  const most = shorter >= 10 ? 2 : 1
  return slips(a, b, most) <= most || (shorter >= 6 ? slips(asRead(a), asRead(b), 1) <= 1 : asRead(a) === asRead(b))
}

const MISREAD: Readonly<Record<string, string>> = {
  rn: 'm',
  cl: 'd',
  vv: 'w',
  ii: 'u',
  ri: 'n',
  '1': 'l',
  i: 'l',
  '0': 'o',
  '5': 's',
  '8': 'b',
  '6': 'o',
  '2': 'z',
  q: 'g',
}

/** What looks alike on a card is made alike. */
const asRead = (text: string): string => text.replace(/rn|cl|vv|ii|ri|[1i05862q]/g, (sign) => MISREAD[sign] ?? sign)

const DIGITS: Readonly<Record<string, string>> = { o: '0', l: '1', i: '1', '|': '1', s: '5', b: '8', g: '6', z: '2' }

/** Digits that were read as letters: `9O4l2` is 90412. */
export const asDigits = (text: string): string => text.replace(/[oliszbg|]/gi, (sign) => DIGITS[sign.toLowerCase()] ?? sign)

/** Codes of one length with one digit wrong, or two neighbours swapped. */
export function isDigitSlip(a: string, b: string): boolean {
  if (a.length !== b.length || a === b) return false
  const wrong = [...a].flatMap((digit, i) => (digit === b[i] ? [] : [i]))
  const [first = 0, second = 0] = wrong
  return wrong.length === 1 || (wrong.length === 2 && second === first + 1 && a[first] === b[second] && a[second] === b[first])
}
