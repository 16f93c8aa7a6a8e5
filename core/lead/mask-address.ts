/** An e-mail address as those see it who may not write to it: its first letter and its domain. */
export const maskedAddress = (email: string): string => email.replace(/^(.).*(?=@)/u, '$1…')
