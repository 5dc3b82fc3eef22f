const hourMs = 3_600_000

/**
 * Security study §5.8: a list every hour, and within five seconds of a revocation, whoever recorded it. A full list of more
 * than `largeEntries` follows a revocation within `largeEveryMs`, the delta to it within the same five seconds. A delta is
 * there to be fresh: it lives for three turns, not for a day.
 */
export const listTimes = Object.freeze({
  validityMs: 24 * hourMs,
  deltaValidityMs: 3 * hourMs,
  ageMs: hourMs,
  rootValidityMs: 365 * 24 * hourMs,
  debounceMs: 2_000,
  lookMs: 5_000,
  largeEntries: 50_000,
  largeEveryMs: 30_000,
} as const)
