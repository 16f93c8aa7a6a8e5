/** Whoever begins a request and is slow about it is cut off; an answer may take its time, and a file more of it. */
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { cutOff, isUpload } from '../core/web/patience.ts'

describe('patience with senders', () => {
  let server: Server
  afterEach(() => new Promise((resolve) => server.close(resolve)))

  const listening = async (answerAfterMs = 0): Promise<number> => {
    server = createServer((request, response) => {
      cutOff(request, response, 200)
      request.resume().once('end', () => setTimeout(() => response.end('done'), answerAfterMs))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return (server.address() as AddressInfo).port
  }
  /** Sends the parts with pauses. @returns what came back */
  const said = (port: number, parts: readonly string[], pauseMs: number): Promise<string> =>
    new Promise((resolve, reject) => {
      let heard = ''
      const socket = connect(port, '127.0.0.1')
      socket.on('data', (bytes) => {
        heard += bytes
      })
      socket.on('error', reject)
      socket.on('close', () => resolve(heard))
      parts.forEach((part, i) => void setTimeout(() => socket.writable && socket.write(part), i * pauseMs))
    })
  const HEAD = 'POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 4\r\n\r\n'

  it('ends where the body does not come', async () => {
    expect(await said(await listening(), [HEAD, 'ab'], 50)).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('lasts for a body that comes, and for an answer that takes longer', async () => {
    expect(await said(await listening(400), [HEAD, 'ab', 'cd'], 50)).toMatch(/^HTTP\/1\.1 200 [\s\S]*done$/)
  })

  it('is greater with files only', () => {
    expect(isUpload({ method: 'POST', url: '/v1/imports?source=fair' })).toBe(true)
    for (const [method, url] of [
      ['GET', '/v1/imports'],
      ['POST', '/hooks/v1/imports'],
      ['POST', '/v1/importsx'],
    ] as const)
      expect([url, isUpload({ method, url })]).toEqual([url, false])
  })
})
