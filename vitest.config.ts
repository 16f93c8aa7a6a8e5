import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// Every process and thread that a test starts loads the same modules: Node keeps them compiled.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url))

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/helpers/global-setup.ts'],
    setupFiles: ['test/helpers/seed.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // What is awaited comes soon; a second is little while three of them share two processors.
    expect: { poll: { timeout: 10_000 } },
    // A process for each file: one that dies takes no other along. Much of the time is waiting, so three keep two processors busy.
    pool: 'forks',
    maxWorkers: 3,
  },
})
