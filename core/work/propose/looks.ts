/** What a value is by its look, whatever its field is called. */

export const looksLikeEmail = (value: unknown): boolean => typeof value === 'string' && /^[^\s@<>]+@[^\s@<>]+\.\p{L}{2,}$/u.test(value.trim())
/** International: a national number looks like many other things. */
export const looksLikePhone = (value: unknown): boolean => typeof value === 'string' && /^\+\d[\d ()/.-]{6,20}\d$/.test(value.trim())
export const looksLikeUrl = (value: unknown): boolean => typeof value === 'string' && /^https?:\/\/\S+$/i.test(value.trim())
export const looksLikeVatId = (value: unknown): boolean => typeof value === 'string' && /^(?:DE\d{9}|ATU\d{8}|CHE-?\d{3}\.?\d{3}\.?\d{3})/.test(value.trim())
export const looksLikeCountryCode = (value: unknown): boolean =>
  typeof value === 'string' && /^(?:DE|AT|CH|LI|LU|FR|IT|NL|BE|PL|CZ|DK|SE|ES|GB|US)$/.test(value)

/** Ends with a legal form. */
export const looksLikeCompany = (value: unknown): boolean =>
  typeof value === 'string' &&
  value.length < 150 &&
  /\s(?:GmbH|g?AG|SE|KG|KGaA|OHG|UG(?: \(haftungsbeschränkt\))?|e\.\s?K\.|e\.\s?V\.|Ltd\.?|Inc\.?|LLC|PLC|B\.?V\.|N\.V\.|S\.?A\.|S\.?r\.?l\.?|S\.p\.A\.|A\/S|AB|Oy|Sp\. z o\.o\.)$/.test(
    value.trim(),
  )

/** Two or three words that begin with capitals; only asked where a name says nothing. */
export const looksLikeName = (value: unknown): boolean =>
  typeof value === 'string' &&
  /^(?:(?:Prof|Dr|Dipl)\.[ -]?(?:Ing\.)? ?)?\p{Lu}[\p{Ll}'’-]+(?:-\p{Lu}\p{Ll}+)?(?: (?:von|van|de|zu|der))*(?: \p{Lu}[\p{Ll}'’-]+(?:-\p{Lu}\p{Ll}+)?){1,2}$/u.test(
    value.trim(),
  )

/** Several words that make a sentence. */
export const looksLikeSentence = (value: unknown): boolean => typeof value === 'string' && !value.includes('://') && value.trim().split(/\s+/).length >= 5
