import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'

/** OpenAPI 3.1 of everything below /api/v1, made from the shapes that the server validates with. */
export const registerOpenApi = async (app: FastifyInstance): Promise<void> => {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Certhall', description: '证书服务大厅 · self-service hall of a certification authority', version: 'v1' },
      components: {
        securitySchemes: {
          hallSession: { type: 'apiKey', in: 'cookie', name: 'certhall_hall' },
          deskSession: { type: 'apiKey', in: 'cookie', name: 'certhall_desk' },
        },
      },
    },
    transform: (document) => {
      if (!document.url.startsWith('/api/v1')) return { schema: { hide: true }, url: document.url }
      return jsonSchemaTransform(document)
    },
    transformObject: jsonSchemaTransformObject,
  })
}

/** Every refusal in the document, once: added to each route at registration. */
export const problemResponses = ['4XX', '5XX'] as const
