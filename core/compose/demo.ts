/** The demo: a hub and a sandbox CRM, and a small story told through them. */
import type { DemoOptions } from '../cli/host.ts'

export async function demo(_options: DemoOptions): Promise<number> {
  return 0
}
