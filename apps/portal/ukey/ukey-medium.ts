import type { IssuedCertificate, PasscodeView } from '@certhall/contract/passcode/api'
import type { ClientMethod, ClientParams, ClientResult } from '@certhall/contract/client/messages'
import { AppError } from '@certhall/kernel/app-error'
import { fromBase64 } from '@certhall/kernel/bytes'
import type { InstallProof } from '../download/certificate-file.ts'
import type { Access, Medium } from '../download/medium.ts'
import type { InstallStep, StepWriter } from '../download/step-log.ts'
import type { OperationPhase } from './client-connection.ts'
import type { ConsentWindow } from './consent-window.ts'
import { ukeyFault } from './faults.ts'
import type { Remembered } from './known-installation.ts'
import { begunToken, countRefusedKey, enrolIdOf, forgetToken, isBegunToken, rememberToken } from './token-memory.ts'

/** What this medium needs of the client: one operation of the person at a time. */
export type RunOperation = <Method extends ClientMethod>(
  method: Method,
  params: ClientParams<Method>,
  window: ConsentWindow | null,
  phase: (phase: OperationPhase) => void,
) => Promise<ClientResult<Method>>

export interface UkeyGround {
  readonly run: RunOperation
  readonly memory: Remembered
}

/** The UKEY: key and certificate are made, written, read back and proven in the token; nothing of them is kept here. */
export const ukeyMedium = (view: PasscodeView, passcode: string, { run, memory }: UkeyGround): Medium => {
  const { applicationNo } = view
  const attempt = (): number => begunToken(memory, applicationNo)?.attempt ?? 0
  const enrolId = (): Promise<string> => enrolIdOf(applicationNo, passcode, attempt())
  return {
    steps: ['enterPin', 'makeKey', 'buildRequest', 'issue', 'writeToken', 'readBack', 'confirm'],
    look: async () => ({ plan: view.state === 'used' ? 'finished' : view.boundSpkiSha256 === null ? 'begin' : 'resume', kept: undefined }),
    makeKeyAndRequest: async (access, issued, log) => {
      const { token, window, language } = tokenOf(access)
      const begun = begunToken(memory, applicationNo)
      if (begun !== null && (view.boundSpkiSha256 !== null || issued !== null) && !(await isBegunToken(begun, token.serialNumber))) {
        window.close()
        throw ukeyFault('OTHER_TOKEN')
      }
      if (issued !== null) {
        for (const step of ['enterPin', 'makeKey', 'buildRequest', 'issue'] as const) log.wasKept(step)
        return { kind: 'notNeeded' }
      }
      await rememberToken(memory, applicationNo, token.serialNumber, attempt())
      const params = {
        tokenRef: token.tokenRef,
        enrolId: await enrolId(),
        algorithm: view.keyAlgorithm,
        subject: view.maskedOrganization,
        language,
      }
      const { csr, spkiSha256 } = await throughPhases(log, 'enterPin', enrolSteps, (phase) => run('key.enrol', params, window, phase))
      // Another token made another key: the server would refuse it, and the first token still holds the right one.
      if (view.boundSpkiSha256 !== null && view.boundSpkiSha256 !== spkiSha256) throw ukeyFault('OTHER_TOKEN')
      return { kind: 'request', csr: fromBase64(csr) }
    },
    install: async (access, issued, log) => {
      const { token, window, language } = tokenOf(access)
      const params = { tokenRef: token.tokenRef, enrolId: await enrolId(), chain: [issued.certificate, ...issued.chain], language }
      const { confirmation } = await throughPhases(log, 'enterPinAgain', installStepsOf, (phase) => installing(run, params, window, phase))
      // The catalogue's name and the number on the token, for the hall's stock of UKEYs.
      return { ...proofOf(confirmation, issued), token: { modelId: token.modelId, serialNumber: token.serialNumber } }
    },
    forgetKey: async () => countRefusedKey(memory, applicationNo),
    settle: async () => forgetToken(memory, applicationNo),
  }
}

/** A token without the key, or with another, is not the one that this download began with. */
const installing = async (
  run: RunOperation,
  params: ClientParams<'certificate.install'>,
  window: ConsentWindow,
  phase: (phase: OperationPhase) => void,
) => {
  try {
    return await run('certificate.install', params, window, phase)
  } catch (error) {
    if (error instanceof AppError && (error.code === 'KEY_NOT_FOUND' || error.code === 'CERTIFICATE_KEY_MISMATCH'))
      throw ukeyFault('OTHER_TOKEN', undefined, error)
    throw error
  }
}

/** The hall verifies it; here only that it speaks of this certificate. */
const proofOf = (confirmation: InstallProof, issued: IssuedCertificate): InstallProof => {
  if (!confirmation.text.includes(`"${issued.serialNumber}"`)) throw ukeyFault('ANSWER_MALFORMED')
  return confirmation
}

type PhaseSteps = Readonly<Partial<Record<OperationPhase, InstallStep>>>
const enrolSteps: PhaseSteps = {
  waitingForConsent: 'enterPin',
  loggingIn: 'enterPin',
  changingPin: 'changePin',
  makingKey: 'makeKey',
  signing: 'buildRequest',
}
const installStepsOf: PhaseSteps = {
  waitingForConsent: 'enterPinAgain',
  loggingIn: 'enterPinAgain',
  changingPin: 'changePin',
  writing: 'writeToken',
  readingBack: 'readBack',
  signing: 'readBack',
}

const throughPhases = <Result>(
  log: StepWriter,
  first: InstallStep,
  steps: PhaseSteps,
  work: (phase: (phase: OperationPhase) => void) => Promise<Result>,
): Promise<Result> =>
  log.through(first, (reach) =>
    work((phase) => {
      const step = steps[phase]
      if (step !== undefined) reach(step)
    }),
  )

const tokenOf = (access: Access): Extract<Access, { kind: 'token' }> => {
  if (access.kind !== 'token') throw new Error('a UKEY opens in the client')
  return access
}
