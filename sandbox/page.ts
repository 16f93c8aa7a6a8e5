/** The page at `/`: the records as plain tables, without any script or request to elsewhere. */
import type { Row, Value } from './model.ts'
import type { Records } from './records.ts'

const COLUMNS = {
  accounts: ['id', 'name', 'postalCode', 'city', 'vatId', 'externalKey'],
  contacts: ['id', 'firstName', 'lastName', 'email', 'jobTitle', 'accountId', 'externalKey'],
  leads: ['id', 'title', 'status', 'rejectReason', 'product', 'site', 'class', 'score', 'accountId', 'ownerId', 'externalKey'],
  opportunities: ['id', 'name', 'stage', 'status', 'lostReason', 'amount', 'accountId', 'ownerId', 'externalKey'],
  notes: ['id', 'parentType', 'parentId', 'title', 'text', 'externalKey'],
} as const

/** Newest rows shown per table. */
const SHOWN = 100

export function page(records: Records): string {
  const tables = (Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]).map((entity) => {
    const rows = [...records.all(entity)]
    const body = rows
      .slice(-SHOWN)
      .reverse()
      .map((row) => line(row, COLUMNS[entity]))
    const head = COLUMNS[entity].map((column) => `<th>${column}</th>`).join('')
    return `<h2>${entity} <small>${rows.length}</small></h2><div><table><tr>${head}</tr>${body.join('')}</table></div>`
  })
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="5"><title>Sandbox CRM</title>
<style>body{font:14px system-ui,sans-serif;margin:2rem;color:#1d2733}h2{margin:1.5rem 0 .4rem}small{color:#6b7785}div{overflow-x:auto}
table{border-collapse:collapse;min-width:40rem}th,td{text-align:left;padding:.25rem .6rem;border-bottom:1px solid #dde3ea;max-width:28rem}th{color:#6b7785;font-weight:600}</style>
<h1>Sandbox CRM</h1><p>Sales people: ${records.users.map(({ id, name }) => `${escaped(name)} (${id})`).join(', ')}. State as JSON: <a href="/_state">/_state</a></p>${tables.join('')}</html>`
}

const line = (row: Row, columns: readonly string[]): string =>
  `<tr id="${escaped(row.id)}">${columns.map((column) => `<td>${escaped(shown(row[column]))}</td>`).join('')}</tr>`
const shown = (value: Value | undefined): string => (value === undefined || value === null ? '' : String(value))
const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
