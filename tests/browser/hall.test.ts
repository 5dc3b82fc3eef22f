import { afterAll, beforeAll } from 'vitest'
import { followUps } from './follow-ups.ts'
import { closeHall, openHall } from './hall.ts'
import { mainPath } from './main-path.ts'
import { manageFreeze } from './manage-freeze.ts'
import { manageRenewal } from './manage-renewal.ts'
import { manage } from './manage.ts'
import { manualLabels } from './manual-labels.ts'
import { pages } from './pages.ts'
import { refusals } from './refusals.ts'

// Every suite lives in the same hall, with organisations of its own: see hall.ts.
beforeAll(openHall)
afterAll(closeHall)

mainPath()
manualLabels()
refusals()
followUps()
manage()
manageFreeze()
pages()
// Last: it moves the clock of the hall by most of a year.
manageRenewal()
