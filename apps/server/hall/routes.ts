import { authorityView, consentView, hallView, projectView, servicePointView } from '@certhall/contract/hall/hall'
import type { Authority } from '@certhall/contract/signer/other'
import type { Project } from '@certhall/ra/project/project'
import * as z from 'zod'
import type { Room } from '../http/app.ts'
import type { HallFiles } from './hall-files.ts'
import { toAuthorityView, toHallView } from './view.ts'

export interface HallRoom {
  readonly mode: 'evaluation' | 'production'
  readonly version: string
  readonly clientPorts: readonly number[]
  readonly tlsLogin: boolean
  readonly publicUrl: string
  readonly files: HallFiles
  readonly projects: () => Promise<readonly Project[]>
  readonly authorities: () => Promise<readonly Authority[]>
}

const open = { permission: 'public' } as const

export const hallRoutes =
  (deps: HallRoom): Room =>
  async (app) => {
    app.get('/hall', { config: open, schema: { operationId: 'getHall', tags: ['hall'], response: { 200: hallView } } }, async () =>
      toHallView(deps.files, deps),
    )
    app.get(
      '/projects',
      { config: open, schema: { operationId: 'listProjects', tags: ['hall'], response: { 200: z.array(projectView) } } },
      async () => (await deps.projects()).filter((project) => project.closedAtMs === null).map((project) => project.definition),
    )
    app.get(
      '/service-points',
      { config: open, schema: { operationId: 'listServicePoints', tags: ['hall'], response: { 200: z.array(servicePointView) } } },
      async () => deps.files.hall.servicePoints,
    )
    app.get(
      '/consents',
      { config: open, schema: { operationId: 'listConsents', tags: ['hall'], response: { 200: z.array(consentView) } } },
      async () => [...deps.files.consents],
    )
    app.get(
      '/authorities',
      { config: open, schema: { operationId: 'listAuthorities', tags: ['hall'], response: { 200: z.array(authorityView) } } },
      async () => (await deps.authorities()).map((authority) => toAuthorityView(authority, deps.publicUrl)),
    )
  }
