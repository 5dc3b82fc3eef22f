import type { FastifyRequest } from 'fastify'

/** The language of the person at the page: the cookie that the language switch sets, else the browser's first wish. */
export const languageOf = (request: FastifyRequest): 'zh' | 'en' => {
  const chosen = request.cookies['lang']
  if (chosen === 'zh' || chosen === 'en') return chosen
  return /^\s*zh\b/i.test(request.headers['accept-language'] ?? 'zh') ? 'zh' : 'en'
}
