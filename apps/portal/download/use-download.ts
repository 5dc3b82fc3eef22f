import type { IssuedCertificate } from '@certhall/contract/passcode/api'
import { systemClock } from '@certhall/kernel/clock'
import { useCallback, useRef, useState } from 'react'
import { type InstallProof, readBack, type ReadBackRefusal } from './certificate-file.ts'
import { abandonCertificate, asksForNewKey, checkPasscode, confirmInstall, redeemPatiently } from './exchange.ts'
import type { Access, CertificateFile } from './medium.ts'
import { loadMedium } from './media.ts'
import type { Download, DownloadActions } from './room.ts'
import { type InstallStep, startLog, stepBegins, stepEnds, stepFails, type StepLog, stepWasKept, type StepWriter } from './step-log.ts'

/** State of one download, in memory only: PASSCODE, password and key are gone with the page; what must last is with the medium. */
export const useDownload = (): DownloadActions & { readonly download: Download | null } => {
  const [download, setDownload] = useState<Download | null>(null)
  const change = useCallback((part: Partial<Download>) => setDownload((now) => (now === null ? null : { ...now, ...part })), [])
  const proof = useRef<InstallProof | null>(null)
  const writer = writerOf(setDownload)

  const check = async (passcode: string): Promise<void> => {
    const view = await checkPasscode(passcode)
    const room = await loadMedium[view.medium]()
    const medium = room.open(view, passcode)
    const { plan, kept } = await medium.look()
    // Confirmed, and only the answer was lost: the proof was given, so the copy may go.
    if (plan === 'finished') await medium.settle()
    setDownload({ ...blank, log: startLog(medium.steps), passcode, view, room, medium, kept, plan, issued: view.issued })
  }

  /** False when the secret does not open the key. */
  const install = async (access: Access): Promise<boolean> => {
    if (download === null) return true
    const { medium, passcode } = download
    change({ error: null, needsNewKey: false })
    try {
      const key = await medium.makeKeyAndRequest(access, download.issued, writer)
      if (key.kind === 'wrongSecret') return false
      change({ kept: (await medium.look()).kept })
      const issued = key.kind === 'notNeeded' && download.issued !== null ? download.issued : await issue(passcode, key)
      const installed = await medium.install(access, issued, writer)
      if ('content' in installed) change({ file: installed })
      else await confirmWith(installed)
    } catch (error) {
      change({ error, isWaiting: false, needsNewKey: asksForNewKey(error) })
    }
    return true
  }

  const issue = async (passcode: string, key: { readonly kind: string; readonly csr?: Uint8Array }): Promise<IssuedCertificate> => {
    const wait = (ms: number): Promise<void> => {
      change({ isWaiting: true })
      return pause(ms)
    }
    const issued = await writer.at('issue', () => redeemPatiently(passcode, key.csr ?? new Uint8Array(), wait))
    change({ issued, isWaiting: false })
    return issued
  }

  const save = (): void => {
    if (download?.file === null || download === null) return
    saveFile(download.file)
    setDownload((now) => (now === null ? null : { ...now, wasSaved: true, log: stepBegins(now.log, 'saveFile', systemClock.nowMs()) }))
  }

  const verify = async (file: Uint8Array<ArrayBuffer>, password: string): Promise<ReadBackRefusal | null> => {
    if (download === null || download.issued === null) return null
    const { issued } = download
    const read = await writer.at(
      'readBack',
      () => readBack(file, password, issued),
      (answer) => answer.ok,
    )
    if (!read.ok) return read.code
    setDownload((now) => (now === null ? null : { ...now, log: stepWasDone(now.log, 'saveFile') }))
    await confirmWith(read.value)
    return null
  }

  const confirmWith = async (given: InstallProof): Promise<void> => {
    proof.current = given
    await confirm()
  }

  const confirm = async (): Promise<void> => {
    if (download === null || proof.current === null) return
    const signed = proof.current
    change({ error: null })
    try {
      const view = await writer.at('confirm', () => confirmInstall(download.passcode, signed))
      await download.medium.settle()
      change({ view, plan: 'finished', isFresh: true, file: null })
    } catch (error) {
      change({ error })
    }
  }

  const forgetKey = async (): Promise<void> => {
    if (download === null) return
    await download.medium.forgetKey()
    change({ kept: undefined, plan: 'begin', log: startLog(download.medium.steps), error: null, needsNewKey: false, file: null })
  }

  const abandon = async (): Promise<void> => {
    if (download === null) return
    const abandoned = await abandonCertificate(download.passcode, download.issued?.serialNumber ?? null)
    await download.medium.settle()
    change({ abandoned, file: null })
  }

  return { download, check, install, save, verify, confirm, forgetKey, abandon, leave: () => setDownload(null) }
}

type SetDownload = (next: (now: Download | null) => Download | null) => void

const blank = { file: null, wasSaved: false, abandoned: null, error: null, needsNewKey: false, isWaiting: false, isFresh: false } as const

const writerOf = (setDownload: SetDownload): StepWriter => {
  const write = (entry: (log: StepLog, step: InstallStep, nowMs: number) => StepLog, step: InstallStep) =>
    setDownload((now) => (now === null ? null : { ...now, log: entry(now.log, step, systemClock.nowMs()) }))
  const through = async <Result>(
    first: InstallStep,
    work: (reach: (step: InstallStep) => void) => Promise<Result>,
    isSuccess: (result: Result) => boolean,
  ): Promise<Result> => {
    let current = first
    write(stepBegins, current)
    // One frame for the log to be painted: sealing keeps the processor busy.
    await pause(30)
    try {
      const result = await work((step) => {
        if (step === current) return
        write(stepEnds, current)
        current = step
        write(stepBegins, step)
      })
      write(isSuccess(result) ? stepEnds : stepFails, current)
      return result
    } catch (error) {
      write(stepFails, current)
      throw error
    }
  }
  return {
    at: (step, work, isSuccess = () => true) => through(step, work, isSuccess),
    through: (first, work) => through(first, work, () => true),
    wasKept: (step) => write(stepWasKept, step),
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
