/** What is said of a company, and the groups it falls into for figures. */

export interface CompanyTold {
  industry?: string | null
  employees?: number | null
  country?: string | null
  postalCode?: string | null
  /** Said outright, where a log was imported. */
  size?: string | null
  region?: string | null
}

export type CompanyOf = (told: CompanyTold) => { industry: string | null; size: string | null; region: string | null }
