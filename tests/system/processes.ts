/** Looks at processes from outside, through /proc. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'

/** All processes below `pid`, itself left out. */
export const descendantsOf = (pid: number): number[] => {
  const parents = new Map(pids().map((each) => [each, parentOf(each)]))
  const below = (from: number): number[] => [...parents].filter(([, parent]) => parent === from).flatMap(([each]) => [each, ...below(each)])
  return below(pid)
}

export const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(statusOf(pid))

export const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

const pids = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
const parentOf = (pid: number): number => Number(/^PPid:\s+(\d+)/m.exec(statusOf(pid))?.[1] ?? '0')

const statusOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return ''
  }
}
