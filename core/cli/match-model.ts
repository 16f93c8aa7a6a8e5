/** `leitwerk match-model list | show | export | calibrate | compare | activate | rollback` */
import { existsSync, writeFileSync } from 'node:fs'
import { type Command, InvalidArgumentError } from 'commander'
import { calibrationOf } from '../flow/calibrate.ts'
import { modelInForce, modelOf } from '../flow/models.ts'
import { withThresholds } from '../lead/match/calibrate.ts'
import { calibratedVersion, type ModelFile, modelFileText, readModelFile } from '../model-file.ts'
import * as models from '../store/models.ts'
import type { CliHost, Where } from './host.ts'
import { printCalibration, printComparison } from './match-model-report.ts'
import { Failure, print, printJson, progressLine, table } from './print.ts'
import type { Shared } from './program.ts'
import { readJson } from './read-json.ts'

type Options = Where & { json: boolean }

export function matchModel(command: Command, host: CliHost, shared: Omit<Shared, 'exit'>): void {
  lookedAt(command, host, shared)
  learnt(command, host, shared)
  putInForce(command, host, shared)
}

function lookedAt(command: Command, host: CliHost, { located, json }: Omit<Shared, 'exit'>): void {
  located(command.command('list').description('Versions of weights and thresholds, newest first, and which one decides'))
    .addOption(json)
    .action(async ({ json: asJson, ...where }: Options) => {
      const rows = await host.withHub(where, ({ store }) => models.list(store.db))
      if (asJson) return printJson({ models: rows })
      print(
        table(
          ['version', 'state', 'attach', 'review', 'made', 'by', 'active since', 'compared with', 'note'],
          rows.map((row) => [
            row.version,
            row.state,
            row.model.attach,
            row.model.review,
            time(row.createdAt),
            row.by,
            time(row.activatedAt),
            row.figures.compared?.against ?? null,
            row.note,
          ]),
        ),
      )
    })

  located(command.command('show').description('Print a version as it stands in a file').argument('[version]', 'default: the active one')).action(
    async (version: string | undefined, where: Where) => print((await textOf(host, where, version)).trimEnd()),
  )

  located(command.command('export').description('Write a version into a file').argument('<version>'))
    .requiredOption('-o, --out <file>', 'where to')
    .action(async (version: string, { out, ...where }: Where & { out: string }) => {
      writeFileSync(out, await textOf(host, where, version))
      print(`wrote ${out}`)
    })
}

function learnt(command: Command, host: CliHost, { located, json }: Omit<Shared, 'exit'>): void {
  located(command.command('calibrate').description('What people answered to "same company?", and the thresholds that follow from it'))
    .option('--precision <share>', 'so sure must it be, at the threshold itself, to attach without asking', share, 0.99)
    .option('-o, --out <file>', 'write a version with these thresholds')
    .addOption(json)
    .action(async ({ precision, out, json: asJson, ...where }: Options & { precision: number; out?: string }) => {
      const { model, report } = await host.withHub(where, async ({ store }) => {
        const model = await modelInForce(store.db)
        return { model, report: await calibrationOf(store.db, model, precision) }
      })
      const isNew = report.thresholds.some(({ before, after }) => before !== after)
      const now = Date.now()
      const version = calibratedVersion(model.version, now, report.judgements)
      if (out !== undefined && isNew) {
        const calibrated = { at: new Date(now).toISOString(), from: model.version, precision, judgements: report.judgements }
        writeFileSync(out, modelFileText({ model: withThresholds(model, version, report), calibrated }))
      }
      const written = out !== undefined && isNew ? { version, file: out } : null
      if (asJson) return printJson({ ...report, written })
      printCalibration(report)
      if (written) print(`wrote ${version} to ${out}. See who would move: \`leitwerk match-model compare ${out}\``)
      else if (out !== undefined) print('nothing was written: the thresholds stay')
    })

  located(
    command
      .command('compare')
      .description('Who would move: all stored submissions put together anew by the active model and by another; nobody is moved')
      .argument('<file>', 'written by calibrate or export'),
  )
    .addOption(json)
    .action(async (file: string, { json: asJson, ...where }: Options) => {
      const { model, note, calibrated } = readFile(file)
      const line = progressLine(asJson ? null : 'submissions compared:')
      const found = await host.compareModels(where, model, line.tell)
      line.end()
      const { after: _after, before: against, submissions, submissionsMoved } = found
      const compared = { at: new Date().toISOString(), against, submissions, submissionsMoved, merges: found.merges.length, splits: found.splits.length }
      await host.withHub(where, ({ act }) => act.draftModel({ model, note, figures: { ...(calibrated && { calibrated }), compared } }, 'cli'))
      if (asJson) return printJson(found)
      printComparison(found)
      print(`${model.version} is kept as a version. \`leitwerk match-model activate ${model.version}\` lets it decide.`)
    })
}

function putInForce(command: Command, host: CliHost, { located, json }: Omit<Shared, 'exit'>): void {
  located(
    command.command('activate').description('Let a version decide from now on, once it was compared').argument('<model>', 'a file, or a version kept here'),
  )
    .option('--uncompared', 'also when nobody looked who would move', false)
    .option('--note <text>', 'why')
    .addOption(json)
    .action(async (wanted: string, { uncompared, note, json: asJson, ...where }: Options & { uncompared: boolean; note?: string }) => {
      const given = existsSync(wanted) ? readFile(wanted) : null
      const version = given?.model.version ?? wanted
      await host.withHub(where, async ({ act }) => {
        if (given) await act.draftModel({ model: given.model, note: given.note, figures: given.calibrated ? { calibrated: given.calibrated } : {} }, 'cli')
        await act.activateModel({ version, uncompared, note }, 'cli')
      })
      if (asJson) printJson({ version, state: 'active' })
      else print(`${version} decides from now on. What was decided stays until it is looked at anew; \`leitwerk match-model rollback\` goes back.`)
    })

  located(command.command('rollback').alias('roll-back').description('Back to the version that was active before'))
    .addOption(json)
    .action(async ({ json: asJson, ...where }: Options) => {
      const version = await host.withHub(where, ({ act }) => act.rollBackModel('cli'))
      if (asJson) printJson({ version, state: 'active' })
      else print(`${version} decides again.`)
    })
}

async function textOf(host: CliHost, where: Where, version: string | undefined): Promise<string> {
  const row = await host.withHub(where, ({ store }) => (version === undefined ? models.active(store.db) : models.find(store.db, version)))
  if (!row) throw new Failure(`there is no model ${version}; \`leitwerk match-model list\` names those that are there`)
  return modelFileText({ model: modelOf(row), note: row.note, calibrated: row.figures.calibrated })
}

function readFile(file: string): ModelFile {
  if (!existsSync(file)) throw new Failure(`there is no file ${file}`)
  const value = readJson(file)
  try {
    return readModelFile(value)
  } catch (error) {
    throw new Failure(`${file}: ${(error as Error).message}`)
  }
}

function share(text: string): number {
  const value = Number(text)
  if (!(value > 0.5 && value < 1)) throw new InvalidArgumentError('Expected a share between 0.5 and 1, e.g. 0.99.')
  return value
}

const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString().slice(0, 16).replace('T', ' '))
