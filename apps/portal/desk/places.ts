import type { StaffRole } from '@certhall/contract/staff/roles'

/** Rooms of the desk in menu order. The first one a person may enter is where the desk opens: no dashboard before work. */
export const places = ['queue', 'decided', 'delivery', 'audit', 'ukeys', 'certificates'] as const
export type Place = (typeof places)[number]

export const placePath: Readonly<Record<Place, string>> = {
  queue: '/desk/queue',
  decided: '/desk/decided',
  delivery: '/desk/delivery',
  audit: '/desk/audit',
  ukeys: '/desk/ukeys',
  certificates: '/desk/certificates',
}

const rolesOfPlace: Readonly<Record<Place, readonly StaffRole[]>> = {
  queue: ['reviewer'],
  decided: ['reviewer'],
  delivery: ['issuer'],
  audit: ['auditor'],
  ukeys: ['issuer', 'auditor'],
  certificates: ['customerService'],
}

export const placesOf = (roles: readonly StaffRole[]): readonly Place[] =>
  places.filter((place) => rolesOfPlace[place].some((role) => roles.includes(role)))

export const landingPath = (roles: readonly StaffRole[]): string => {
  const [first] = placesOf(roles)
  return first === undefined ? '/desk' : placePath[first]
}
