/** Loaded before a hub: names that end in `.faults.example` lead to this machine, as long as the file `FAULTS_NAMES` is there. */
import dns from 'node:dns'
import { existsSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const file = process.env.FAULTS_NAMES!
const lookup = dns.lookup

dns.lookup = ((host: string, ...rest: unknown[]) => {
  const done = rest.at(-1) as (error: Error | null, ...found: unknown[]) => void // the last one always is
  if (!host.endsWith('.faults.example')) return (lookup as (...all: unknown[]) => void)(host, ...rest)
  if (existsSync(file)) return (lookup as (...all: unknown[]) => void)('127.0.0.1', ...rest)
  return setImmediate(done, Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: host }))
}) as typeof dns.lookup
syncBuiltinESMExports()
