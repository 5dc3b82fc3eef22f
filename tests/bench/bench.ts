import { cpus, totalmem } from 'node:os'

/** One measured number with its reference from the same run; `ratio` is value ÷ reference. */
export interface Measurement {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly reference: number
  readonly ratio: number
  /** What the reference is, and what bounds the value. */
  readonly note: string
}

export type Bench = (say: (line: string) => void) => Promise<readonly Measurement[]>

export const measurement = (name: string, value: number, unit: string, reference: number, note: string): Measurement => ({
  name,
  value: rounded(value),
  unit,
  reference: rounded(reference),
  ratio: rounded(value / reference),
  note,
})

export const machine = (): string =>
  `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, OpenSSL ${process.versions.openssl}`

export const table = (name: string, results: readonly Measurement[]): string => {
  const rows = results.map((each) => [each.name, `${each.value} ${each.unit}`, `${each.reference}`, each.ratio.toFixed(2), each.note])
  const heads = ['measurement', 'value', 'reference', 'ratio', 'reference is; what bounds it']
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    cells.map((cell, column) => cell.padEnd(column === 4 ? 0 : (widths[column] ?? 0))).join('  ')
  return [`${name} on ${machine()}`, line(heads), ...rows.map(line)].join('\n')
}

export const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN

/** CPU seconds (user and system) that `work` takes in this process. */
export const cpuSecondsOf = async (work: () => unknown): Promise<number> => {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

const rounded = (value: number): number => (Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)))
