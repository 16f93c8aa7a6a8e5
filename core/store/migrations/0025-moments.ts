/** The moments that were given to calls of the last second. */
export const name = 'moments'

export const up = (): readonly string[] => ["alter table pace add column given text not null default '[]'"]
