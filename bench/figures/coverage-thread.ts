/** A thread that measures companies one after the other, as it is told their seeds. */
import { parentPort, workerData } from 'node:worker_threads'
import { coverOf } from './cover.ts'

const { leads, truthLeads } = workerData as { leads: number; truthLeads: number }
parentPort!.on('message', (seed: number) => parentPort!.postMessage(coverOf(seed, leads, truthLeads)))
