/** When the delivery came that a job goes back to: for the time from the sender to the CRM. */
export const name = 'job-received'

export const up = (): readonly string[] => ['alter table job add column received_at bigint']
