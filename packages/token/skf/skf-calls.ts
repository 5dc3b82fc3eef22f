/** SKF functions in the words of this house: codes become refusals, sizes are asked for and checked. */
import {
  type DeviceFacts,
  deviceInfoOctets,
  eccKeyOctets,
  eccSignatureOctets,
  type ReadKey,
  readDeviceFacts,
  readKey,
  readNames,
  readSignature,
  readUlong,
  rsaKeyOctets,
  terminated,
  ulong,
} from './skf-blobs.ts'
import { answerOf, sar, sarError, skfError } from './sar.ts'
import type { SkfArgument, SkfCall, SkfLibrary } from './skf-library.ts'

export type Handle = bigint
export type SkfCalls = ReturnType<typeof skfCalls>

const listOctetsMost = 65_536
const certificateOctetsMost = 16_000
const blobOctetsMost = 1_024

export const skfCalls = (library: SkfLibrary) => {
  const must = async (call: SkfCall, ...args: readonly SkfArgument[]): Promise<void> => {
    const answer = await library.call(call, ...args)
    if (answer !== sar.ok) throw sarError(answer, call)
  }
  const handle = async (call: SkfCall, ...args: readonly SkfArgument[]): Promise<Handle> => {
    const out = new Uint8Array(8)
    await must(call, ...args, out)
    const value = new DataView(out.buffer).getBigUint64(0, true)
    if (value === 0n) throw skfError('TOKEN_FAILED', `noHandle ${call}`)
    return value
  }
  /** Asks for the size, gives that much room, and believes no more than that was filled. */
  const sized = async (most: number, call: SkfCall, ...args: readonly SkfArgument[]): Promise<Uint8Array> => {
    const width = library.ulongOctets()
    for (let time = 0; ; time += 1) {
      const size = ulong(0, width)
      await must(call, ...args, null, size)
      const told = readUlong(size, 0, width)
      if (told > most) throw skfError('TOKEN_FAILED', `size ${call}`)
      if (told === 0) return new Uint8Array()
      const into = new Uint8Array(told)
      const answer = await library.call(call, ...args, into, size)
      // It grew in between: once more.
      if (answer === sar.bufferTooSmall && time < 3) continue
      if (answer !== sar.ok) throw sarError(answer, call)
      const filled = readUlong(size, 0, width)
      if (filled > told) throw skfError('TOKEN_FAILED', `size ${call}`)
      return into.subarray(0, filled)
    }
  }
  const names = async (call: SkfCall, ...args: readonly SkfArgument[]): Promise<readonly Uint8Array[]> =>
    readNames(await sized(listOctetsMost, call, ...args))
  const width = (): 4 | 8 => library.ulongOctets()

  return {
    has: library.has,
    deviceNames: () => names('SKF_EnumDev', 1),
    connect: (name: Uint8Array) => handle('SKF_ConnectDev', terminated(name)),
    disconnect: (device: Handle) => must('SKF_DisConnectDev', device),
    deviceFacts: async (device: Handle): Promise<DeviceFacts> => {
      const octets = new Uint8Array(deviceInfoOctets(width()))
      await must('SKF_GetDevInfo', device, octets)
      return readDeviceFacts(octets, width())
    },
    applicationNames: (device: Handle) => names('SKF_EnumApplication', device),
    openApplication: (device: Handle, name: Uint8Array) => handle('SKF_OpenApplication', device, terminated(name)),
    closeApplication: (application: Handle) => must('SKF_CloseApplication', application),
    clearLogin: async (application: Handle) => {
      if (library.has('SKF_ClearSecureState')) await must('SKF_ClearSecureState', application)
    },
    containerNames: (application: Handle) => names('SKF_EnumContainer', application),
    createContainer: (application: Handle, name: Uint8Array) => handle('SKF_CreateContainer', application, terminated(name)),
    openContainer: (application: Handle, name: Uint8Array) => handle('SKF_OpenContainer', application, terminated(name)),
    closeContainer: (container: Handle) => must('SKF_CloseContainer', container),
    deleteContainer: (application: Handle, name: Uint8Array) => must('SKF_DeleteContainer', application, terminated(name)),
    makeSm2Key: async (container: Handle): Promise<ReadKey> => {
      const blob = new Uint8Array(eccKeyOctets(width()))
      const answer = await library.call('SKF_GenECCKeyPair', container, sm2Numbers.first, blob)
      const isOther = answer === sar.notSupported || answer === sar.invalidParameter || answer === sar.keyType
      if (isOther) await must('SKF_GenECCKeyPair', container, sm2Numbers.second, blob)
      else if (answer !== sar.ok) throw sarError(answer, 'SKF_GenECCKeyPair')
      return readKey(blob, width())
    },
    makeRsaKey: async (container: Handle, bits: number): Promise<ReadKey> => {
      const blob = new Uint8Array(rsaKeyOctets(width()))
      await must('SKF_GenRSAKeyPair', container, bits, blob)
      return readKey(blob, width())
    },
    /** Of the pair for signatures; undefined when the container has none. */
    publicKey: async (container: Handle): Promise<ReadKey | undefined> => {
      const key = sized(blobOctetsMost, 'SKF_ExportPublicKey', container, 1)
      const blob = await unless(key, (answer) => answer === sar.keyNotFound || answer === sar.fileNotThere)
      return blob === undefined ? undefined : readKey(blob, width())
    },
    signSm2: async (container: Handle, digest: Uint8Array): Promise<Uint8Array> => {
      const blob = new Uint8Array(eccSignatureOctets)
      await must('SKF_ECCSignData', container, digest, digest.length, blob)
      return readSignature(blob)
    },
    signRsa: (container: Handle, content: Uint8Array) => sized(blobOctetsMost, 'SKF_RSASignData', container, content, content.length),
    writeCertificate: (container: Handle, certificate: Uint8Array) =>
      must('SKF_ImportCertificate', container, 1, certificate, certificate.length),
    /** Beside the pair for signatures. Libraries do not agree on what they answer when there is none. */
    certificate: async (container: Handle): Promise<Uint8Array | null> => {
      const certificate = sized(certificateOctetsMost, 'SKF_ExportCertificate', container, 1)
      return (await unless(certificate, (answer) => answer !== sar.removed)) ?? null
    },
    pinNumbers: async (application: Handle): Promise<PinNumbers | undefined> => {
      const [most, left, isInitial] = [ulong(0, width()), ulong(0, width()), new Uint8Array(4)]
      const answer = await library.call('SKF_GetPINInfo', application, userPin, most, left, isInitial)
      if (answer === sar.notSupported) return undefined
      if (answer !== sar.ok) throw sarError(answer, 'SKF_GetPINInfo')
      return { most: readUlong(most, 0, width()), left: readUlong(left, 0, width()), isInitial: readUlong(isInitial, 0, 4) !== 0 }
    },
    /** The code that was answered, and the tries left with it. */
    verifyPin: async (application: Handle, pin: Uint8Array): Promise<PinAnswer> => {
      const left = ulong(0, width())
      const answer = await library.call('SKF_VerifyPIN', application, userPin, pin, left)
      return { answer, left: readUlong(left, 0, width()) }
    },
    changePin: async (application: Handle, pin: Uint8Array, newPin: Uint8Array): Promise<PinAnswer> => {
      const left = ulong(0, width())
      const answer = await library.call('SKF_ChangePIN', application, userPin, pin, newPin, left)
      return { answer, left: readUlong(left, 0, width()) }
    },
  }
}

export interface PinNumbers {
  readonly most: number
  readonly left: number
  readonly isInitial: boolean
}

export interface PinAnswer {
  readonly answer: number
  readonly left: number
}

/** The administrator's is 0: nothing here ever types it. */
const userPin = 1

/** SGD_SM2_1 moved between the editions of GM/T 0006: who does not know the one knows the other. */
const sm2Numbers = { first: 0x00020100, second: 0x00020200 } as const

/** Nothing there is told by several codes; whatever is no code of the library's own stays a refusal. */
const unless = async (work: Promise<Uint8Array>, isNothing: (answer: number) => boolean): Promise<Uint8Array | undefined> => {
  try {
    const octets = await work
    return octets.length === 0 ? undefined : octets
  } catch (error) {
    const answer = answerOf(error)
    if (answer !== undefined && isNothing(answer)) return undefined
    throw error
  }
}
