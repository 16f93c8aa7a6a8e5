/** What became of a lead, as the facts that a hub would have of it: with its unit, touches, offers, contacts by sales, substages and orders. */
import type { Stage } from '../../core/lead/fact.ts'
import type { MetricFact, MetricFactBody, Source } from '../../core/metrics/fact.ts'
import type { Random } from '../../core/metrics/forecast/random.ts'
import type { Lived } from './history.ts'
import { type Channel, DAY_MS } from './parameters.ts'

const SYSTEMS: Readonly<Record<Channel, string>> = {
  web: 'website',
  email: 'mailtool',
  ads: 'adsforms',
  webinar: 'webinars',
  referral: 'website',
  list: 'listimport',
  fair: 'fairscan',
}
const FIRST_TOUCHES: Readonly<Record<Channel, string>> = {
  web: 'form',
  email: 'click',
  ads: 'form',
  webinar: 'webinar',
  referral: 'form',
  list: 'entry',
  fair: 'fair_scan',
}
const LATER: readonly { touch: string; source: Source }[] = [
  { touch: 'open', source: { channel: 'email', system: 'mailtool', campaign: 'newsletter' } },
  { touch: 'click', source: { channel: 'email', system: 'mailtool', campaign: 'newsletter' } },
  { touch: 'visit', source: { channel: 'web', system: 'website', campaign: 'web' } },
  { touch: 'download', source: { channel: 'web', system: 'website', campaign: 'web' } },
  { touch: 'webinar', source: { channel: 'webinar', system: 'webinars', campaign: 'webinar' } },
]
const OWNERS = ['anna', 'bora', 'cem', 'dana']
const REASONS = ['wrong_persona', 'persona_not_verified', 'content_misfit']
const SIZES = ['S', 'M', 'L']
const REGIONS = ['DE-Nord', 'DE-Sued', 'DE-West', 'DE-Ost', 'AT']
const SUBSTAGES = ['first_contact', 'needs_analysis', 'offer', 'closing']
const TOUCHED_DAYS = 300
const ORDER_CENTS = 4_000_000
const FOLLOWED_UP = 0.25

export interface Telling {
  product: string
  /** Touches of a lead beside its first, on average. */
  touches: number
  until: number
}

/** In the order in which they happened, but for touches, which come first. @param random apart from that of the life */
export function factsOfLife({ id, life: { born }, events }: Lived, random: Random, { product, touches, until }: Telling): MetricFact[] {
  const facts: MetricFact[] = []
  const tell = (at: number, body: MetricFactBody): void => {
    const received = at + Math.round(1_000 + 30_000 * random.exponential())
    if (at < until) facts.push({ ...body, id: `${id}-${facts.length}`, lead: id, at, received })
  }
  const one = <T>(all: readonly T[]): T => all[random.below(all.length)]!
  const unit = `U${id}`
  const source: Source = { channel: born.channel, system: SYSTEMS[born.channel], campaign: born.campaign }
  const contact = `C${id}`
  tell(born.at, { kind: 'unit', unit, account: `A${id}`, industry: born.industry, size: one(SIZES), region: one(REGIONS) })
  tell(born.at, { kind: 'created', unit, product, to: born.stage, source })
  tell(born.at, { kind: 'touch', touch: FIRST_TOUCHES[born.channel], source, contact })
  for (let left = random.poisson(touches); left > 0; left--)
    tell(Math.ceil(born.at + TOUCHED_DAYS * DAY_MS * random.uniform() ** 2), { kind: 'touch', contact, ...one(LATER) })
  if (born.class !== null) tell(born.at, { kind: 'class', to: born.class })

  let offers = 0
  let owner = one(OWNERS)
  const offer = (at: number, lane: string): void => {
    owner = one(OWNERS)
    tell(at, { kind: 'offer', offer: `O${id}-${offers++}`, owner, lane })
    tell(at + Math.round(random.exponential() * 0.3 * DAY_MS), { kind: 'contact', owner, activity: 'call' })
  }
  let stage: Stage = born.stage
  let heat = born.class
  for (const event of events) {
    const { at } = event
    const answered = `O${id}-${offers - 1}`
    switch (event.kind) {
      case 'class':
        heat = event.to
        tell(at, { kind: 'class', to: heat })
        break
      case 'stage':
        tell(at, { kind: 'stage', to: event.to })
        stage = event.to
        if (event.to === 'mql') offer(at, 'mql')
        break
      case 'fast_lane':
        tell(at, { kind: 'fast_lane', stage, class: heat })
        offer(at, 'fast')
        break
      case 'accept':
        tell(at, { kind: 'accept', offer: answered, auto: false })
        for (const [i, to] of SUBSTAGES.entries()) tell(at + Math.round((i + random.uniform()) * 8 * DAY_MS), { kind: 'substage', to })
        break
      case 'reject':
        stage = 'recycled'
        tell(at, { kind: 'reject', offer: answered, reason: one(REASONS) })
        break
      case 'won':
        tell(at, { kind: 'won', order: `R${id}`, amount: Math.round(ORDER_CENTS * Math.exp(0.8 * random.normal())), currency: 'EUR' })
        if (random.uniform() < FOLLOWED_UP)
          tell(at + Math.ceil(random.exponential() * 200 * DAY_MS), { kind: 'won', order: `R${id}-2`, amount: ORDER_CENTS / 4, currency: 'EUR' })
        break
      case 'lost':
      case 'disqualified':
        tell(at, { kind: event.kind, reason: null })
        break
      default:
        event satisfies never
    }
  }
  return facts
}
