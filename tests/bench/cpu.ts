import { readdirSync, readFileSync } from 'node:fs'

/** CPU milliseconds since their start, by program; what a private system consists of. */
export type CpuMs = Readonly<Record<Program, number>>

export const programs = Object.freeze(['server', 'signer', 'PostgreSQL', 'others'] as const)
export type Program = (typeof programs)[number]

/** Of a process and all below it, user and system, threads included. Linux only: it reads /proc. */
export const cpuMsBelow = (rootPid: number): CpuMs => {
  const processes = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? readProcess(Number(name)) : []))
  const family = new Set([rootPid])
  for (let size = 0; size < family.size; ) {
    size = family.size
    for (const { pid, parentPid } of processes) if (family.has(parentPid)) family.add(pid)
  }
  const sums = { server: 0, signer: 0, PostgreSQL: 0, others: 0 }
  for (const { pid, program, ms } of processes) if (family.has(pid)) sums[program] += ms
  return sums
}

export const cpuMsBetween = (before: CpuMs, after: CpuMs): CpuMs =>
  Object.fromEntries(programs.map((program) => [program, after[program] - before[program]])) as Record<Program, number>

interface Process {
  readonly pid: number
  readonly parentPid: number
  readonly program: Program
  readonly ms: number
}

const readProcess = (pid: number): readonly Process[] => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1')
    // proc(5): the name in brackets may hold anything; behind it come state, parent and, as 12th to 15th, four times.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [own, ended] = [Number(fields[11]) + Number(fields[12]), Number(fields[13]) + Number(fields[14])]
    const program = programOf(command)
    // A backend that ended counts with the postmaster; other programs' children are alive as long as they are.
    return [{ pid, parentPid: Number(fields[1]), program, ms: (program === 'PostgreSQL' ? own + ended : own) * msPerTick }]
  } catch {
    // It ended while we looked.
    return []
  }
}

const programOf = (command: string): Program => {
  if (command.includes('apps/server/')) return 'server'
  if (command.includes('apps/signer/')) return 'signer'
  return command.includes('postgres') ? 'PostgreSQL' : 'others'
}

/** USER_HZ, 100 wherever Node runs on Linux. */
const msPerTick = 10
