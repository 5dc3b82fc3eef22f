export const passcodeStates = ['created', 'delivered', 'redeeming', 'used', 'expired', 'voided'] as const
export type PasscodeState = (typeof passcodeStates)[number]
