/** Tone and icon of each state: red, somebody must act; amber, watch it; violet, waits for a decision; grey, ended as intended. */
import type { IconName } from './icon.tsx'

export type Tone = 'ok' | 'warn' | 'bad' | 'hold' | 'mute' | 'info'

const STATES: Readonly<Record<string, readonly [Tone, IconName]>> = {
  'delivery.processed': ['ok', 'ok'],
  'delivery.filtered': ['mute', 'filtered'],
  'delivery.duplicate': ['mute', 'duplicate'],
  'delivery.held': ['hold', 'held'],
  'delivery.pending': ['info', 'clock'],
  'delivery.test': ['mute', 'test'],
  'delivery.erased': ['mute', 'erased'],
  'connection.up': ['ok', 'ok'],
  'connection.slow': ['warn', 'alert'],
  'connection.paused': ['bad', 'pause'],
  'source.up': ['ok', 'ok'],
  'source.silent': ['warn', 'silent'],
  'source.waiting': ['mute', 'clock'],
  'issue.open': ['bad', 'alert'],
  'issue.closed': ['ok', 'ok'],
  'job.pending': ['info', 'clock'],
  'job.delivered': ['ok', 'ok'],
  'job.unchanged': ['mute', 'unchanged'],
  'job.superseded': ['mute', 'superseded'],
  'job.cancelled': ['mute', 'cancelled'],
  'job.parked': ['hold', 'parked'],
  'replayState.planned': ['info', 'clock'],
  'replayState.running': ['info', 'replay'],
  'replayState.paused': ['warn', 'pause'],
  'replayState.cancelling': ['mute', 'cancelled'],
  'replayState.cancelled': ['mute', 'cancelled'],
  'replayState.done': ['ok', 'ok'],
  'circuit.closed': ['ok', 'ok'],
  'circuit.halfOpen': ['warn', 'alert'],
  'circuit.open': ['bad', 'away'],
  'run.running': ['info', 'clock'],
  'run.stopped': ['warn', 'pause'],
  'run.done': ['ok', 'ok'],
  'mapping.draft': ['info', 'test'],
  'mapping.active': ['ok', 'ok'],
  'mapping.retired': ['mute', 'superseded'],
  'stage.unknown': ['mute', 'leads'],
  'stage.lead': ['mute', 'leads'],
  'stage.recycled': ['mute', 'recycled'],
  'stage.mql': ['info', 'next'],
  'stage.sal': ['info', 'next'],
  'stage.sql': ['info', 'next'],
  'stage.customer': ['ok', 'ok'],
  'stage.lost': ['mute', 'failed'],
  'stage.disqualified': ['mute', 'cancelled'],
}

/** A state that is new to the console is grey. */
export const lookOf = (list: string, value: string): readonly [Tone, IconName] => STATES[`${list}.${value}`] ?? ['mute', 'info']
export const toneOf = (list: string, value: string): Tone => lookOf(list, value)[0]
