import { useLanguage } from '../messages/translation.ts'

/** Between a term and its value, as each language writes it. */
export const Colon = () => (useLanguage() === 'zh' ? '：' : ': ')
