/** Words that say what a company does rather than which one it is, by how German compounds end: Maschinenbau, Fördertechnik. */

const ENDING =
  /(?:^|.{2})(?:bau|technik|technologie|handel|handels|service|vertrieb|logistik|erei|werke|industrie|bedarf|systeme|anlagen|maschinen|beratung|reinigung|verwaltung|buro|haus|markt|zentrum|kontor|transporte|spedition|verpackung|verpackungen|waren|mobel|stoffe|teile|optik|medizin|medien|planung|gesellschaft|akustik|pflege|versicherung|versicherungen|agentur|kanzlei|marketing|management|consulting|holding|gruppe|group|immobilien)s?$/

/** @param word as a key */
export const isTrade = (word: string): boolean => ENDING.test(word)
