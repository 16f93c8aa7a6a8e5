/** How a part of the configuration tells what is wrong with it: by the path from where it stands. */
export type Report = (path: readonly (string | number)[], message: string) => void

/** For what stands below a place. */
export const below =
  (report: Report, ...place: readonly (string | number)[]): Report =>
  (path, message) =>
    report([...place, ...path], message)
