/** Where a touch came from: channel, campaign, form and occasion. */
import type { EventKind } from '../../lead/event.ts'
import { utm } from '../functions/campaign.ts'
import type { Assigned } from './assign.ts'
import { channelOf } from './kinds.ts'
import { firstValue, type Leaf, single, singlePath } from './leaves.ts'
import { type Line, line } from './line.ts'
import { SURE } from './match.ts'
import type { ProposedTarget } from './names.ts'
import { wordsOf } from './words.ts'

export interface Told {
  chosen: ReadonlyMap<ProposedTarget, Assigned>
  /** Whether what happened is sure. */
  sure: boolean
  /** Kinds that the items of the sample are of. */
  kinds: readonly EventKind[]
  leaves: readonly Leaf[]
  system: string
}

export interface OriginLine extends Line {
  path: string
  why: string
}

/** The lines of `origin`, and the campaign that an address carries, as a variable. */
export function originOf(told: Told): { campaign: string | undefined; lines: OriginLine[] } {
  const { chosen } = told
  const from = chosen.get('utm')
  const carried = from ? utm(single(firstValue(from.leaf))) : {}
  const campaign = from ? `$utm(${singlePath(from.leaf)})` : undefined
  const channel = channelLine(told, campaign !== undefined)
  const named = (name: string, target: ProposedTarget, inAddress?: string): OriginLine[] => {
    const one = chosen.get(target)
    if (one && (one.score >= SURE || inAddress === undefined || carried[inAddress] === undefined))
      return [{ ...line(name, pathOf(one), doubtOf(one)), path: pathOf(one), why: one.why }]
    return inAddress !== undefined && carried[inAddress] !== undefined
      ? [{ ...line(name, `$campaign.${inAddress}`), path: `$utm(${singlePath(from!.leaf)}).${inAddress}`, why: from!.why }]
      : []
  }
  const lines = [
    channel,
    { ...line('system', JSON.stringify(told.system)), path: JSON.stringify(told.system), why: 'the name of the tool' },
    ...named('campaign', 'origin.campaign', 'campaign'),
    ...named('medium', 'origin.medium', 'medium'),
    ...named('content', 'origin.content', 'content'),
    ...named('form', 'origin.form'),
    ...named('event', 'origin.event'),
  ]
  return { campaign, lines }
}

export const pathOf = ({ leaf, alternatives, expression }: Assigned): string => expression ?? [leaf, ...alternatives].map(({ path }) => path).join(' ?: ')
export const doubtOf = ({ score, why }: Assigned): string | undefined => (score < SURE ? why : undefined)

function channelLine({ kinds, chosen, leaves, sure }: Told, address: boolean): OriginLine {
  const otherwise = channelOtherwise(chosen, leaves, address)
  const known = [...new Set(kinds)].map((kind) => [kind, channelOf(kind)] as const)
  const [first] = known
  const all = new Set(known.map(([, channel]) => channel))
  if (all.size === 1 && first?.[1] !== undefined) return constant(first[1], `${first[0]} comes by ${first[1]}`, sure)
  if (all.size === 1) return otherwise
  const table = known.map(([kind, channel]) => `"${kind}": "${channel ?? 'web'}"`).join(', ')
  const expression = `$lookup({${table}}, $kind)`
  return { ...line('channel', expression), path: expression, why: 'by what happened' }
}

function channelOtherwise(chosen: Told['chosen'], leaves: readonly Leaf[], address: boolean): OriginLine {
  const [medium, source] = [chosen.get('origin.medium'), chosen.get('utm.source')]
  const given = [...(medium ? [`"medium": ${singlePath(medium.leaf)}`] : []), ...(source ? [`"source": ${singlePath(source.leaf)}`] : [])].join(', ')
  const expression = given === '' ? (address ? '$channel($campaign)' : undefined) : `$channel({${given}})`
  const ad = leaves.find(({ names, values }) => AD.test(wordsOf(names.at(-1) ?? '').join(' ')) || [...values.values()].some((value) => value === 'SPONSORED'))
  if (ad) return constant('ads', `'${ad.names.at(-1)}' is of an advertisement`, true)
  if (expression !== undefined) return { ...line('channel', expression), path: expression, why: 'by the parameters of the campaign' }
  return constant('web', 'nothing tells another channel', true)
}

const AD = /^(?:ad|adset|adgroup|ad group|creative|gcl|sponsored\w*)(?: id| name)?$/

const constant = (channel: string, why: string, sure: boolean): OriginLine => ({
  ...line('channel', JSON.stringify(channel), sure ? undefined : why),
  path: JSON.stringify(channel),
  why,
})
