/** What the console's pages must know to name things and to offer only what the token may do. */

export interface ConsoleSession {
  role: 'viewer' | 'ops' | 'admin'
  label: string
  version: string
  products: { id: string; name: { de: string; en: string } }[]
}
