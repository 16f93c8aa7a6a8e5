/** How requests to the stand-in for HubSpot look: what is asked for, and where. */
import { type Properties, Refused } from './hubspot-validate.ts'

export interface Said {
  status: number
  body: unknown
}
export interface Filter {
  propertyName: string
  operator: string
  value: string
}
export interface Input {
  id?: string
  idProperty?: string
  objectWriteTraceId?: string
  properties?: Properties
  associations?: Association[]
  from?: { id: string }
  to?: { id: string }
}
export interface Association {
  to: { id: string }
  types: { associationTypeId: number }[]
}
export interface Body extends Input {
  inputs?: Input[]
  filterGroups?: { filters: Filter[] }[]
  limit?: number
  objectId?: string
}

/** Where a body names properties instead of giving them. */
export const asked = (properties: unknown): string[] => (Array.isArray(properties) ? properties : [])
export const named = (query: URLSearchParams): string[] => (query.get('properties') ?? '').split(',')

/** `/crm/objects/2026-03/deals/1`, or `/crm/v3/objects/deals/1` with associations under v4. */
export function partOf(pathname: string): { part: string; rest: string[] } {
  const [, , first = '', second = '', ...rest] = pathname.split('/').map(decodeURIComponent)
  const [part, version] = /^v\d$/.test(first) ? [second, first] : [first, second]
  const wants = rest.includes('associations') || part === 'associations' ? 'v4' : 'v3'
  if (version !== '2026-03' && version !== wants) throw new Refused(404, null, 'no such version')
  return { part, rest }
}
