import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { parseCsr } from '@certhall/pki/csr/parse-csr'
import { verifyCsr } from '@certhall/pki/csr/verify-csr'
import { type CsrCase, hostileCsrs, legitimateCsrs } from './hostile-csr.ts'
import { nodeVerify } from './tiny-authority.ts'

const judge = async (der: Uint8Array): Promise<string> => {
  const parsed = parseCsr(der)
  if (!parsed.ok) return parsed.code
  const proven = await verifyCsr(parsed.value, nodeVerify)
  return proven.ok ? 'accepted' : proven.code
}

const hostile = hostileCsrs()
const legitimate = legitimateCsrs()

describe('hostile certification requests', () => {
  it.each(hostile)('refuses $name', async ({ der, refusal }) => {
    expect(await judge(der)).toBe(refusal)
  })

  it.each(legitimate)('accepts $name', async ({ der }) => {
    expect(await judge(der)).toBe('accepted')
  })

  it('knows at least 54 kinds, each under a name of its own', () => {
    expect(new Set(hostile.map(({ name }) => name)).size).toBe(hostile.length)
    expect(hostile.length).toBeGreaterThanOrEqual(54)
  })

  it('refuses, and does not fail, when any single octet of a good request is changed', async () => {
    const good = legitimate.find(({ name }) => name === 'several attributes')?.der ?? new Uint8Array()
    for (let at = 0; at < good.length; at += 1) {
      for (const change of [0x01, 0x80, 0xff]) {
        const changed = good.map((octet, index) => (index === at ? octet ^ change : octet))
        expect(await judge(changed), `octet ${at}`).not.toBe('accepted')
      }
    }
  })
})

describe('beside other readers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hostile-csr-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const fileOf = (position: number): string => join(folder, `${position}.der`)
  const cases: readonly CsrCase[] = [...hostile, ...legitimate]
  cases.forEach(({ der }, position) => writeFileSync(fileOf(position), der))

  const byOpenssl = (position: number): boolean => {
    const options = cases[position]?.isSm2 === true ? ['-vfyopt', 'distid:1234567812345678'] : []
    const run = spawnSync('openssl', ['req', '-inform', 'DER', '-in', fileOf(position), '-verify', ...options, '-noout', '-text'], {
      encoding: 'utf8',
      timeout: 60_000,
    })
    return run.status === 0 && run.stderr.includes('verify OK')
  }

  const byPython = (): ReadonlyMap<string, boolean> => {
    const script = fileURLToPath(new URL('judge-csr.py', import.meta.url))
    const input = cases.map(({ name }, position) => `${name}\t${fileOf(position)}\n`).join('')
    const lines = execFileSync('/usr/bin/python3', [script], { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] })
      .trimEnd()
      .split('\n')
    return new Map(lines.map((line) => [line.split('\t')[0] ?? '', line.endsWith('\tyes')]))
  }

  it('never accepts what OpenSSL and python cryptography both refuse', async () => {
    const python = byPython()
    expect(python.size).toBe(cases.length)
    for (const [position, { name, der }] of cases.entries()) {
      if ((await judge(der)) !== 'accepted') continue
      expect(byOpenssl(position) || python.get(name), name).toBe(true)
    }
  })

  it('is stricter than both on the hostile ones', () => {
    const python = byPython()
    const accepted = {
      openssl: hostile.filter((_unused, position) => byOpenssl(position)).length,
      python: hostile.filter(({ name }) => python.get(name)).length,
    }
    console.info(
      `of ${hostile.length} hostile requests OpenSSL accepts ${accepted.openssl}, python cryptography ${accepted.python}, we none`,
    )
    expect(accepted.openssl).toBeGreaterThan(0)
    expect(accepted.python).toBeGreaterThan(0)
  })
})
