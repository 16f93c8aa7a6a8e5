/** What the name of a domain says: the part before the ending, as a key. */
import { key } from '../normalise/text.ts'

interface Label {
  /** `nord-licht.de`, `nordlicht.com`: nordlicht; `nordlicht-gmbh.com`, who found that taken: nordlichtgmbh. */
  plain: string
  /** Without what only tells it from a namesake: nordlicht. */
  telling: string
  /** It says itself that several companies share it. */
  group: boolean
}

const labels = new Map<string, Label>()
const LABELS_KEPT = 100_000

export function labelOf(domain: string): Label {
  let label = labels.get(domain)
  if (label === undefined) {
    if (labels.size >= LABELS_KEPT) labels.clear()
    const typed = key(domain.split('.')[0] ?? '')
    label = {
      plain: typed.replace(/ /g, ''),
      telling: typed
        .replace(/ (?:gmbh|ag|kg|online|web|gruppe|group|holding|shop|info)$/, '')
        .replace(/ /g, '')
        .replace(/(?<=[a-z]{4})\d{2,}$/, ''),
      group: /(?:gruppe|group|holding|konzern|verbund)\d*$/.test(typed),
    }
    labels.set(domain, label)
  }
  return label
}
