/** A vendor's SKF library (GM/T 0016) as functions on octets: nothing above knows of pointers. */
import type { TokenErrorCode } from '@certhall/contract/client/vocabulary'
import { AppError } from '@certhall/kernel/app-error'
import koffi, { type LibraryHandle } from 'koffi'
import { sar, sarError, skfError } from './sar.ts'

export interface SkfLibraryOptions {
  readonly libraryPath: string
  readonly callingConvention: 'cdecl' | 'stdcall'
  /** null: found out from what the library writes. */
  readonly ulongOctets: 4 | 8 | null
}

/** Handles are numbers; arrays of octets are read and written; null where the library is only asked for a size. */
export type SkfArgument = number | bigint | Uint8Array | null

export interface SkfLibrary {
  /** Throws until EnumDev could be asked, where the width has to be found out. */
  readonly ulongOctets: () => 4 | 8
  readonly has: (call: SkfCall) => boolean
  /** The code that was answered. No octet is kept anywhere afterwards but in the arrays handed in. */
  readonly call: (call: SkfCall, ...args: readonly SkfArgument[]) => Promise<number>
  readonly unload: () => void
}

type ArgumentKind = 'handle' | 'pointer' | 'ulong' | 'bool'

const calls = Object.freeze({
  SKF_EnumDev: ['bool', 'pointer', 'pointer'],
  SKF_ConnectDev: ['pointer', 'pointer'],
  SKF_DisConnectDev: ['handle'],
  SKF_GetDevInfo: ['handle', 'pointer'],
  SKF_EnumApplication: ['handle', 'pointer', 'pointer'],
  SKF_OpenApplication: ['handle', 'pointer', 'pointer'],
  SKF_CloseApplication: ['handle'],
  SKF_GetPINInfo: ['handle', 'ulong', 'pointer', 'pointer', 'pointer'],
  SKF_VerifyPIN: ['handle', 'ulong', 'pointer', 'pointer'],
  SKF_ChangePIN: ['handle', 'ulong', 'pointer', 'pointer', 'pointer'],
  SKF_ClearSecureState: ['handle'],
  SKF_CreateContainer: ['handle', 'pointer', 'pointer'],
  SKF_OpenContainer: ['handle', 'pointer', 'pointer'],
  SKF_CloseContainer: ['handle'],
  SKF_DeleteContainer: ['handle', 'pointer'],
  SKF_EnumContainer: ['handle', 'pointer', 'pointer'],
  SKF_GenECCKeyPair: ['handle', 'ulong', 'pointer'],
  SKF_GenRSAKeyPair: ['handle', 'ulong', 'pointer'],
  SKF_ExportPublicKey: ['handle', 'bool', 'pointer', 'pointer'],
  SKF_ECCSignData: ['handle', 'pointer', 'ulong', 'pointer'],
  SKF_RSASignData: ['handle', 'pointer', 'ulong', 'pointer', 'pointer'],
  SKF_ImportCertificate: ['handle', 'bool', 'pointer', 'ulong'],
  SKF_ExportCertificate: ['handle', 'bool', 'pointer', 'pointer'],
} as const satisfies Record<string, readonly ArgumentKind[]>)
export type SkfCall = keyof typeof calls

/** What a library may leave out. */
const optionalCalls: ReadonlySet<string> = new Set<SkfCall>(['SKF_ClearSecureState', 'SKF_GenRSAKeyPair', 'SKF_RSASignData'])

type Native = ReturnType<LibraryHandle['func']>

export const openSkfLibrary = ({ libraryPath, callingConvention, ulongOctets }: SkfLibraryOptions): SkfLibrary => {
  const library = load(libraryPath)
  let width = ulongOctets
  const natives = new Map<SkfCall, Native>()
  const nativeOf = (call: SkfCall): Native => {
    const known = natives.get(call) ?? declare(library, call, callingConvention, width ?? 4)
    natives.set(call, known)
    return known
  }
  const has = (call: SkfCall): boolean => {
    try {
      return nativeOf(call) !== undefined
    } catch {
      return false
    }
  }
  // Only functions without a ULONG by value: the others are declared when its width is known.
  if (!has('SKF_EnumDev') || !has('SKF_ConnectDev')) {
    library.unload()
    throw skfError('DRIVER_MISSING', 'noSkfLibrary')
  }
  const knownWidth = (): 4 | 8 => {
    width ??= widthOf(nativeOf('SKF_EnumDev'))
    return width
  }
  return {
    ulongOctets: knownWidth,
    has: (call) => {
      knownWidth()
      return has(call)
    },
    call: (call, ...args) => {
      knownWidth()
      if (!has(call)) throw skfError(optionalCalls.has(call) ? 'ALGORITHM_UNSUPPORTED' : 'TOKEN_FAILED', call)
      return callGuarded(nativeOf(call), call, args)
    },
    unload: () => library.unload(),
  }
}

const load = (path: string): LibraryHandle => {
  growStacks()
  try {
    return koffi.load(path)
  } catch (cause) {
    throw new AppError<TokenErrorCode>('DRIVER_MISSING', { detail: { reason: 'notLoaded' }, cause })
  }
}

let isGrown = false
/** Calls run on stacks of the binding, which are too small for some libraries. */
const growStacks = (): void => {
  if (isGrown) return
  isGrown = true
  try {
    koffi.config({ async_stack_size: 2 ** 20, sync_stack_size: 2 ** 20 })
  } catch {
    // Another library was loaded before: it stays as it is.
  }
}

const declare = (library: LibraryHandle, call: SkfCall, convention: 'cdecl' | 'stdcall', width: 4 | 8): Native => {
  const kinds: readonly ArgumentKind[] = calls[call]
  const types = { handle: 'uintptr_t', pointer: 'void *', ulong: width === 8 ? 'uint64_t' : 'uint32_t', bool: 'int32_t' } as const
  // The answer is a ULONG too; its codes fit into the lower half, which is at the same place.
  const declared = (name: string): Native =>
    library.func(
      `__${convention}`,
      name,
      'uint32_t',
      kinds.map((kind) => types[kind]),
    )
  try {
    return declared(call)
  } catch (error) {
    // 32-bit Windows may decorate the names; all arguments are of four octets there.
    if (convention === 'stdcall') return declared(`_${call}@${kinds.length * 4}`)
    throw error
  }
}

/** ULONG has 32 bits in some headers and those of `unsigned long` in others: how much of eight octets is written tells. */
const widthOf = (enumDev: Native): 4 | 8 => {
  const size = Buffer.alloc(16, untouched)
  const answer = Number(enumDev(1, null, size))
  const written = [...size.subarray(0, 8)].findLastIndex((octet) => octet !== untouched) + 1
  if (written === 0) throw answer === sar.ok ? skfError('TOKEN_FAILED', 'widthUnknown') : sarError(answer, 'SKF_EnumDev')
  return written > 4 ? 8 : 4
}

const untouched = 0xa5
const guard = Buffer.alloc(4_096, untouched)

/**
 * Every array lies in memory of its own with a strip behind it: a library that writes past what it was given is found
 * out, and hurts nothing as long as it stays within the strip. The copies are wiped, a PIN's with them.
 */
const callGuarded = async (native: Native, call: SkfCall, args: readonly SkfArgument[]): Promise<number> => {
  const guarded = args.map((arg) => (arg instanceof Uint8Array ? withGuard(arg) : arg))
  try {
    const answer = await new Promise<number>((resolve, reject) => {
      native.async(...guarded, (error: unknown, value: number) => (error === null ? resolve(value >>> 0) : reject(error)))
    })
    args.forEach((arg, index) => {
      const copy = guarded[index]
      if (!(arg instanceof Uint8Array) || !(copy instanceof Buffer)) return
      if (!copy.subarray(arg.length).equals(guard)) throw skfError('TOKEN_FAILED', `overrun ${call}`)
      arg.set(copy.subarray(0, arg.length))
    })
    return answer
  } finally {
    for (const copy of guarded) if (copy instanceof Uint8Array) copy.fill(0)
  }
}

/** In memory of its own, not in the pool that small buffers share. */
const withGuard = (octets: Uint8Array): Buffer => {
  const copy = Buffer.alloc(octets.length + guard.length, untouched)
  copy.set(octets)
  return copy
}
