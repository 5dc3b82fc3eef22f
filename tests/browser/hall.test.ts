import { afterAll, beforeAll } from 'vitest'
import { followUps } from './follow-ups.ts'
import { closeHall, openHall } from './hall.ts'
import { mainPath } from './main-path.ts'
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
pages()
