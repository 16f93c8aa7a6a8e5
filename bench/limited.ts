/**
 * Stands in front of a CRM and allows so many requests in any such time, as vendors do. `node limited.ts URL MOST WINDOW_MS [retry-after]`;
 * GET /_limit tells what became of the requests so far.
 */
import http from 'node:http'

const [target = '', most = '', window = '', retryAfter] = process.argv.slice(2)
const MOST = Number(most)
const WINDOW_MS = Number(window)
const { hostname, port } = new URL(target)
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 })

/** When each request came that was let through; the oldest first. */
const passed: number[] = []
const refused: number[] = []

http
  .createServer((request, response) => {
    if (request.url === '/_limit') return response.setHeader('content-type', 'application/json').end(JSON.stringify({ passed, refused }))
    const at = performance.timeOrigin + performance.now()
    const oldest = passed[passed.length - MOST]
    if (oldest !== undefined && at - oldest < WINDOW_MS) {
      refused.push(at)
      request.resume()
      const wait = retryAfter === undefined ? {} : { 'retry-after': String(Math.ceil((WINDOW_MS - (at - oldest)) / 1000)) }
      return response.writeHead(429, { 'content-type': 'application/json', ...wait }).end('{"error":"too many requests"}')
    }
    passed.push(at)
    const { method, url, headers } = request
    const onward = http.request({ hostname, port, method, path: url, headers, agent }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.writeHead(502).end())
    return request.pipe(onward)
  })
  .listen(0, '127.0.0.1', function (this: http.Server) {
    const address = this.address()
    if (address && typeof address === 'object') process.stdout.write(`{"msg":"ready","url":"http://127.0.0.1:${address.port}"}\n`)
  })
