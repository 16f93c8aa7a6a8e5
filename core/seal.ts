/** Seals secrets that are kept in the database: AES-256-GCM under a key made from LEITWERK_KEY; the name is authenticated, too. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const VERSION = 'v1'
export const SHORTEST_KEY = 16

/** @param key text of LEITWERK_KEY; at least 16 characters */
export function seal(key: string, name: string, secret: string): string {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyOf(key), iv)
  cipher.setAAD(Buffer.from(name))
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return [VERSION, iv.toString('base64url'), sealed.toString('base64url'), cipher.getAuthTag().toString('base64url')].join('.')
}

/** @throws a sentence when the key is not the one it was sealed with, or the text was changed */
export function unseal(key: string, name: string, sealed: string): string {
  const [version, iv = '', text = '', tag = ''] = sealed.split('.')
  try {
    if (version !== VERSION) throw new Error('unknown version')
    const decipher = createDecipheriv('aes-256-gcm', keyOf(key), Buffer.from(iv, 'base64url'))
    decipher.setAAD(Buffer.from(name))
    decipher.setAuthTag(Buffer.from(tag, 'base64url'))
    return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString('utf8')
  } catch {
    throw new Error(`the secret '${name}' cannot be opened: it was sealed with another LEITWERK_KEY`)
  }
}

function keyOf(key: string): Buffer {
  if (key.length < SHORTEST_KEY)
    throw new Error(`LEITWERK_KEY has ${key.length} characters; at least ${SHORTEST_KEY} are needed, e.g. from \`openssl rand -base64 32\``)
  return Buffer.from(hkdfSync('sha256', key, 'leitwerk', 'sealed secrets', 32))
}
