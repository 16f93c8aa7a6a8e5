/** What can be done with a lead, in the order of the menu. */
export const ACTS = ['classify', 'accept', 'reject', 'stage', 'owner', 'contact', 'partner', 'merge', 'unit', 'field', 'erase'] as const
export type ActName = (typeof ACTS)[number]
export const isAct = (name: string | undefined): name is ActName => ACTS.some((one) => one === name)
