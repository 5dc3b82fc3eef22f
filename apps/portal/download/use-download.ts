import type { IssuedCertificate, PasscodeView } from '@certhall/contract/passcode/api'
import { systemClock } from '@certhall/kernel/clock'
import { systemRandom } from '@certhall/kernel/random'
import { useCallback, useRef, useState } from 'react'
import { type HolderKey, makeHolderKey, openHolderKey } from '../keystore/holder-key.ts'
import { askToPersist, browserRecords } from '../keystore/indexed-db.ts'
import { type KeyPair, requestOf } from '../keystore/key-pair.ts'
import { certificateFileName, type InstallProof, readBack, type ReadBackRefusal, sealCertificateFile } from './certificate-file.ts'
import { type Abandoned, abandonCertificate, asksForNewKey, checkPasscode, confirmInstall, redeemPatiently } from './exchange.ts'
import { type Plan, planOf } from './plan.ts'
import { emptyStepLog, type InstallStep, type StepLog, stepBegins, stepEnds, stepFails, stepWasKept } from './step-log.ts'

export interface CertificateFile {
  readonly name: string
  readonly content: Uint8Array<ArrayBuffer>
}

export interface Download {
  readonly passcode: string
  readonly view: PasscodeView
  readonly kept: HolderKey | undefined
  readonly plan: Plan
  readonly log: StepLog
  readonly issued: IssuedCertificate | null
  readonly file: CertificateFile | null
  readonly wasSaved: boolean
  readonly abandoned: Abandoned | null
  /** What went wrong in the step that stands ahead again. */
  readonly error: unknown
  readonly needsNewKey: boolean
  /** The signer is busy; the same request is sent again by itself. */
  readonly isWaiting: boolean
  /** Confirmed on this visit, not found confirmed. */
  readonly isFresh: boolean
}

/** State of one download, in memory only: PASSCODE, password and key are gone with the page; what must last is in the keystore. */
export const useDownload = () => {
  const [download, setDownload] = useState<Download | null>(null)
  const change = useCallback((part: Partial<Download>) => setDownload((now) => (now === null ? null : { ...now, ...part })), [])
  const proof = useRef<InstallProof | null>(null)

  const check = async (passcode: string): Promise<void> => {
    const view = await checkPasscode(passcode)
    const kept = await records().get(view.applicationNo)
    const plan = planOf(view, kept)
    // Confirmed, and only the answer was lost: the file was proven, so the copy may go.
    if (plan === 'finished') await records().remove(view.applicationNo)
    setDownload({ ...blank, passcode, view, kept, plan, issued: view.issued })
  }

  /** False when the password does not open the kept key. */
  const install = async (password: string): Promise<boolean> => {
    if (download === null) return true
    change({ error: null, needsNewKey: false })
    const pair = await firstKey(download, password, change, setDownload)
    if (pair === undefined) return false
    if (pair !== null) await issueAndSeal(download, pair, password, setDownload, change)
    return true
  }

  const save = (): void => {
    if (download?.file === null || download === null) return
    saveFile(download.file)
    setDownload((now) => (now === null ? null : { ...now, wasSaved: true, log: stepBegins(now.log, 'saveFile', systemClock.nowMs()) }))
  }

  const verify = async (file: Uint8Array<ArrayBuffer>, password: string): Promise<ReadBackRefusal | null> => {
    if (download === null || download.issued === null) return null
    const read = await atStep(setDownload, 'readBack', () => readBack(file, password, download.issued as IssuedCertificate), (answer) => answer.ok)
    if (!read.ok) return read.code
    proof.current = read.value
    setDownload((now) => (now === null ? null : { ...now, log: stepWasDone(now.log, 'saveFile') }))
    await confirm()
    return null
  }

  const confirm = async (): Promise<void> => {
    if (download === null || proof.current === null) return
    const signed = proof.current
    change({ error: null })
    try {
      const view = await atStep(setDownload, 'confirm', () => confirmInstall(download.passcode, signed), () => true)
      await records().remove(download.view.applicationNo)
      change({ view, plan: 'finished', isFresh: true, file: null })
    } catch (error) {
      change({ error })
    }
  }

  const forgetKey = async (): Promise<void> => {
    if (download === null) return
    await records().remove(download.view.applicationNo)
    change({ kept: undefined, plan: 'begin', log: emptyStepLog, error: null, needsNewKey: false, file: null })
  }

  const abandon = async (): Promise<void> => {
    if (download === null) return
    const abandoned = await abandonCertificate(download.passcode, download.issued?.serialNumber ?? null)
    await records().remove(download.view.applicationNo)
    change({ abandoned, file: null })
  }

  return { download, check, install, save, verify, confirm, forgetKey, abandon, leave: () => setDownload(null) }
}

export type DownloadActions = ReturnType<typeof useDownload>

type SetDownload = (next: (now: Download | null) => Download | null) => void
type Change = (part: Partial<Download>) => void

const records = () => browserRecords('holder-keys')

const blank = { log: emptyStepLog, file: null, wasSaved: false, abandoned: null, error: null, needsNewKey: false, isWaiting: false, isFresh: false, issued: null } as const

/** The key of this download: opened again, or made and kept. Undefined: wrong password; null: could not be made (`error` says why). */
const firstKey = async (download: Download, password: string, change: Change, setDownload: SetDownload): Promise<KeyPair | undefined | null> => {
  const { kept, view } = download
  try {
    if (kept !== undefined) {
      const pair = await openHolderKey(kept, password)
      if (pair !== undefined) setDownload((now) => (now === null ? null : { ...now, log: stepWasKept(now.log, 'makeKey') }))
      return pair
    }
    await askToPersist()
    const ground = { records: records(), random: systemRandom, clock: systemClock }
    const pair = await atStep(setDownload, 'makeKey', () => makeHolderKey(view.applicationNo, view.keyAlgorithm, password, ground), () => true)
    change({ kept: await records().get(view.applicationNo) })
    return pair
  } catch (error) {
    change({ error })
    return null
  }
}

const issueAndSeal = async ({ passcode, view }: Download, pair: KeyPair, password: string, setDownload: SetDownload, change: Change): Promise<void> => {
  try {
    const csr = await atStep(setDownload, 'buildRequest', () => requestOf(pair), () => true)
    const wait = (ms: number): Promise<void> => {
      change({ isWaiting: true })
      return pause(ms)
    }
    const issued = await atStep(setDownload, 'issue', () => redeemPatiently(passcode, csr, wait), () => true)
    change({ issued, isWaiting: false })
    const content = await atStep(setDownload, 'sealFile', () => sealCertificateFile(pair, issued, password, systemRandom), () => true)
    change({ file: { name: certificateFileName(view.applicationNo), content } })
  } catch (error) {
    change({ error, isWaiting: false, needsNewKey: asksForNewKey(error) })
  }
}

/** Runs a step with its place in the log; a throw or an answer that is no success puts it ahead again. */
const atStep = async <Result>(setDownload: SetDownload, step: InstallStep, work: () => Promise<Result>, isSuccess: (result: Result) => boolean): Promise<Result> => {
  const write = (entry: (log: StepLog, step: InstallStep, nowMs: number) => StepLog) =>
    setDownload((now) => (now === null ? null : { ...now, log: entry(now.log, step, systemClock.nowMs()) }))
  write(stepBegins)
  // One frame for the log to be painted: sealing keeps the processor busy.
  await pause(30)
  try {
    const result = await work()
    write(isSuccess(result) ? stepEnds : stepFails)
    return result
  } catch (error) {
    write(stepFails)
    throw error
  }
}

const stepWasDone = (log: StepLog, step: InstallStep): StepLog =>
  log.find((entry) => entry.step === step)?.startedAtMs === null ? stepWasKept(log, step) : stepEnds(log, step, systemClock.nowMs())

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const saveFile = ({ name, content }: CertificateFile): void => {
  const address = URL.createObjectURL(new Blob([content], { type: 'application/x-pkcs12' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser reads the address after this turn; a minute is plenty.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
