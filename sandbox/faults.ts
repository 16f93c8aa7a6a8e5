/** Faults on demand: which calls go wrong, how, and how often. */

export const FAULT_KINDS = ['slow', '429', '500', 'timeout-after-write', 'hang', 'reset', 'half-response', 'refused'] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

/** One rule of a faults file. The first rule that matches and still has some left decides. */
export interface FaultRule {
  kind: FaultKind
  match?: {
    method?: string
    /** Regular expression over the path. */
    path?: string
  }
  /** Only the first so many matching calls; `next` says the same where a rule is added later. */
  first?: number
  next?: number
  /** Lets so many matching calls pass before. */
  after?: number
  /** 0 to 1; default 1. */
  probability?: number
  /** Of `slow`. */
  ms?: number
  /** Seconds, of `429` and `500`. */
  retryAfter?: number
  /** Of `refused`: which field the CRM does not take, and what it says of it. */
  field?: string
  message?: string
}

export interface Faults {
  /** The fault for this call, if there is one. */
  hit(method: string, path: string): FaultRule | null
  add(rules: readonly FaultRule[]): void
  clear(): void
  readonly rules: readonly FaultRule[]
}

/** @param random gives 0 to 1, for rules with a probability */
export function createFaults(initial: readonly FaultRule[], random: () => number): Faults {
  let live: { rule: FaultRule; path: RegExp; seen: number }[] = []
  const add = (rules: readonly FaultRule[]) => {
    live = [...live, ...rules.map((rule) => ({ rule, path: new RegExp(rule.match?.path ?? ''), seen: 0 }))]
  }
  add(initial)
  return {
    hit: (method, path) => {
      for (const entry of live) {
        const { rule } = entry
        if (rule.match?.method !== undefined && rule.match.method.toUpperCase() !== method) continue
        if (!entry.path.test(path)) continue
        const turn = entry.seen++ - (rule.after ?? 0)
        if (turn < 0 || turn >= (rule.first ?? rule.next ?? Number.POSITIVE_INFINITY)) continue
        if (rule.probability === undefined || random() < rule.probability) return rule
      }
      return null
    },
    add,
    clear: () => {
      live = []
    },
    get rules() {
      return live.map(({ rule }) => rule)
    },
  }
}

/** Rules from a parsed file: a list, or an object with `rules`. Throws an error that names the entry. */
export function faultRules(parsed: unknown): FaultRule[] {
  const list: unknown = Array.isArray(parsed) ? parsed : typeof parsed === 'object' && parsed !== null && 'rules' in parsed ? parsed.rules : []
  if (!Array.isArray(list)) throw new Error('faults: rules must be a list')
  return list.map((entry: unknown, i) => {
    if (typeof entry !== 'object' || entry === null || !('kind' in entry)) throw new Error(`faults: rule ${i} needs a kind`)
    const rule = { ...entry, kind: String(entry.kind) } as FaultRule // the kind is checked next, the rest is optional
    if (!FAULT_KINDS.includes(rule.kind)) throw new Error(`faults: rule ${i}: ${rule.kind} is none of ${FAULT_KINDS.join(', ')}`)
    return rule
  })
}
