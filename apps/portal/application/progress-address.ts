import { AppError } from '@certhall/kernel/app-error'

export const progressAddress = (applicationNo: string): string => `/progress?application=${encodeURIComponent(applicationNo)}`

export const progressFormAddress = (applicationNo: string): string => `/progress/${encodeURIComponent(applicationNo)}/form`

/** This browser has not proven that the application is its person's. */
export const isStranger = (error: unknown): boolean => error instanceof AppError && /^(?:missing\.application|auth\.)/.test(error.code)
