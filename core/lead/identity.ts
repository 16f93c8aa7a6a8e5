/** Whose is a submission? Account, unit and contact, with the evidence of each decision. */
export * from './match/account.ts'
export * from './match/contact.ts'
export * from './match/explain.ts'
export * from './match/keys.ts'
export * from './match/model.ts'
export * from './match/profile.ts'
export * from './match/relations.ts'
export * from './match/unit.ts'
