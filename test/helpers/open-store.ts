/** Opens a store and closes it again, as a process of its own: `node open-store.ts URL`. */
import { openStore } from '../../core/store/store.ts'

const store = await openStore(process.argv[2]!, { now: () => 2_000, poolSize: 1 })
await store.close()
