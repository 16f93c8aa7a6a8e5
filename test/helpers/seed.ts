/**
 * Property tests draw the same cases on every machine, so that a red run tells of a change. New cases are looked for on
 * purpose: `LEITWERK_TEST_SEED=random npm test`, or the seed that a failure named.
 */
import fc from 'fast-check'

const said = process.env.LEITWERK_TEST_SEED ?? '20260901'
if (!/^(?:random|-?\d{1,10})$/.test(said)) throw new Error(`LEITWERK_TEST_SEED is '${said}': a whole number or 'random' is needed`)
if (said !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(said) })
