import type { ClientResult } from '@certhall/contract/client/messages'
import type { OperationDeps } from './operation.ts'

/** For support, to be read by the person first: no full serial number, no PIN, nothing of a certificate. */
export const diagnose = (deps: OperationDeps) => async (): Promise<ClientResult<'diagnosis.get'>> => {
  const { client, tokens, models, authorities, port } = deps
  const all = await models.all()
  const seen = await tokens.list().catch(() => [])
  const lines = [
    `client ${client.version} on ${client.system}, port ${port()}${client.isEvaluation ? ', evaluation' : ''}`,
    `user of a connection: ${client.tellsPeers ? 'checked' : 'this system does not tell'}`,
    `allowed origins: ${client.allowedOrigins}; authorities: ${authorities.count()}`,
    `models: ${all.length}, with driver: ${
      all
        .filter(({ isDriverPresent }) => isDriverPresent)
        .map(({ modelId }) => modelId)
        .join(', ') || 'none'
    }`,
    ...(await models.findings()).map((finding) => `finding: ${finding}`),
    ...(await Promise.all(
      seen.map(async (token) => {
        const pin = await tokens.pinFacts(token.tokenId).catch(() => null)
        const name = `${token.driver} ${token.manufacturer} ${token.model} …${token.serialNumber.slice(-4)}`
        return `token: ${name}, PIN ${pin?.state ?? 'unknown'}, free ${token.space.freeOctets ?? 'unknown'}`
      }),
    )),
  ]
  return { text: lines.join('\n').slice(0, 20_000) }
}
