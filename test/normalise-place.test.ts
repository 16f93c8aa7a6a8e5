/** Addresses: sorted out of the fields they were typed into, code held against town, and compared with one another. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Closeness, comparePlaces, distanceKm } from '../core/lead/normalise/compare-places.ts'
import { country } from '../core/lead/normalise/countries.ts'
import { type Place, place } from '../core/lead/normalise/place.ts'
import { isDigitSlip, isSlip, slips } from '../core/lead/normalise/slip.ts'
import { street } from '../core/lead/normalise/street.ts'
import { townName } from '../core/lead/normalise/town-name.ts'

type Fields = Parameters<typeof place>[0]

/** `street | code | city | country`, blanks left out. */
function fields(text: string): Fields {
  const [street, postalCode, city, country] = text.split('|').map((part) => part.trim() || undefined)
  return { street, postalCode, city, country }
}

const read = (text: string): Place => place(fields(text))

/** Lines of `given => wanted`. */
const rows = (table: string): [string, string][] =>
  table
    .trim()
    .split('\n')
    .map((line) => {
      const [given = '', wanted = ''] = line.split('=>').map((part) => part.trim())
      return [given, wanted]
    })

describe('countries', () => {
  it.each(
    rows(`
      Deutschland => DE
      DEUTSCHLAND => DE
      germany => DE
      D => DE
      d => DE
      de => DE
      DEU => DE
      Allemagne => DE
      Germania => DE
      BRD => DE
      Österreich => AT
      Oesterreich => AT
      osterreich => AT
      A => AT
      AUT => AT
      Autriche => AT
      Austria => AT
      CH => CH
      Schweiz => CH
      Suisse => CH
      Svizzera => CH
      Switzerland => CH
      UK => GB
      U.K. => GB
      Großbritannien => GB
      Grossbritannien => GB
      United Kingdom => GB
      England => GB
      USA => US
      U.S.A. => US
      United States => US
      Vereinigte Staaten => US
      FL => LI
      Liechtenstein => LI
      Holland => NL
      The Netherlands => NL
      Pays-Bas => NL
      Tschechien => CZ
      Czech Republic => CZ
      Česká republika => CZ
      Polska => PL
      Polen => PL
      Italia => IT
      I => IT
      F => FR
      Frankreich => FR
      Belgique => BE
      Luxembourg => LU
      Dänemark => DK
      Daenemark => DK
      Danmark => DK
      Sverige => SE
      Türkei => TR
      UAE => AE
      VAE => AE
      AE => AE
      SG => SG
      Entenhausen =>
      - =>
      12 =>
    `),
  )('%s is %s', (given, wanted) => expect(country(given) ?? '').toBe(wanted))
})

describe('streets', () => {
  it.each(
    rows(`
      Industriestraße 12 => industriestr 12
      Industriestr. 12 => industriestr 12
      Industriestr 12 => industriestr 12
      Industriestrasse 12 => industriestr 12
      INDUSTRIESTRASSE 12 => industriestr 12
      Industrie Straße 12 => industriestr 12
      Industriestr.12 => industriestr 12
      IndustriestraBe 12 => industriestr 12
      Industriestrafe 12 => industriestr 12
      Robert-Bosch-Straße 5a => robertboschstr 5a
      Robert Bosch Str. 5 a => robertboschstr 5a
      Robert-Bosch-Str 5 A => robertboschstr 5a
      Robert-Bosch-Str. 5A => robertboschstr 5a
      Marktplatz 3 => marktpl 3
      Markt Platz 3 => marktpl 3
      Markt-Pl. 3 => marktpl 3
      Schillerplatz 1 => schillerpl 1
      Am Gewerbepark 45 => amgewerbepark 45
      am gewerbepark 045 => amgewerbepark 45
      Am Hof 3 => amhof 3
      An der Halle 400 => anderhalle 400
      Zum Alten Bau 7 => zumaltenbau 7
      Hauptstraße 12-14 => hauptstr 12
      Hauptstraße 12 - 14 => hauptstr 12
      Hauptstraße 12–14 => hauptstr 12
      Hauptstraße 12/14 => hauptstr 12
      Hauptstraße 12+14 => hauptstr 12
      Hauptstraße 12a-c => hauptstr 12a
      Hauptstraße Nr. 12 => hauptstr 12
      Hauptstraße, 12 => hauptstr 12
      Hauptstr. l2 => hauptstr 12
      Hauptstr. 1O => hauptstr 10
      Hauptstr. I2b => hauptstr 12b
      Hauptstr. 4B => hauptstr 4b
      Hauptstr. 1S5 => hauptstr 155
      Hauptstr. 12 Haus 3 => hauptstr 12
      Hauptstr. 12, Geb. 4 => hauptstr 12
      Hauptstr. 12 Gebäude B => hauptstr 12
      Hauptstr. 12, Halle 7 => hauptstr 12
      Hauptstr. 12, 3. OG => hauptstr 12
      Hauptstr. 12, 2. Stock => hauptstr 12
      Hauptstr. 12 EG => hauptstr 12
      Musterweg 3/2/12 => musterweg 3
      Musterweg 3, Stiege 2, Top 12 => musterweg 3
      Musterweg 3 (Eingang B) => musterweg 3
      Musterweg 3 Tür 4 => musterweg 3
      Straße des 17. Juni 135 => strdes17juni 135
      Straße des 17. Juni => strdes17juni
      12 Rue Victor Hugo => ruvictorhugo 12
      Rue Victor Hugo 12 => ruvictorhugo 12
      12, Rue Victor Hugo => ruvictorhugo 12
      45 Station Road => stationrd 45
      Station Rd 45 => stationrd 45
      100 Commerce Parkway => commercepkwy 100
      ul. Polna 5 => polna 5
      Polna 5 => polna 5
      Corso Italia 8 => csoitalia 8
      Q7 24 => q7 24
      C 4, 12 => c4 12
      Industriestraße => industriestr
      Postfach 12 34 =>
      Postfach =>
      PF 1234 =>
      P.O. Box 99 =>
      - =>
      12 =>
      0 =>
    `),
  )('%s is %s', (given, wanted) => {
    const { name, number } = street(given)
    expect([name, number].filter(Boolean).join(' ')).toBe(wanted)
  })
})

describe('names of towns', () => {
  it.each(
    rows(`
      Frankfurt am Main => frankfurt main / frankfurt
      Frankfurt/Main => frankfurt main / frankfurt
      FRANKFURT AM MAIN => frankfurt main / frankfurt
      Frankfurt a. M. => frankfurt m / frankfurt
      Frankfurt (Oder) => frankfurt oder / frankfurt
      St. Gallen => st gallen / st gallen
      Sankt Gallen => st gallen / st gallen
      St.Gallen => st gallen / st gallen
      Rothenburg ob der Tauber => rothenburg tauber / rothenburg
      Bad Neustadt a.d. Saale => bad neustadt saale / bad neustadt
      Gossau ZH => gossau zh / gossau
      Nürnberg => nurnberg / nurnberg
      Nuernberg => nurnberg / nurnberg
      Nürnberg / Mitte => nurnberg mitte / nurnberg
      Soest => sost / sost
    `),
  )('%s is %s', (given, wanted) => {
    const name = townName(given)
    expect(name && `${name.full} / ${name.short}`).toBe(wanted)
  })

  it.each(['', '-', '12', 'X'])('%j is none', (given) => expect(townName(given)).toBeNull())
})

describe('parts of an address', () => {
  it.each(
    rows(`
      Industriestr. 12, 90402 Nürnberg||| => DE 90402 nurnberg, industriestr 12
      Industriestr. 12 90402 Nürnberg||| => DE 90402 nurnberg, industriestr 12
      Industriestr. 12, D-90402 Nürnberg||| => DE 90402 nurnberg, industriestr 12
      Industriestr. 12, D 90402 Nürnberg||| => DE 90402 nurnberg, industriestr 12
      Industriestr. 12, 90402 Nürnberg, Deutschland||| => DE 90402 nurnberg, industriestr 12
      Industriestr. 12, Nürnberg||| => DE - nurnberg, industriestr 12
      Industriestr. 12, 90402||| => DE 90402 -, industriestr 12
      Industriestr. 12; 90402 Nürnberg||| => DE 90402 nurnberg, industriestr 12
      Industriestr. 12|||Deutschland => DE - -, industriestr 12
      ||D-90402 Nürnberg| => DE 90402 nurnberg, -
      ||90402 Nürnberg| => DE 90402 nurnberg, -
      ||90402 Nürnberg, Industriestraße 12| => DE 90402 nurnberg, industriestr 12
      ||Industriestraße 12, 90402 Nürnberg| => DE 90402 nurnberg, industriestr 12
      ||Nürnberg, Deutschland| => DE - nurnberg, -
      |90402 Nürnberg|| => DE 90402 nurnberg, -
      |Nürnberg|90402| => DE 90402 nurnberg, -
      ||90402| => DE 90402 -, -
      |D-90402|Nürnberg| => DE 90402 nurnberg, -
      |D 90402|Nürnberg| => DE 90402 nurnberg, -
      |DE-90402|Nürnberg| => DE 90402 nurnberg, -
      |90402|Nürnberg|D => DE 90402 nurnberg, -
      |9O4O2|Nürnberg| => DE 90402 nurnberg, -
      |lO115|Berlin| => DE 10115 berlin, -
      |1067|Dresden|Deutschland => DE 01067 dresden, -
      |1067|Dresden| => DE 01067 dresden, -
      |PLZ 90402|Nürnberg| => DE 90402 nurnberg, -
      Musterweg 3 A-4020 Linz||| => AT 4020 linz, musterweg 3
      Musterweg 3, 4020 Linz||| => AT 4020 linz, musterweg 3
      |4020|Linz| => AT 4020 linz, -
      |A-4020|Linz| => AT 4020 linz, -
      |4020|Basel| => CH 4020 basel, -
      |CH-4020|| => CH 4020 -, -
      |4020|| => - 4020 -, -
      |1010|Wien| => AT 1010 wien, -
      |1010|Vienna|Austria => AT 1010 wien, -
      |8001|Zürich| => CH 8001 zurich, -
      |8001|Zurich|Switzerland => CH 8001 zurich, -
      |8001|Zuerich| => CH 8001 zurich, -
      ||9000 ST GALLEN| => CH 9000 st gallen, -
      |10963|| => DE 10963 -, -
      |9000|Sankt Gallen| => CH 9000 st gallen, -
      |9000|St.Gallen| => CH 9000 st gallen, -
      |1201|Genf| => CH 1201 geneve, -
      |1201|Geneva| => CH 1201 geneve, -
      |1201|Genève| => CH 1201 geneve, -
      |4051|Basle| => CH 4051 basel, -
      |2502|Biel| => CH 2502 biel bienne, -
      |8625|Gossau ZH| => CH 8625 gossau zh, -
      |8625|Gossau| => CH 8625 gossau zh, -
      |80331|Munich| => DE 80331 munchen, -
      |50667|Cologne| => DE 50667 koln, -
      |90402|Nuremberg| => DE 90402 nurnberg, -
      |60311|Frankfurt a. M.| => DE 60311 frankfurt main, -
      |60311|Frankfurt/Main| => DE 60311 frankfurt main, -
      |60311|Frankfurt| => DE 60311 frankfurt main, -
      |15230|Frankfurt| => DE 15230 frankfurt oder, -
      |90461|Nürnberg-Süd| => DE 90461 nurnberg, -
      |90461|Nürnberg / Mitte| => DE 90461 nurnberg, -
      |90461|NÜRNBERG SÜD| => DE 90461 nurnberg, -
      |61348|Bad Homburg| => DE 61348 bad homburg hohe, -
      |61348|Bad Homburg v.d.H.| => DE 61348 bad homburg hohe, -
      |59494|Soest| => DE 59494 sost, -
      |40210|Duesseldorf| => DE 40210 dusseldorf, -
      |40210|Düsseldorf| => DE 40210 dusseldorf, -
      |70790|Stadt Filderstadt| => DE 70790 filderstadt, -
      ||Frankfurt| => DE - frankfurt main, -
      ||Neustadt| => - - neustadt, -
      ||Linz| => AT - linz, -
      ||Munich| => DE - munchen, -
      |20121|Milano| => IT 20121 milano, -
      |29303|Bergen| => DE 29303 bergen, -
      ||Bergen|Norwegen => NO - bergen, -
      |5003|Bergen| => NO 5003 bergen, -
      |20121|Mailand|Italien => IT 20121 mailand, -
      |I-20121|Milano| => IT 20121 milano, -
      |69001|Lyon|France => FR 69001 lyon, -
      |F-67000|Strasbourg| => FR 67000 strasbourg, -
      |5611 AA|Eindhoven| => NL 5611 AA eindhoven, -
      |5611AA|Eindhoven| => NL 5611 AA eindhoven, -
      |NL-5611 AA|Eindhoven| => NL 5611 AA eindhoven, -
      Kerkstraat 5, 5611 AA||| => NL 5611 AA -, kerkstraat 5
      ||Stadt| => - - stadt, -
      Kerkstraat 5, 5611 AA Eindhoven||| => NL 5611 AA eindhoven, kerkstraat 5
      |00-123|Warszawa| => PL 00-123 warszawa, -
      ul. Polna 7, 00-123 Warszawa||| => PL 00-123 warszawa, polna 7
      |SW1A 1AA|London| => GB SW1A 1AA london, -
      |sw1a1aa|London| => GB SW1A 1AA london, -
      45 Station Road, London SW1A 1AA||| => GB SW1A 1AA london, stationrd 45
      45-49 Station Road, SW1A 1AA London||| => GB SW1A 1AA london, stationrd 45
      ||SW1A 1AA London => GB SW1A 1AA london, -
      Hafenstraße 3, 4020|||Österreich => AT 4020 -, hafenstr 3
      Hafenstraße, 4020||| => - - -, hafenstr 4020
      Ludwigsplatz, 90403||| => DE 90403 -, ludwigspl
      Ludwigsplatz 90403||| => - - -, ludwigspl 90403
      |12345-6789|Springfield| => US 12345-6789 springfield, -
      |110 00|Praha| => CZ 11000 praha, -
      |48226|Detroit|USA => US 48226 detroit, -
      Postfach 12 34|90402|Nürnberg| => DE 90402 nurnberg, -
      |00000|Nürnberg| => DE - nurnberg, -
      |0|Nürnberg| => DE - nurnberg, -
      |n/a|Nürnberg| => DE - nurnberg, -
      -|-|-|- => - - -, -
      ||| => - - -, -
    `),
  )('%s', (given, wanted) => {
    const { country, postalCode, city, street } = read(given)
    expect(`${country ?? '-'} ${postalCode ?? '-'} ${city ?? '-'}, ${street ?? '-'}`).toBe(wanted)
  })
})

describe('postal code against town', () => {
  it.each(
    rows(`
      90402 Nürnberg => same, 90402 nurnberg
      90402 Nürnbreg => same, 90402 nurnberg, mended town
      90402 Nümberg => same, 90402 nurnberg, mended town
      28205 Brernen => same, 28205 bremen, mended town
      09111 Chernnitz => same, 09111 chemnitz, mended town
      4351 5axen => same, 4351 saxen, mended town
      90402 Fürth => neighbour, 90402 furth
      90402 Stein => neighbour, 90402 stein nurnberg
      90402 Kiel => conflict, 90402 kiel
      20095 München => conflict, 20095 munchen
      90420 Nürnberg => same, 90402 nurnberg, mended postalCode
      24013 Kiel => same, 24103 kiel, mended postalCode
      9040 Nürnberg => unknown, 9040 -
      90402 Hintertupfingen => unknown, 90402 -
      8010 Graz => same, 8010 graz
      8010 Gratz => same, 8010 graz, mended town
      99974 Mühlhausen-Nord => same, 99974 muhlhausen
      90461 Nürnbreg-Süd => same, 90461 nurnberg, mended town
      86860 Jenge => same, 86860 jengen, mended town
      8001 Zürch => same, 8001 zurich, mended town
    `),
  )('%s: %s', (given, wanted) => {
    const [, code, city] = /^(\d+) (.+)$/.exec(given)!
    const { agrees, postalCode, town, corrected } = place({ postalCode: code, city })
    expect([agrees, `${postalCode ?? '-'} ${town ?? '-'}`, ...(corrected ? [`mended ${corrected}`] : [])].join(', ')).toBe(wanted)
  })

  it('leaves out a code that could be mended in several ways', () => {
    expect(place({ postalCode: '20115', city: 'Berlin' })).toMatchObject({ town: 'berlin', agrees: 'same', corrected: 'postalCode' })
    const several = place({ postalCode: '90992', city: 'Nürnberg' })
    expect([several.town, several.agrees]).toEqual(['nurnberg', several.postalCode === null ? 'same' : several.agrees])
  })

  it('knows where a code and a town are', () => {
    expect(read('|90402|Nürnberg|').at).toEqual({ lat: 49.45, lon: 11.08 })
    expect(distanceKm(read('|90402|Nürnberg|'), read('|80331|München|'))).toBeCloseTo(150, -1)
    expect(distanceKm(read('|90402|Nürnberg|'), read('|90762|Fürth|'))).toBeLessThan(10)
    expect(distanceKm(read('||Nürnberg|'), read('||Graz|'))).toBeGreaterThan(300)
    expect(distanceKm(read('||Neustadt|'), read('||Graz|'))).toBeNull()
    expect(read('|90402|Kiel|').at).toBeNull()
  })
})

describe('two addresses', () => {
  it.each(
    rows(`
      Industriestr. 12|90402|Nürnberg| & Industriestraße 12|90402|Nürnberg|DE => address
      Industriestr. 12|90402|Nürnberg| & Industriestr. 12, 90402 Nürnberg||| => address
      Industriestr. 12|90402|Nürnberg| & INDUSTRIESTRASSE 12|90402|NUERNBERG| => address
      Industriestr. 12|90402|Nürnberg| & Industreistr. 12|90402|Nürnberg| => address
      Industriestr. 12|90402|| & Industriestr. 12||Nürnberg| => address
      Robert Bosch Str. 5 a|70469|| & Robert-Bosch-Straße 5A|70469|| => address
      Hauptstr. 12-14|90402|| & Hauptstr. 12|90402|| => address
      Siemerisstr. 121|90402|| & Siemensstr. 121|90402|| => address
      Industriestr. 12|90402|Nürnberg| & Industriestr. 14|90402|Nürnberg| => street
      Industriestr. 12|90402|Nürnberg| & Industriestr.|90402|Nürnberg| => street
      Bergstr. 3|90402|| & Burgstr. 3|90402|| => postalCode
      Industriestr. 12|90402|Nürnberg| & Hauptstr. 3|90402|Nürnberg| => postalCode
      |90402|Nürnberg| & |90402|| => postalCode
      |90402|Fürth| & |90402|Nürnberg| => postalCode
      |90402|Nürnberg| & |90461|Nürnberg| => town
      |90402|Nürnberg| & ||Nürnberg-Süd| => town
      |90402|| & ||Nuremberg| => town
      |10963|| & ||Berlin| => town
      ||Hintertupfingen| & ||Hintertupfigen| => town
      ||Hintertupfingen| & ||Hintertupfigen-West| => town
      |90402|Nürnberg| & |90762|Fürth| => near
      |90402|| & |90762|| => near
      |90402|Nürnberg| & |80331|München| => different
      |90402|| & |80331|| => different
      ||Nürnberg| & ||München| => different
      Hauptstr. 1|90402|Nürnberg| & Hauptstr. 1|80331|München| => different
      |8001|Zürich| & |1010|Wien| => different
      |20121|Milano| & |69001|Lyon| => different
      |20121|Milano| & |40121|Bologna| => different
      |15230|Frankfurt (Oder)| & |60311|Frankfurt| => different
      |5611 AA|Eindhoven| & |5611AA|Eindhoven|NL => postalCode
      Hauptstr. 1||| & Hauptstr. 1||| => unknown
      Hauptstr. 1|90402|| & Hauptstr. 1||| => unknown
      ||| & |90402|| => unknown
    `).map(([pair, wanted]) => [...pair.split('&'), wanted] as [string, string, Closeness]),
  )('%s and %s: %s', (a, b, wanted) => {
    expect(comparePlaces(read(a), read(b)).level).toBe(wanted)
    expect(comparePlaces(read(b), read(a)).level).toBe(wanted)
  })
})

describe('slips', () => {
  it('are counted, swapped neighbours as one', () => {
    expect([slips('abc', 'abc', 2), slips('abc', 'acb', 2), slips('abc', 'ab', 2), slips('abc', 'xbz', 2), slips('abcdef', 'uvwxyz', 2)]).toEqual([
      0, 1, 1, 2, 3,
    ])
    expect([isSlip('berg', 'burg'), isSlip('nurnberg', 'nurnbreg'), isSlip('bremen', 'brernen'), isSlip('munchen', 'hamburg')]).toEqual([
      false,
      true,
      true,
      false,
    ])
    expect([isDigitSlip('90402', '90420'), isDigitSlip('90402', '90403'), isDigitSlip('90402', '90402'), isDigitSlip('90402', '90513')]).toEqual([
      true,
      true,
      false,
      false,
    ])
  })
})

describe('any address', () => {
  const STREETS = ['Industriestr. 12', 'Am Hof 3', 'Größlweg 7 b', 'Straße des 17. Juni 135', '12 Rue Victor Hugo', 'Köpenicker Allee 4-6']
  const TOWNS = ['90402 Nürnberg', '8001 Zürich', '4020 Linz', '60311 Frankfurt a. M.', '9000 St. Gallen', '01067 Dresden', '90402 Fürth', '5611 AA Eindhoven']
  const known = fc.record({ street: fc.constantFrom(...STREETS), city: fc.constantFrom(...TOWNS) })
  const typed = fc.record({ street: fc.string(), postalCode: fc.string({ maxLength: 12 }), city: fc.string(), country: fc.string({ maxLength: 12 }) })

  const again = ({ street, postalCode, city, country }: Place): Place =>
    place({ street: street ?? undefined, postalCode: postalCode ?? undefined, city: city ?? undefined, country: country ?? undefined })

  it('read from what was made of it is the same', () => {
    fc.assert(
      fc.property(known, (given) => {
        const once = place(given)
        expect({ ...again(once), corrected: once.corrected }).toEqual(once)
      }),
    )
  })

  it('says the same in capitals and with umlauts spelled out', () => {
    const spelled = (text: string) => text.replace(/[äöü]/g, (letter) => ({ ä: 'ae', ö: 'oe', ü: 'ue' })[letter]!).replace(/ß/g, 'ss')
    fc.assert(
      fc.property(known, ({ street, city }) => {
        expect(place({ street: street.toUpperCase(), city: city.toUpperCase() })).toEqual(place({ street, city }))
        expect(place({ street: spelled(street), city: spelled(city) })).toEqual(place({ street, city }))
      }),
    )
  })

  it('throws nothing, and compares both ways alike', () => {
    fc.assert(
      fc.property(typed, typed, (a, b) => {
        expect(comparePlaces(place(a), place(b)).level).toBe(comparePlaces(place(b), place(a)).level)
      }),
    )
  })

  it('is read in no time, however long it is', () => {
    for (const part of ['a', '1', ' ', 'a ', '1 ', '90402 ', 'Str. 1, ', '-', ',', 'Haus 3 ', '( ', 'ß', '1a-']) {
      const long = part.repeat(Math.ceil(10_000 / part.length))
      const before = performance.now()
      place({ street: long, postalCode: long, city: long, country: long })
      expect(performance.now() - before).toBeLessThan(50)
    }
  })
})
