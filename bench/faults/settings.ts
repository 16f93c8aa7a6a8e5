/** How long a hub of the fault suite waits for its CRM. */
export const SHORT_SECONDS = 2
