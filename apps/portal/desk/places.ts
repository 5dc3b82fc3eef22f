import type { StaffRole } from '@certhall/contract/staff/roles'

/** Rooms of the desk in menu order. The first one a person may enter is where the desk opens: no dashboard before work. */
export const places = ['queue', 'decided', 'delivery', 'audit'] as const
export type Place = (typeof places)[number]

export const placePath: Readonly<Record<Place, string>> = {
  queue: '/desk/queue',
  decided: '/desk/decided',
  delivery: '/desk/delivery',
  audit: '/desk/audit',
}

const roleOfPlace: Readonly<Record<Place, StaffRole>> = { queue: 'reviewer', decided: 'reviewer', delivery: 'issuer', audit: 'auditor' }

export const placesOf = (roles: readonly StaffRole[]): readonly Place[] => places.filter((place) => roles.includes(roleOfPlace[place]))

export const landingPath = (roles: readonly StaffRole[]): string => {
  const [first] = placesOf(roles)
  return first === undefined ? '/desk' : placePath[first]
}
