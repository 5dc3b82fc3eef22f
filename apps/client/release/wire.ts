/** What the release step has to know of the token package, whose files it packs. */
import { catalogueKeys } from '@certhall/token/catalogue/catalogue-keys'

/** Its private half is in nobody's keeping: fine for trying out, not for other people's computers. */
export const trustsDevelopmentKey = (): boolean => catalogueKeys.some(({ purpose }) => purpose === 'development')
