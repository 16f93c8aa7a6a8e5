/** A request as a command that sends it again. */

interface Request {
  method: string
  url: string
  headers: Readonly<Record<string, string>>
  body: string
  encoding: 'utf8' | 'base64'
}

/** The client of whoever sends it writes these itself. */
const OWN = new Set(['host', 'content-length', 'connection', 'accept-encoding', 'transfer-encoding', 'expect'])

export function curlOf({ method, url, headers, body, encoding }: Request): string {
  const lines = [`curl -i -X ${method} ${quoted(url)}`]
  for (const [name, value] of Object.entries(headers)) if (!OWN.has(name.toLowerCase())) lines.push(`-H ${quoted(`${name}: ${value}`)}`)
  const sends = encoding === 'base64' ? '--data-binary @-' : `--data-binary ${quoted(body)}`
  if (body !== '') lines.push(sends)
  const command = lines.join(' \\\n  ')
  return encoding === 'base64' && body !== '' ? `printf %s ${quoted(body)} | base64 -d | ${command}` : command
}

/** For a shell: nothing in it is read as anything but text. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
