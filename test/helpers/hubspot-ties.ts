/** Associations of the stand-in for HubSpot: unlabelled or with a label, in both directions. */
import type { Association, Input } from './hubspot-bodies.ts'
import { LABELS } from './hubspot-schema.ts'
import { Refused } from './hubspot-validate.ts'

/** Kinds of association by their id: from, to. */
const KINDS: Readonly<Record<number, readonly [string, string]>> = {
  578: ['leads', 'contacts'],
  580: ['leads', 'companies'],
  190: ['notes', 'companies'],
  202: ['notes', 'contacts'],
  214: ['notes', 'deals'],
  855: ['notes', 'leads'],
}

export function createTies(exists: (object: string, id: string) => boolean) {
  const ties = new Map<string, { to: string; labels: Set<number> }[]>()
  const at = (object: string, id: string) => {
    const key = `${object}/${id}`
    if (!ties.has(key)) ties.set(key, [])
    return ties.get(key)!
  }
  const join = (from: string, fromId: string, to: string, toId: string, label?: number): void => {
    for (const [object, id] of [
      [from, fromId],
      [to, toId],
    ] as const)
      if (!exists(object, id)) throw new Refused(404, 'OBJECT_NOT_FOUND', `No ${object} with id ${id}`)
    for (const [key, other] of [
      [at(from, fromId), `${to}/${toId}`],
      [at(to, toId), `${from}/${fromId}`],
    ] as const) {
      const known = key.find((one) => one.to === other) ?? { to: other, labels: new Set<number>() }
      if (!key.includes(known)) key.push(known)
      if (label !== undefined) known.labels.add(label)
    }
  }
  const of = (object: string, id: string, to: string) => at(object, id).filter((one) => one.to.startsWith(`${to}/`))
  const ids = (object: string, id: string, to: string): string[] => of(object, id, to).map((one) => one.to.slice(to.length + 1))
  const listed = (object: string, id: string, to: string) => ({
    results: of(object, id, to).map((one) => ({
      toObjectId: Number(one.to.slice(to.length + 1)),
      associationTypes: LABELS.filter(({ typeId, label }) => label === null || one.labels.has(typeId)),
    })),
  })

  return {
    ids,
    /** Before a record is made: a lead wants a contact or company, and every kind must fit. */
    check: (object: string, given: readonly Association[]): void => {
      for (const { to, types } of given) {
        const kind = KINDS[types[0]?.associationTypeId ?? 0]
        if (kind?.[0] !== object) throw new Refused(400, 'VALIDATION_ERROR', `association type ${types[0]?.associationTypeId} does not begin at ${object}`)
        if (!exists(kind[1], to.id)) throw new Refused(400, 'VALIDATION_ERROR', `No ${kind[1]} with id ${to.id}`)
      }
      const isLoose = object === 'leads' && !given.some(({ types }) => types[0]?.associationTypeId === 578)
      if (isLoose) throw new Refused(400, 'VALIDATION_ERROR', 'Lead must be associated to a contact or company')
    },
    add: (object: string, id: string, given: readonly Association[]): void => {
      for (const { to, types } of given) join(object, id, KINDS[types[0]!.associationTypeId]![1], to.id)
    },
    associate: (object: string, id: string, to: string, toId: string) => {
      join(object, id, to, toId)
      return { status: 'COMPLETE', results: [{ from: { id }, to: { id: toId } }] }
    },
    label: (object: string, id: string, to: string, toId: string, types: readonly { associationTypeId: number }[]) => {
      for (const { associationTypeId } of types) {
        if (!LABELS.some(({ typeId }) => typeId === associationTypeId)) throw new Refused(400, 'VALIDATION_ERROR', `no label ${associationTypeId}`)
        join(object, id, to, toId, associationTypeId)
      }
      return { fromObjectId: id, toObjectId: toId }
    },
    list: listed,
    /** As `?associations=` adds them to a record. */
    inline: (object: string, id: string, named: string | null) => {
      const found = (named ?? '').split(',').filter((to) => to !== '' && ids(object, id, to).length > 0)
      if (found.length === 0) return {}
      return {
        associations: Object.fromEntries(found.map((to) => [to, { results: ids(object, id, to).map((one) => ({ id: one, type: `${object}_to_${to}` })) }])),
      }
    },
    /** `/crm/associations/{from}/{to}/labels`, `/batch/read`, `/batch/associate/default`. */
    several: ([from = '', to = '', third, fourth]: readonly string[], inputs: readonly Input[]) => {
      if (third === 'labels') return { results: LABELS }
      if (fourth === 'read')
        return {
          status: 'COMPLETE',
          results: inputs.filter(({ id = '' }) => ids(from, id, to).length > 0).map(({ id = '' }) => ({ from: { id }, to: listed(from, id, to).results })),
        }
      for (const { from: one, to: other } of inputs) join(from, one!.id, to, other!.id)
      return { status: 'COMPLETE', results: inputs }
    },
  }
}
