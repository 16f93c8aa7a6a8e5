/** Progressive profiling: which fields a form should ask for next. */

export type ProfileField =
  | 'email'
  | 'optIn'
  | 'salutation'
  | 'title'
  | 'firstName'
  | 'lastName'
  | 'phone'
  | 'mobile'
  | 'jobTitle'
  | 'function'
  | 'language'
  | 'company'
  | 'site'
  | 'street'
  | 'postalCode'
  | 'city'
  | 'country'
  | 'industry'
  | 'employees'

/** @returns the fields of the first step of which something is missing, and of that step only those; none: all is known */
export function missingFields(
  steps: readonly (readonly ProfileField[])[],
  known: ReadonlySet<ProfileField>,
  onForm: readonly ProfileField[] | undefined,
): ProfileField[] {
  const lacking = steps.map((step) => step.filter((field) => !known.has(field) && (onForm === undefined || onForm.includes(field))))
  return lacking.find((step) => step.length > 0) ?? []
}
