/** What the first digits of a national number say: mobile or not, and the area. The library's small metadata leaves it out. */

/** Mobile ranges by calling code. Where they cannot be told from landlines (Denmark, North America) there is none. */
const MOBILE: Readonly<Record<string, RegExp>> = {
  '30': /^69/,
  '31': /^6[1-9]/,
  '32': /^4[5-9]/,
  '33': /^[67]/,
  '34': /^(?:6|7[1-9])/,
  '36': /^(?:[237]0|31|50)/,
  '39': /^3/,
  '40': /^7/,
  '41': /^7[4-9]/,
  '420': /^(?:60[1-8]|7[0279]|73[0-9]|77)/,
  '421': /^9/,
  '423': /^[67]/,
  '43': /^6(?:5[0-357-9]|6[013-9]|[7-9]\d)/,
  '44': /^7[1-57-9]/,
  '46': /^7[02369]/,
  '47': /^[49]/,
  '48': /^(?:45|5[0137]|6[069]|7[2389]|88)/,
  '49': /^1[5-7]/,
  '90': /^5/,
  '351': /^9/,
  '352': /^6/,
  '353': /^8[3-9]/,
  '358': /^(?:4|50)/,
  '359': /^(?:8[7-9]|98)/,
  '370': /^6/,
  '371': /^2/,
  '372': /^(?:5|8[1-4])/,
  '380': /^(?:39|50|6[3678]|73|9[1-9])/,
  '385': /^9/,
  '386': /^(?:[37][01]|4[01]|51|6[4589])/,
  '381': /^6/,
  '387': /^6/,
}

export const isMobile = (callingCode: string, national: string): boolean => MOBILE[callingCode]?.test(national) ?? false

/** Area codes of Germany that are shorter or longer than four digits; those in 3 have five, but for the big towns. */
const GERMAN = /^(?:30|40|69|89|(?:[2-9]\d1|20[2389]|21[24]|228|234|33[15]|34[05]|355|3[6-9]5|906)|3[3-9]\d{3}|[2-9]\d{3})/
const AUSTRIAN = /^(?:1|316|463|512|662|732|[2-7]\d{3})/

/** Null for countries without areas, for services, and where they are not known here. */
export function areaCode(callingCode: string, national: string): string | null {
  if (/^(?:800|90[01])/.test(national)) return null
  if (callingCode === '49') return /^(?:1|32\d|700|18)/.test(national) ? null : (GERMAN.exec(national)?.[0] ?? null)
  if (callingCode === '43') return AUSTRIAN.exec(national)?.[0] ?? null
  if (callingCode === '41') return national.slice(0, 2)
  return ['31', '32', '33', '44', '46', '48', '420'].includes(callingCode) ? national.slice(0, callingCode === '33' ? 1 : 2) : null
}
