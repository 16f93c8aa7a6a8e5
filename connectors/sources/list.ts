/** Lists that people have as a file: fair leads, rented and bought addresses, a customer base for another product. Imported, or posted row by row. */
import { defaulting, defineSource, optional, secret, text } from '../../core/connector.ts'

export default defineSource({
  id: 'list',
  label: 'List',
  docs: 'https://www.rfc-editor.org/rfc/rfc4180',
  about:
    'A list in a CSV or XLSX file, with German or English names of columns: leads of a fair, rented or bought addresses, customers as candidates for another product.',
  fields: {
    origin: {
      ...text('What the list is', 'Who talked at a fair has answered; who stands on a rented list or among the customers has not'),
      options: ['fair', 'rented', 'purchased', 'customers', 'other'],
    },
    name: optional(text('Name of the fair or campaign', 'Stands for where its people came from')),
    date: optional(text('Date', 'When the list is from, e.g. 2026-09-15; for rows of a fair that tell none themselves, and for all rows of other lists')),
    country: optional(text('Country', 'Of rows that name none, e.g. DE; then postal codes get the leading zero back that a spreadsheet took from them')),
    consentPurpose: optional(text('Purpose of consent', 'What all people of the list agreed to, e.g. newsletter; whoever supplies the list vouches for it')),
    consentChannel: { ...defaulting(text('Channel of consent', 'How they may be contacted'), 'email'), options: ['email', 'phone', 'post', 'any'] },
    consentProof: optional(
      text('Proof of consent', 'Where it can be proven, e.g. the contract with the supplier of the list; without it no consent is recorded'),
    ),
    secret: optional(secret('Secret', 'For scripts that post rows to the address themselves: sent as it is in x-leitwerk-secret')),
  },
  verify: { kind: 'token', at: { header: 'x-leitwerk-secret' }, field: 'secret' },
  dedupe: ['$type($envelope) = "object" ? $delivery.headers."idempotency-key"'],
  version: '$type($envelope) = "object" ? $delivery.headers."x-list-version"',
  imported: true,
  // A script may post the whole list as CSV or JSON.
  split: '$',
  setup: [
    {
      de: 'Speichern Sie die Liste als XLSX oder CSV und prüfen Sie sie mit `leitwerk import FILE --source NAME --dry-run`; ohne --dry-run wird sie übernommen.',
      en: 'Save the list as XLSX or CSV and look at it with `leitwerk import FILE --source NAME --dry-run`; without --dry-run it is taken in.',
    },
    {
      de: 'Oder laden Sie die Liste hoch: POST /v1/imports?source=NAME mit einem Token der Rolle ops.',
      en: 'Or upload it: POST /v1/imports?source=NAME with a token of the role ops.',
    },
    {
      de: 'Ein Skript, das Zeilen und keine Datei hat, sendet sie als JSON oder CSV an {url}, mit dem Geheimnis in x-leitwerk-secret.',
      en: 'A script that has rows and no file posts them to {url} as JSON or CSV, with the secret in x-leitwerk-secret.',
    },
  ],
  onFailure: 'An import goes on where it was interrupted when the same file is given again; rows that were here before are recognised.',
  evidence: 'source code',
})
