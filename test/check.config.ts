/** `npm run check`: the tests that need no service and take seconds. */
import { defineConfig } from 'vitest/config'

export default defineConfig({ test: { include: ['test/architecture.test.ts', 'test/docs.test.ts', 'test/console-unused.test.ts'] } })
