/**
 * A PKCS#11 library behind its function list. Every call runs on another thread: a login or a key may take many seconds.
 * One call at a time is the driver's business.
 */
import { platform } from 'node:os'
import koffi from 'koffi'
import { ckf, ckr } from './constants.ts'
import { type Layout, layoutOf } from './layout.ts'
import { withMemory, writeNumber } from './memory.ts'
import { ckrError, tokenError } from './token-code.ts'

export interface Library {
  readonly layout: Layout
  /** The return value, whatever it is. */
  readonly ask: (name: FunctionName, ...args: readonly Argument[]) => Promise<number>
  /** Throws an AppError for anything but CKR_OK. */
  readonly call: (name: FunctionName, ...args: readonly Argument[]) => Promise<void>
  readonly close: () => Promise<void>
}

export type Argument = bigint | number | null
export type FunctionName = keyof typeof functions

/** DRIVER_MISSING when it cannot be loaded or is no PKCS#11 library. */
export const openLibrary = async (path: string): Promise<Library> => {
  const layout = layoutOf({ ulongOctets: wordOctets('ulong'), pointerOctets: wordOctets('void *'), isPacked: platform() === 'win32' })
  const { unload, native } = loadNative(path, layout)
  let isClosed = false
  const ask: Library['ask'] = (name, ...args) =>
    new Promise((resolve, reject) => {
      // A pointer into a library that is unloaded would end this process.
      if (isClosed) throw tokenError('TOKEN_FAILED', new Error(`${name} after close`))
      native(name).async(...args, (error: unknown, value: number | bigint) => {
        if (error) reject(tokenError('TOKEN_FAILED', error))
        else resolve(Number(value))
      })
    })
  const call: Library['call'] = async (name, ...args) => {
    const value = await ask(name, ...args)
    if (value !== ckr.ok) throw ckrError(name, value)
  }
  const isOurs = await initialize(layout, ask)
  return {
    layout,
    ask,
    call,
    close: async () => {
      if (isClosed) return
      if (isOurs) await ask('C_Finalize', null)
      isClosed = true
      unload()
    },
  }
}

/** False when somebody else in this process has initialised the library, and will finalise it. */
const initialize = (layout: Layout, ask: Library['ask']): Promise<boolean> =>
  withMemory(layout, async (memory) => {
    const args = memory.take(layout.initializeArgs.size)
    writeNumber(args.octets, layout.initializeArgs.flags, layout.ulongOctets, ckf.osLockingOk)
    const value = await ask('C_Initialize', args.address)
    if (value !== ckr.ok && value !== ckr.cryptokiAlreadyInitialized) throw ckrError('C_Initialize', value)
    return value === ckr.ok
  })

const wordOctets = (type: string): 4 | 8 => (koffi.sizeof(type) === 8 ? 8 : 4)

type NativeFunction = ReturnType<ReturnType<typeof koffi.load>['func']>

interface Native {
  readonly native: (name: FunctionName) => NativeFunction
  readonly unload: () => void
}

const loadNative = (path: string, layout: Layout): Native => {
  try {
    // Its own libcrypto before ours: Node exports OpenSSL's names, and a library that links to another version must not get them.
    const library = koffi.load(path, { deep: true })
    const list: [bigint | null] = [null]
    const value = Number(library.func('C_GetFunctionList', 'ulong', [koffi.out(koffi.pointer('void *'))])(list))
    const [start] = list
    if (value !== ckr.ok || start === null) throw ckrError('C_GetFunctionList', value)
    const known = new Map<FunctionName, NativeFunction>()
    const native = (name: FunctionName): NativeFunction => {
      const there = known.get(name) ?? functionAt(start, name, layout)
      known.set(name, there)
      return there
    }
    return { native, unload: () => library.unload() }
  } catch (cause) {
    throw tokenError('DRIVER_MISSING', cause)
  }
}

const functionAt = (list: bigint, name: FunctionName, layout: Layout): NativeFunction => {
  const [index, parameters] = functions[name]
  const pointer = koffi.decode(list, layout.functionAt(index), 'void *') as bigint | null
  if (pointer === null) throw tokenError('TOKEN_FAILED', new Error(`${name} is not in the library`))
  return koffi.decode(
    pointer,
    koffi.proto(
      'ulong',
      Array.from(parameters, (letter) => types[letter] ?? 'void *'),
    ),
  ) as NativeFunction
}

/** n: CK_ULONG; b: CK_BBOOL; p: any pointer. */
const types: Readonly<Record<string, string>> = { n: 'ulong', b: 'uint8_t', p: 'void *' }

/** Place in CK_FUNCTION_LIST (PKCS#11 2.40, pkcs11f.h) and parameters. */
const functions = {
  C_Initialize: [0, 'p'],
  C_Finalize: [1, 'p'],
  C_GetSlotList: [4, 'bpp'],
  C_GetTokenInfo: [6, 'np'],
  C_GetMechanismList: [7, 'npp'],
  C_GetMechanismInfo: [8, 'nnp'],
  C_SetPIN: [11, 'npnpn'],
  C_OpenSession: [12, 'nnppp'],
  C_CloseSession: [13, 'n'],
  C_Login: [18, 'nnpn'],
  C_Logout: [19, 'n'],
  C_CreateObject: [20, 'npnp'],
  C_DestroyObject: [22, 'nn'],
  C_GetAttributeValue: [24, 'nnpn'],
  C_FindObjectsInit: [26, 'npn'],
  C_FindObjects: [27, 'npnp'],
  C_FindObjectsFinal: [28, 'n'],
  C_SignInit: [42, 'npn'],
  C_Sign: [43, 'npnpp'],
  C_GenerateKeyPair: [59, 'nppnpnpp'],
} as const satisfies Record<string, readonly [number, string]>
