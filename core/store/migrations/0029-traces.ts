/** Where a delivery and a job stand in a trace (`traceparent`), so that whoever goes on with them goes on with it. */
export const name = 'traces'

export const up = (): readonly string[] => ['alter table delivery_raw add column trace text', 'alter table job add column trace text']
