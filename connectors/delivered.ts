/** A record that stands in the CRM as the hub wanted it. */
import type { Written } from '../core/outcome.ts'

/** @param remarks what could not be taken over, a sentence each */
export const delivered = (remoteId: string, created: boolean, remarks: readonly string[]): Written => ({
  kind: 'delivered',
  remoteId,
  created,
  ...(remarks.length > 0 && { remarks }),
})
